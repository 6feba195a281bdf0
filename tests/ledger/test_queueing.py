"""Single transfers that share a transaction get the answers of lone calls."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from enishi.ledger import operations, queries
from enishi.ledger.models import Transfer
from enishi.ledger.operations import queueing
from enishi.ledger.transfers import NewTransfer, Result

COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)


def transfer(number, source, target, amount, **more):
    told = {"asset": COIN, "kind": "spend", "at": NOON} | more
    return NewTransfer(UUID(int=number), source, target, amount=amount, **told)


def grant(number, member, amount):
    return transfer(number, ISSUE, member, amount, kind="grant", expires_on=date(2027, 3, 31))


def connections():
    """List all connections to this database but ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def sessions(transactional_db):
    """Books with one shop, and the poster's connections: not those that other tests left open."""
    with transaction.atomic():
        operations.open_account(name="shop:1", asset=COIN)
    before = frozenset(connections())
    yield lambda: [pid for pid in connections() if pid not in before]
    queueing.close_queues()  # before the tables are emptied


def test_many_at_once_get_each_their_own_answer(sessions):
    members = [f"member:{number}" for number in range(40)]

    async def pay():
        granted = [grant(1 + place, name, 10) for place, name in enumerate(members)]
        paid = [
            transfer(101 + place, name, "shop:1", 6 + place % 10)
            for place, name in enumerate(members)
        ]
        first = await asyncio.gather(*map(queueing.post_together_in_loop, granted))
        then = await asyncio.gather(*map(queueing.post_together_in_loop, paid))
        again = await asyncio.gather(*map(queueing.post_together_in_loop, granted))
        return first, then, again

    first, then, again = asyncio.run(pay())
    assert first == [Result.OK] * 40
    assert then == [
        Result.OK if place % 10 <= 4 else Result.INSUFFICIENT_BALANCE for place in range(40)
    ]
    assert again == [Result.EXISTS] * 40
    assert queries.balance("shop:1", COIN) == 4 * (6 + 7 + 8 + 9 + 10)
    assert queries.faults() == []
    # Many shared a transaction: that is what the queue is for.
    assert Transfer.objects.values("xid").distinct().count() < 20


def test_in_a_caller_s_transaction_it_is_posted_there(sessions):
    with transaction.atomic():
        assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
        assert sessions() == []
        transaction.set_rollback(True)
    assert queries.balance("member:a", COIN) == 0
    assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
    assert queries.balance("member:a", COIN) == 5


def test_closing_ends_the_poster_s_connection(sessions):
    assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
    assert len(sessions()) == 1
    queueing.close_queues()
    until = time.monotonic() + 30
    while sessions() and time.monotonic() < until:
        time.sleep(0.01)
    assert sessions() == []


def test_a_lost_connection_is_told_and_the_same_key_may_be_asked_again(sessions):
    assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
    [poster] = sessions()
    told = []

    def pay():
        try:
            told.append(queueing.post_together(transfer(2, "member:a", "shop:1", 3)))
        except queueing.BooksOutOfReach as refusal:
            told.append(refusal.code)

    with transaction.atomic(), connection.cursor() as cursor:
        # The poster waits for the account that we hold, when its connection is cut.
        cursor.execute("SELECT 1 FROM ledger_account WHERE name = 'member:a' FOR UPDATE")
        payer = threading.Thread(target=pay)
        payer.start()
        until = time.monotonic() + 30
        waits = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
        cursor.execute(waits, [poster])
        while not cursor.fetchall() and time.monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waits, [poster])
        cursor.execute("SELECT pg_terminate_backend(%s)", [poster])
        payer.join(30)
    assert told == ["books_out_of_reach"]
    assert queries.balance("shop:1", COIN) == 0
    assert queueing.post_together(transfer(2, "member:a", "shop:1", 3)) is Result.OK
    assert queries.balance("shop:1", COIN) == 3
    assert queries.faults() == []


def test_an_idle_poster_whose_connection_was_cut_takes_another_quietly(sessions, monkeypatch):
    monkeypatch.setattr(queueing, "REST_SECONDS", 0)
    assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
    [poster] = sessions()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [poster])
    assert queueing.post_together(grant(2, "member:a", 5)) is Result.OK
    assert queries.balance("member:a", COIN) == 10
