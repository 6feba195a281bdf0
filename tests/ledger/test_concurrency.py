"""Many writers at once: sums hold, nothing moves twice, nobody embraces anybody."""

from __future__ import annotations

import random
import threading
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from enishi.ledger import operations, queries
from enishi.ledger.models import Account, Entry, Transfer
from enishi.ledger.transfers import NewTransfer, Result

pytestmark = pytest.mark.django_db(transaction=True)
COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
WRITERS = 12
ROUNDS = 15


def at_once(work):
    """Run the work in many threads, each with its own connection, and pass errors on."""
    start, failed = threading.Barrier(WRITERS), []

    def run(writer):
        try:
            start.wait(30)
            work(writer)
        except BaseException as error:  # noqa: BLE001 - a thread's error must be seen
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[writer]) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []


def transfer(number, source, target, amount, **more):
    told = {"asset": COIN, "kind": "spend", "at": NOON} | more
    return NewTransfer(UUID(int=number), source, target, amount=amount, **told)


def test_everybody_pays_into_one_hot_account():
    operations.open_account(name="fund:1", asset=COIN)

    def pay(writer):
        member = f"member:{writer}"
        for place in range(ROUNDS):
            number = 1 + writer * 1_000 + place * 10
            got = transfer(number, ISSUE, member, 10, expires_on=date(2027, 3, 31))
            paid = transfer(number + 1, member, "fund:1", 7)
            if place % 3 == 0:
                assert operations.post_many([got, paid]) == [Result.OK, Result.OK]
            else:
                assert (operations.post(got), operations.post(paid)) == (Result.OK, Result.OK)

    at_once(pay)
    assert queries.balance("fund:1", COIN) == WRITERS * ROUNDS * 7
    assert queries.balance("member:3", COIN) == ROUNDS * 3
    assert queries.balance(ISSUE, COIN) == -WRITERS * ROUNDS * 10
    assert queries.faults() == []


def test_spread_batches_in_any_order_never_embrace():
    members = [f"member:{number}" for number in range(8)]
    operations.post_many(
        [transfer(number + 1, ISSUE, name, 100_000) for number, name in enumerate(members)]
    )

    def move(writer):
        chance = random.Random(writer)  # noqa: S311 - the same moves in every run
        for place in range(ROUNDS):
            number = 1_000 + writer * 10_000 + place * 100
            batch = [
                transfer(number + offset, *chance.sample(members, 2), chance.randint(1, 20))
                for offset in range(20)
            ]
            assert set(operations.post_many(batch)) == {Result.OK}
            assert operations.post(transfer(number + 50, *chance.sample(members, 2), 1)) == "ok"

    at_once(move)
    assert sum(queries.balance(name, COIN) for name in members) == 800_000
    assert Transfer.objects.count() == 8 + WRITERS * ROUNDS * 21
    assert queries.faults() == []


@pytest.mark.parametrize("way", ["function", "batch", "mixed"])
def test_the_same_requests_from_everybody_move_points_once(way):
    operations.open_account(name="bank:1", asset=COIN, has_floor=False)
    results = []

    def ask(writer):
        for place in range(ROUNDS):
            # Also between two accounts without a floor, where nobody waits for anybody.
            target = "bank:1" if place % 2 else "member:a"
            asked = transfer(1 + place, ISSUE, target, 5)
            if way == "function" or (way == "mixed" and writer % 2):
                results.append(operations.post(asked))
            else:
                other = transfer(1_000 + place, ISSUE, target, 1)
                results.extend(operations.post_many([asked, other])[:1])

    at_once(ask)
    assert results.count(Result.OK) == ROUNDS
    assert results.count(Result.EXISTS) == (WRITERS - 1) * ROUNDS
    assert queries.balance("member:a", COIN) >= 5 * (ROUNDS // 2 + 1)
    assert queries.faults() == []


def test_one_id_used_for_two_things_at_once_happens_once():
    results = []

    def ask(writer):
        mine = [transfer(1 + place, ISSUE, f"member:{writer}", 5) for place in range(ROUNDS)]
        results.extend(operations.post(asked) for asked in mine)

    at_once(ask)
    assert results.count(Result.OK) == ROUNDS
    assert results.count(Result.EXISTS_DIFFERENT) == (WRITERS - 1) * ROUNDS
    assert queries.balance(ISSUE, COIN) == -5 * ROUNDS
    assert queries.faults() == []


def test_the_last_points_are_spent_once():
    operations.open_account(name="shop:1", asset=COIN)
    operations.post(transfer(1, ISSUE, "member:a", 10 * ROUNDS))
    results = []

    def spend(writer):
        for place in range(ROUNDS):
            asked = transfer(100 + writer * 100 + place, "member:a", "shop:1", 10)
            results.append(operations.post(asked))

    at_once(spend)
    assert results.count(Result.OK) == ROUNDS
    assert results.count(Result.INSUFFICIENT_BALANCE) == (WRITERS - 1) * ROUNDS
    assert queries.balance("member:a", COIN) == 0
    story = Entry.objects.filter(account__name="member:a").order_by("seq")
    assert list(story.values_list("seq", flat=True)) == list(range(1, ROUNDS + 2))
    assert queries.faults() == []


def test_an_original_is_taken_back_once():
    original = transfer(1, ISSUE, "member:a", 10)
    operations.post(original)
    operations.post(transfer(2, ISSUE, "member:a", 1_000))
    results = []

    def take_back(writer):
        back = transfer(10 + writer, "member:a", ISSUE, 10, kind="reverse", reverses=original.id)
        results.append(operations.post(back))

    at_once(take_back)
    assert sorted(results) == [Result.ALREADY_REVERSED] * (WRITERS - 1) + [Result.OK]
    assert queries.balance("member:a", COIN) == 1_000


def test_the_issuing_account_is_never_waited_for():
    operations.post(transfer(1, ISSUE, "member:a", 10))
    with transaction.atomic():
        operations.post(transfer(2, ISSUE, "member:a", 10))
        done = threading.Event()

        def other():
            operations.post(transfer(3, ISSUE, "member:b", 10))
            done.set()
            connection.close()

        threading.Thread(target=other).start()
        assert done.wait(20)
    assert Account.objects.get(name=ISSUE).balance == 0
    assert queries.balance(ISSUE, COIN) == -30
