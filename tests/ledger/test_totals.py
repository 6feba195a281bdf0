"""Daily totals: what they add up to is what the entries say, rolled up or not, at any moment."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from enishi.kit.periods import JST, end_of_day, jst_day
from enishi.ledger import operations, queries
from enishi.ledger.accounting import AccountClass, Day, Flow, Movement, class_of, movement
from enishi.ledger.models import DailyPosition, DailyTotal, Entry
from enishi.ledger.operations import BooksCameFromElsewhere
from enishi.ledger.transfers import NewTransfer, Result

POINT = "182010:point"
NOON = datetime(2027, 3, 31, 3, tzinfo=UTC)
MARCH = date(2027, 3, 31)
# The last second of 31 March in Japan, and midnight.
LATE, MIDNIGHT = (
    datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 31, 15, tzinfo=UTC),
)
PLACES = {
    "issue": False, "migration": False, "exchange": False, "unused": False, "shop": True,
    "fund": True,
}  # fmt: skip


def place(word):
    return f"{word}:{POINT}"


def open_places(asset=POINT):
    for word, has_floor in PLACES.items():
        operations.open_account(name=place(word), asset=asset, has_floor=has_floor)


def transfer(amount, source, target, kind, **more):
    told = {"id": uuid4(), "asset": POINT, "at": NOON} | more
    return NewTransfer(source=source, target=target, amount=amount, kind=kind, **told)


def a_town_s_year():
    """A small story with one of everything."""
    open_places()
    back = transfer(200, "member:a", "shop:" + POINT, "spend")
    story = [
        transfer(1_000, place("issue"), "member:a", "grant", expires_on=MARCH),
        transfer(300, place("migration"), "member:b", "open"),
        transfer(50, place("exchange"), "member:b", "convert"),
        back,
        transfer(70, "member:b", place("shop"), "spend", at=LATE),
        transfer(30, "member:b", place("fund"), "donate", at=MIDNIGHT),
        transfer(20, "member:b", place("exchange"), "convert", at=MIDNIGHT),
        transfer(5, "member:b", "member:a", "gift", at=MIDNIGHT),
        NewTransfer(
            uuid4(), place("shop"), "member:a", POINT, 200, "reverse", LATE, reverses=back.id
        ),
        transfer(600, "member:a", place("fund"), "lapse", at=MIDNIGHT),
        transfer(400, "member:a", place("unused"), "lapse", at=MIDNIGHT),
        transfer(60, place("shop"), place("issue"), "settle", at=MIDNIGHT),
    ]
    assert operations.post_many(story) == [Result.OK] * len(story)


@pytest.mark.django_db
def test_the_supply_of_an_asset_says_where_points_came_from_and_who_holds_them():
    a_town_s_year()
    supply = queries.supply(POINT)
    assert [(line.movement.value, line.points, line.wallets) for line in supply.lines] == [
        ("issued", 1_000, 1_000),
        ("opened", 300, 300),
        ("converted_in", 50, 50),
        ("spent", 270, -270),
        ("donated", 30, -30),
        ("lapsed_to_fund", 600, -600),
        ("lapsed_unused", 400, -400),
        ("converted_out", 20, -20),
        ("given_back", 200, 200),
        ("settled", 60, 0),
        ("moved", 5, 0),
    ]
    assert (
        supply.outstanding
        == 230
        == queries.balance("member:a", POINT) + queries.balance("member:b", POINT)
    )
    assert dict(supply.holders) == {
        AccountClass.WALLET: 230,
        AccountClass.SHOP: 10,
        AccountClass.FUND: 630,
        AccountClass.ISSUE: -940,
        AccountClass.UNUSED: 400,
        AccountClass.EXCHANGE: -30,
        AccountClass.MIGRATION: -300,
    }
    assert supply.owed == 230 + 10 + 630
    assert supply.lapsed == 1_000


@pytest.mark.django_db
def test_the_supply_of_31_march_ends_at_midnight_in_japan():
    a_town_s_year()
    supply = queries.supply(POINT, until=end_of_day(MARCH))
    assert supply.outstanding == 1_000 + 300 + 50 - 70
    assert supply.lapsed == 0
    at_noon = queries.supply(POINT, until=LATE)
    assert at_noon.outstanding == 1_000 + 300 + 50 - 200
    assert queries.supply(POINT, until=NOON).lines == ()
    assert queries.supply("nobody:point").holders == {}


@pytest.mark.django_db
def test_the_trial_balance_has_a_line_for_each_account_and_one_for_all_wallets():
    a_town_s_year()
    lines = {line.account: line.total for line in queries.trial_balance(POINT)}
    assert lines == {
        "member": 230, place("shop"): 10, place("fund"): 630, place("issue"): -940,
        place("unused"): 400, place("exchange"): -30, place("migration"): -300,
    }  # fmt: skip
    assert sum(lines.values()) == 0
    at_march = queries.trial_balance(until=end_of_day(MARCH))
    assert {line.account: line.total for line in at_march}["member"] == 1_280
    assert queries.assets() == [POINT]


@pytest.mark.django_db
def test_a_statement_can_be_asked_for_a_time():
    a_town_s_year()
    march = queries.statement("member:b", POINT, until=MIDNIGHT)
    assert [(line.amount, line.balance) for line in march] == [(-70, 280), (50, 350), (300, 300)]
    april = queries.statement("member:b", POINT, since=MIDNIGHT, limit=2)
    assert [(line.amount, line.balance) for line in april] == [(-5, 225), (-20, 230)]


@pytest.mark.django_db
def test_an_account_without_a_floor_has_a_statement_by_days():
    a_town_s_year()
    april = queries.daily_statement(
        place("issue"), POINT, since=date(2027, 4, 1), until=date(2027, 5, 1)
    )
    assert [
        (line.on, line.kind, line.counterpart, line.amount, line.balance) for line in april
    ] == [(date(2027, 4, 1), "settle", place("shop"), 60, -940)]
    march = queries.daily_statement(place("issue"), POINT, since=MARCH, until=date(2027, 5, 1))
    assert [line.balance for line in march] == [-1_000, -940]


@pytest.mark.parametrize(
    ("kind", "source", "target", "answer"),
    [
        ("grant", "issue", "member", Movement.ISSUED),
        ("grant", "issue", "shop", Movement.ISSUED),
        ("spend", "member", "reward", Movement.SPENT),
        ("donate", "member", "fund", Movement.DONATED),
        ("lapse", "member", "fund", Movement.LAPSED_TO_FUND),
        ("lapse", "member", "unused", Movement.LAPSED_UNUSED),
        ("reverse", "fund", "member", Movement.GIVEN_BACK),
        ("reverse", "member", "issue", Movement.TAKEN_BACK),
        ("reverse", "issue", "shop", Movement.MOVED),
        ("reverse", "member", "member", Movement.MOVED),
        ("settle", "shop", "external", Movement.SETTLED),
        ("settle", "fund", "issue", Movement.SETTLED),
        ("gift", "member", "member", Movement.MOVED),
    ],
)
def test_each_transfer_is_one_movement(kind, source, target, answer):
    assert movement(kind, class_of(f"{source}:1"), class_of(f"{target}:1")) is answer


def test_unknown_words_are_accounts_of_others():
    assert class_of("member") is AccountClass.WALLET
    assert class_of("reward:9") is AccountClass.OTHER
    assert class_of("other") is AccountClass.OTHER


# ── the same as the entries, for any history ──────────────────────────────────────────────────


def from_entries(until=None):
    """Add every holder up from entries alone, wallets together."""
    rows = Entry.objects.filter(account__asset=POINT)
    if until is not None:
        rows = rows.filter(transfer__at__lt=until)
    held = {}
    for name, total in rows.values_list("account__name").annotate(total=Sum("amount")):
        holder = "member" if name.startswith("member:") else name
        held[holder] = held.get(holder, 0) + total
    return held


def balances(until=None):
    return {line.account: line.total for line in queries.trial_balance(POINT, until=until)}


def follow_until(counted, posted):
    """Roll up until all is in: others on this server may hold the end of the books back."""
    patience = time.monotonic() + 60
    while counted < posted and time.monotonic() < patience:
        counted += operations.roll_up(at=NOON)
    return counted


def same_as_entries(moments):
    for moment in [None, *moments]:
        held = from_entries(moment)
        assert balances(moment) == held
        supply = queries.supply(POINT, until=moment)
        assert supply.outstanding == held.get("member", 0)
        assert supply.outstanding == sum(line.wallets for line in supply.lines)
        assert sum(supply.holders.values()) == 0
    for word, has_floor in PLACES.items():
        if not has_floor:
            assert queries.balance(place(word), POINT) == from_entries().get(place(word), 0)


def history(dice, number=60):
    """Grants, openings, spends, gifts and lapses at many moments, not in their order."""
    ways = [
        ("issue", "member", "grant"), ("issue", "member", "grant"), ("migration", "member", "open"),
        ("member", "shop", "spend"), ("member", "fund", "donate"), ("member", "member", "gift"),
        ("member", "exchange", "convert"), ("exchange", "member", "convert"),
        ("member", "unused", "spend"), ("shop", "issue", "settle"),
    ]  # fmt: skip
    for _ in range(number):
        source, target, kind = dice.choice(ways)
        names = [
            f"member:{dice.choice('abc')}" if word == "member" else place(word)
            for word in (source, target)
        ]
        moment = datetime(2027, 3, 30, tzinfo=UTC) + timedelta(minutes=dice.randrange(4_000))
        yield transfer(
            dice.randrange(1, 50), *names, kind, at=moment, id=UUID(int=dice.getrandbits(128))
        )


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(some.randoms(use_true_random=False), some.datetimes(
    datetime(2027, 3, 30), datetime(2027, 4, 2), timezones=some.just(JST)  # noqa: DTZ001
))  # fmt: skip
def test_supply_and_trial_balance_are_those_of_the_entries(dice, moment):
    with transaction.atomic():
        open_places()
        operations.post_many(list(history(dice)))
        same_as_entries([moment, end_of_day(jst_day(moment))])
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_rolling_up_in_any_steps_changes_no_sum(seed):
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    open_places()
    posted = 0
    rolled = 0
    moments = [NOON, MIDNIGHT, datetime(2027, 4, 1, 9, 30, tzinfo=JST)]
    for _ in range(5):
        results = operations.post_many(list(history(dice, 30)))
        posted += results.count(Result.OK)
        rolled += operations.roll_up(at=NOON, limit=dice.choice([1, 7, 1_000]))
        same_as_entries(moments)
    rolled = follow_until(rolled, posted)
    assert rolled == posted == sum(DailyTotal.objects.values_list("transfers", flat=True))
    same_as_entries(moments)
    before = list(DailyTotal.objects.order_by("id").values())
    assert operations.roll_up(at=NOON) == 0
    assert list(DailyTotal.objects.order_by("id").values()) == before


@pytest.mark.django_db(transaction=True)
def test_totals_that_were_thrown_away_are_made_again():
    a_town_s_year()
    assert follow_until(0, 12) == 12
    before = queries.days(POINT, since=MARCH, until=date(2027, 5, 1))
    DailyTotal.objects.all().delete()
    DailyPosition.objects.all().delete()
    assert queries.days(POINT, since=MARCH, until=date(2027, 5, 1)) == before
    assert follow_until(0, 12) == 12
    assert queries.days(POINT, since=MARCH, until=date(2027, 5, 1)) == before
    assert Day(POINT, MARCH, "spend", "member", place("shop"), 270, 2) in before
    assert Flow("open", AccountClass.MIGRATION, AccountClass.WALLET, 300, 1) in queries.flows(POINT)


@pytest.mark.django_db(transaction=True)
def test_only_ended_transactions_are_added_up_and_none_is_passed_over():
    open_places()
    is_written, may_end = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            operations.post(transfer(1, place("issue"), "member:slow", "grant"))
            is_written.set()
            may_end.wait(10)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert is_written.wait(10)
    operations.post(transfer(2, place("issue"), "member:quick", "grant"))
    assert operations.roll_up(at=NOON) == 0
    assert queries.supply(POINT).outstanding == 2
    may_end.set()
    writer.join()
    assert queries.supply(POINT).outstanding == 3
    assert follow_until(0, 2) == 2
    assert queries.balance(place("issue"), POINT) == -3


@pytest.mark.django_db(transaction=True)
def test_two_who_roll_up_at_once_count_nothing_twice():
    open_places()
    dice = random.Random(9)  # noqa: S311 - a test's dice
    results = operations.post_many(list(history(dice, 200)))
    done = []

    def follow():
        while found := operations.roll_up(at=NOON, limit=7):
            done.append(found)
        connection.close()

    followers = [threading.Thread(target=follow) for _ in range(3)]
    for one in followers:
        one.start()
    for one in followers:
        one.join()
    assert follow_until(sum(done), results.count(Result.OK)) == results.count(Result.OK)
    same_as_entries([MIDNIGHT])


@pytest.mark.django_db(transaction=True)
def test_books_from_another_server_are_not_rolled_up_before_they_are_renumbered():
    a_town_s_year()
    assert follow_until(0, 12) == 12
    DailyPosition.objects.update(xid=2**62)
    with pytest.raises(BooksCameFromElsewhere):
        operations.roll_up(at=NOON)
