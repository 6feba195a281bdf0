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
from enishi.ledger.operations import posting, queueing, reading
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import NewTransfer, Result

COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
MEMBERS = [f"member:{number}" for number in range(12)]


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
    together([grant(1 + number, name, 5) for number, name in enumerate(MEMBERS)])
    assert len(sessions()) == 2, "one looks up, one writes"
    queueing.close_queues()
    until = time.monotonic() + 30
    while sessions() and time.monotonic() < until:
        time.sleep(0.01)
    assert sessions() == []


def test_a_lone_request_goes_the_function_s_way(sessions, monkeypatch):
    assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
    monkeypatch.setattr(queueing, "recall", None)
    assert queueing.post_together(transfer(2, "member:a", "shop:1", 3)) is Result.OK
    assert len(sessions()) == 1, "nobody looked anything up"
    assert queries.balance("shop:1", COIN) == 3


def test_a_lost_connection_is_told_and_the_same_key_may_be_asked_again(sessions):
    assert queueing.post_together(grant(1, "member:a", 5)) is Result.OK
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
        posters = sessions()
        waits = "SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s) AND wait_event_type = 'Lock'"
        cursor.execute(waits, [posters])
        while not (waiting := cursor.fetchall()) and time.monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waits, [posters])
        [(poster,)] = waiting
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
    for poster in sessions():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [poster])
    assert queueing.post_together(grant(2, "member:a", 5)) is Result.OK
    assert queries.balance("member:a", COIN) == 10


def together(asked):
    """Ask for transfers at one moment, from coroutines."""

    async def ask():
        return await asyncio.gather(*map(queueing.post_together_in_loop, asked))

    return asyncio.run(ask())


@pytest.fixture
def remembered(sessions):
    """Members with 50 points each that the poster remembers."""
    queueing.close_queues()
    assert set(together([grant(1 + i, name, 25) for i, name in enumerate(MEMBERS)])) == {Result.OK}
    assert set(together([grant(51 + i, name, 25) for i, name in enumerate(MEMBERS)])) == {Result.OK}
    assert set(together(pay(100, 1))) == {Result.OK}


def pay(first, amount):
    return [transfer(first + i, name, "shop:1", amount) for i, name in enumerate(MEMBERS)]


@pytest.fixture
def reads(monkeypatch):
    """Count the batches that were read under locks."""
    counted = []

    def read(transfers):
        counted.append(len(transfers))
        return reading.read(transfers)

    monkeypatch.setattr(posting, "read", read)
    return counted


def test_what_the_poster_remembers_need_not_be_read(remembered, reads):
    for first in (200, 300, 400):
        assert set(together(pay(first, 2))) == {Result.OK}
    assert reads == []
    assert queries.balance("shop:1", COIN) == 12 * 7
    assert queries.faults() == []


@pytest.mark.parametrize("moved", ["member:3", "shop:1"])
def test_an_account_that_somebody_else_moved_is_read_anew(remembered, moved):
    with transaction.atomic():
        assert operations.post(grant(900, "member:3", 4)) is Result.OK
        assert operations.post(transfer(901, "member:3", moved, 4)) in {
            Result.OK,
            Result.SAME_ACCOUNT,
        }
    assert set(together(pay(200, 49))) == {Result.OK}
    assert queries.balance("member:3", COIN) == (4 if moved == "member:3" else 0)
    assert queries.faults() == []


def test_limits_holds_and_ends_are_not_overlooked(remembered):
    with transaction.atomic():
        operations.set_limits(name="member:1", asset=COIN, day_out_max=10, day_in_max=None)
        until = datetime(2026, 12, 1, tzinfo=UTC)
        hold = NewHold(UUID(int=950), "member:2", "shop:1", COIN, 45, NOON, until)
        assert operations.authorise(hold) is Result.OK
        operations.close_account(name="member:3", asset=COIN, at=NOON)
    results = together(pay(200, 10))
    assert results[1:4] == [
        Result.OVER_LIMIT,
        Result.INSUFFICIENT_BALANCE,
        Result.CLOSED_ACCOUNT,
    ]
    assert set(results[:1] + results[4:]) == {Result.OK}
    assert queries.faults() == []


def test_what_cannot_all_be_accepted_is_answered_one_by_one(remembered):
    asked = [*pay(200, 30), *pay(300, 30), *pay(100, 1)]
    results = together(asked)
    assert results[:12] == [Result.OK] * 12
    assert results[12:24] == [Result.INSUFFICIENT_BALANCE] * 12
    assert results[24:] == [Result.EXISTS] * 12
    assert set(together(pay(400, 19))) == {Result.OK}
    assert queries.faults() == []


def test_two_writers_of_the_same_accounts_never_embrace(remembered):
    done = []

    def one_by_one():
        for number in range(60):
            source, target = ("member:1", "shop:1") if number % 2 else ("shop:1", "member:1")
            with transaction.atomic():
                done.append(operations.post(transfer(1_000 + number, source, target, 1)))
        connection.close()

    other = threading.Thread(target=one_by_one)
    other.start()
    for first in range(2_000, 2_800, 20):
        assert set(together(pay(first, 1))) == {Result.OK}
    other.join(60)
    assert done == [Result.OK] * 60
    assert queries.faults() == []
