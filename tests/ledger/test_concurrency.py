"""Many writers at once: sums hold, nothing moves twice, nobody embraces anybody."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from enishi.ledger import operations, queries
from enishi.ledger.models import Account, DayTotal, Entry, Transfer
from enishi.ledger.promises import NewHold
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


def hold(number, source, amount):
    told = {"target": "shop:1", "asset": COIN, "at": NOON, "expires_at": NOON + timedelta(1)}
    return NewHold(UUID(int=number), source=source, amount=amount, **told)


def test_holds_budgets_and_limits_stand_under_everything_at_once():
    for name in ("shop:1", "fund:1"):
        operations.open_account(name=name, asset=COIN)
    for name, points_max in (("rule:1", 700), ("rule:2", 400), ("year", 300)):
        operations.open_budget(name=name, asset=COIN, points_max=points_max)
    members = [f"member:{number}" for number in range(6)]
    operations.post_many(
        [transfer(number + 1, ISSUE, name, 500) for number, name in enumerate(members)]
    )
    operations.set_limits(name=members[0], asset=COIN, day_out_max=90, day_in_max=560)
    seen = Counter()

    def live(writer):
        chance = random.Random(writer)  # noqa: S311 - the same moves in every run
        for place in range(8):
            number = 10_000 + writer * 1_000 + place * 20
            one, other = chance.sample(members, 2)
            named = tuple(chance.sample(["rule:1", "rule:2", "year"], 2))
            promised = operations.authorise(hold(number, one, 20))
            batch = [
                transfer(number + 1, ISSUE, one, 9, kind="grant", budgets=named),
                transfer(number + 2, one, other, chance.randint(1, 30)),
                transfer(number + 3, other, "fund:1", 5, kind="donate"),
            ]
            if promised is Result.OK and place % 3:
                batch.append(transfer(number + 4, one, "shop:1", 15, captures=UUID(int=number)))
            chance.shuffle(batch)
            if writer % 2:
                seen.update(operations.post_many(batch))
            else:
                seen.update([operations.post(asked) for asked in batch])
            if promised is Result.OK:
                # Some capture nothing, and a limit or the points left may refuse a capture.
                freed = operations.release(hold=UUID(int=number), at=NOON)
                assert freed in (Result.OK, Result.HOLD_ENDED)

    at_once(live)
    assert set(seen) >= {Result.OK, Result.OVER_BUDGET, Result.OVER_LIMIT}
    assert not set(seen) & {Result.BAD_HOLD, Result.HOLD_ENDED, Result.EXISTS}
    left = {one.name: one.left for one in queries.budgets_under("", COIN)}
    assert min(left.values()) >= 0
    out = DayTotal.objects.get(account__name=members[0])
    assert (out.points_out <= 90, out.points_in <= 560) == (True, True)
    assert all(queries.holds(name, COIN) == [] for name in members)
    assert queries.faults() == []


def test_a_hold_is_captured_or_released_never_both():
    operations.open_account(name="shop:1", asset=COIN)
    operations.post(transfer(1, ISSUE, "member:a", 10 * ROUNDS))
    for place in range(ROUNDS):
        operations.authorise(hold(10 + place, "member:a", 10))
    ended = []

    def end(writer):
        for place in range(ROUNDS):
            id_ = UUID(int=10 + place)
            capture = transfer(100 + writer * 100 + place, "member:a", "shop:1", 4, captures=id_)
            if writer % 3 == 0:
                ended.append(operations.release(hold=id_, at=NOON))
            elif writer % 3 == 1:
                ended.append(operations.post(capture))
            else:
                ended.extend(operations.post_many([capture, transfer(2, "a", "a", 1)])[:1])

    at_once(end)
    told = queries.holds("member:a", COIN, open_only=False)
    captured = sum(one.ended == "captured" for one in told)
    assert ended.count(Result.OK) == len(told) == ROUNDS
    assert queries.balance("shop:1", COIN) == 4 * captured
    assert Account.objects.get(name="member:a").held == 0
    assert queries.faults() == []
