"""Holds, budgets and daily limits: what each allows, and what it says when it does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from enishi.ledger import operations, queries, sealing, transfers
from enishi.ledger.models import DayTotal, Transfer
from enishi.ledger.pockets import Pocket
from enishi.ledger.promises import Budget, Limits, NewHold
from enishi.ledger.transfers import NewTransfer, Result

pytestmark = pytest.mark.django_db
COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2027, 3, 31, 3, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
MARCH, JUNE = date(2027, 3, 31), date(2027, 6, 30)
YEAR = "year:182010:2026"


def by_function(*asked):
    return [operations.post(transfer) for transfer in asked]


def by_batch(*asked):
    # A rejected companion keeps a batch of one from taking the function's way.
    return operations.post_many([*asked, spend(0)])[:-1]


@pytest.fixture(params=[by_function, by_batch])
def post(request):
    return request.param


@pytest.fixture(autouse=True)
def town():
    operations.open_account(name="shop:1", asset=COIN)
    operations.post_many(
        [grant(10, expires_on=MARCH), grant(20, expires_on=JUNE), grant(100, target="member:b")]
    )


def grant(amount, target="member:a", **more):
    told = {"id": uuid4(), "asset": COIN, "at": NOON, "kind": "grant"} | more
    return NewTransfer(source=ISSUE, target=target, amount=amount, **told)


def spend(amount, **more):
    told = {"id": uuid4(), "asset": COIN, "at": NOON, "kind": "spend", "target": "shop:1"} | more
    return NewTransfer(source="member:a", amount=amount, **told)


def held(amount, *, hours=48, at=NOON, **more):
    told = {"id": uuid4(), "source": "member:a", "target": "shop:1", "asset": COIN} | more
    hold = NewHold(amount=amount, at=at, expires_at=at + timedelta(hours=hours), **told)
    assert operations.authorise(hold) == Result.OK
    return hold


def balance(name="member:a"):
    return queries.balance(name, COIN)


def test_what_is_promised_stays_but_cannot_be_spent(post):
    hold = held(12)
    assert (balance(), balance("shop:1")) == (30, 0)
    assert post(spend(19), spend(18)) == [Result.INSUFFICIENT_BALANCE, Result.OK]
    assert [(one.id, one.amount, one.ended) for one in queries.holds("member:a", COIN)] == [
        (hold.id, 12, None)
    ]
    assert queries.faults() == []


def test_a_hold_is_captured_in_part_and_the_rest_is_free_again(post):
    hold = held(30)
    part = spend(12, captures=hold.id)
    assert post(part, spend(18)) == [Result.OK, Result.OK]
    assert post(part) == [Result.EXISTS]
    assert post(spend(1, captures=hold.id)) == [Result.HOLD_ENDED]
    (told,) = queries.holds("member:a", COIN, open_only=False)
    assert (told.ended, told.transfer, told.ended_at) == ("captured", part.id, NOON)
    assert queries.posted([part.id])[part.id].captures == hold.id


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        ({"amount": 13}, Result.BAD_HOLD),
        ({"captures": UUID(int=1)}, Result.BAD_HOLD),
        ({"target": "member:b"}, Result.BAD_HOLD),
        ({"at": NOON + timedelta(hours=48)}, Result.EXPIRED_HOLD),
        ({"at": NOON + timedelta(hours=47)}, Result.OK),
    ],
)
def test_a_capture_takes_its_own_hold_in_time(post, changed, result):
    hold = held(12)
    told = {"amount": 12, "captures": hold.id} | changed
    assert post(spend(**told)) == [result]


def test_points_promised_in_time_reach_the_shop_after_their_last_day(post):
    hold = held(10)
    late = spend(10, captures=hold.id, at=TOMORROW)
    assert post(late) == [Result.OK]
    assert queries.pockets("member:a", COIN) == [Pocket(JUNE, 20)]


def test_no_spending_empties_the_pockets_a_hold_relies_on(post):
    # March's pocket is past its day and waits to lapse; the hold relies on June's.
    held(15, at=TOMORROW)
    assert post(spend(6, at=TOMORROW)) == [Result.INSUFFICIENT_BALANCE]
    assert post(spend(5, at=TOMORROW)) == [Result.OK]


def test_a_hold_that_relies_on_older_pockets_leaves_the_younger_free(post):
    held(10)
    assert post(spend(20, at=TOMORROW)) == [Result.OK]
    assert queries.pockets("member:a", COIN) == [Pocket(MARCH, 10)]


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        ({"amount": 0}, Result.BAD_AMOUNT),
        ({"amount": 2**70}, Result.BAD_AMOUNT),
        ({"target": "member:a"}, Result.SAME_ACCOUNT),
        ({"target": "shop:nobody"}, Result.UNKNOWN_ACCOUNT),
        ({"source": ISSUE}, Result.BAD_HOLD),
        ({"expires_at": NOON}, Result.EXPIRED_HOLD),
        ({"amount": 31}, Result.INSUFFICIENT_BALANCE),
        ({"amount": 21, "at": TOMORROW}, Result.INSUFFICIENT_BALANCE),
        ({"amount": 20, "at": TOMORROW}, Result.OK),
    ],
)
def test_only_what_could_be_spent_can_be_promised(changed, result):
    told = {"source": "member:a", "target": "shop:1", "amount": 5, "at": NOON} | changed
    until = NOON + timedelta(days=3)
    told = {"id": uuid4(), "asset": COIN, "expires_at": until} | told
    assert operations.authorise(NewHold(**told)) == result


def test_a_hold_is_promised_once():
    hold = held(10)
    again = NewHold(hold.id, "member:a", "shop:1", COIN, 10, TOMORROW, TOMORROW + timedelta(2))
    assert operations.authorise(again) == Result.EXISTS
    assert queries.holds("member:a", COIN)[0].expires_at == hold.expires_at
    other = NewHold(hold.id, "member:a", "shop:1", COIN, 11, NOON, TOMORROW)
    assert operations.authorise(other) == Result.EXISTS_DIFFERENT


def test_a_hold_is_released_once():
    hold = held(30)
    assert operations.release(hold=hold.id, at=NOON) == Result.OK
    assert operations.release(hold=hold.id, at=NOON) == Result.EXISTS
    assert operations.release(hold=uuid4(), at=NOON) == Result.BAD_HOLD
    assert by_function(spend(5, captures=hold.id), spend(30)) == [Result.HOLD_ENDED, Result.OK]


@pytest.mark.django_db(transaction=True)
def test_holds_time_out_the_oldest_first():
    first, second = held(10, hours=1), held(10, hours=2)
    held(5, hours=3)
    at = NOON + timedelta(hours=2)
    assert operations.time_out_holds(at=at, limit=1) == 1
    assert queries.holds("member:a", COIN)[0].id == second.id
    assert (operations.time_out_holds(at=at), operations.time_out_holds(at=at)) == (1, 0)
    assert operations.release(hold=first.id, at=at) == Result.HOLD_ENDED
    assert by_function(spend(26), spend(25)) == [Result.INSUFFICIENT_BALANCE, Result.OK]
    assert queries.faults() == []


@pytest.mark.parametrize("table", ["ledger_hold", "ledger_holdend"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
def test_holds_are_written_once(table, change):
    held(5)
    append_only = pytest.raises(DatabaseError, match="append-only")
    with append_only, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


@pytest.fixture
def budget():
    operations.open_budget(name="rule:1", asset=COIN, points_max=100)
    operations.open_budget(name=YEAR, asset=COIN, points_max=50)
    operations.open_budget(name=YEAR, asset=COIN, points_max=7)  # it is open: nothing changes


def test_nobody_gives_more_than_every_budget_allows(post, budget):
    named = ("rule:1", YEAR)
    given = [grant(40, budgets=named), grant(11, budgets=named), grant(10, budgets=("rule:1",))]
    assert post(*given) == [Result.OK, Result.OVER_BUDGET, Result.OK]
    assert post(grant(1, budgets=("rule:2",))) == [Result.UNKNOWN_BUDGET]
    assert post(grant(1, asset="182010:point", budgets=named)) == [Result.UNKNOWN_BUDGET]
    told = queries.budgets_under("", COIN)
    assert told == [Budget("rule:1", COIN, 100, 50), Budget(YEAR, COIN, 50, 40)]
    assert [(one.left, one.is_warned) for one in told] == [(50, False), (10, True)]
    assert list(queries.budgets([YEAR, "rule:9"], COIN)) == [YEAR]
    assert queries.posted([given[0].id])[given[0].id].budgets == named
    assert queries.faults() == []


def test_a_reversal_gives_budgets_back(post, budget):
    given = grant(50, budgets=(YEAR, YEAR))
    assert post(given) == [Result.OK]
    back = transfers.reversal(queries.posted([given.id])[given.id], as_id=uuid4(), at=NOON)
    assert post(back, grant(50, budgets=(YEAR,))) == [Result.OK, Result.OK]
    assert post(back, given) == [Result.EXISTS, Result.EXISTS]
    assert queries.budgets([YEAR], COIN)[YEAR].spent == 50


def test_a_retry_names_the_same_budgets(post, budget):
    given = grant(5, budgets=(YEAR, "rule:1"))
    fewer = grant(5, id=given.id, budgets=(YEAR,))
    none, other = grant(5, id=given.id), grant(5, id=given.id, budgets=(YEAR, "rule:9"))
    same = grant(5, id=given.id, budgets=("rule:1", YEAR))
    assert post(given, same) == [Result.OK, Result.EXISTS]
    assert post(fewer, none, other) == [Result.EXISTS_DIFFERENT] * 3


def test_a_broken_chain_spends_no_budget(budget):
    chain = uuid4()
    links = [grant(40, chain=chain, budgets=(YEAR,)), grant(11, chain=chain, budgets=(YEAR,))]
    broken = [Result.LINKED_CHAIN_FAILED, Result.OVER_BUDGET]
    assert operations.post_many([*links, grant(50, budgets=(YEAR,))]) == [*broken, Result.OK]
    assert queries.faults() == []


def test_a_budget_is_never_set_below_what_was_given(budget):
    operations.post(grant(30, budgets=(YEAR,)))
    with pytest.raises(operations.BudgetIsSpent), transaction.atomic():
        operations.change_budget(name=YEAR, asset=COIN, points_max=29)
    with pytest.raises(operations.UnknownBudget), transaction.atomic():
        operations.change_budget(name="rule:9", asset=COIN, points_max=29)
    operations.change_budget(name=YEAR, asset=COIN, points_max=30)
    assert operations.post(grant(1, budgets=(YEAR,))) == Result.OVER_BUDGET


def limit(name="member:a", out=None, into=None):
    operations.set_limits(name=name, asset=COIN, day_out_max=out, day_in_max=into)


def test_a_limit_counts_what_moved_before_it_was_set(post):
    post(spend(8))
    limit(out=10, into=40)
    assert queries.limits("member:a", COIN) == Limits(10, 40)
    assert post(spend(3), spend(2), grant(11), grant(10)) == [
        Result.OVER_LIMIT,
        Result.OK,
        Result.OVER_LIMIT,
        Result.OK,
    ]
    # 15:00 in London is midnight in Japan: another day.
    assert post(spend(10, at=NOON.replace(hour=15))) == [Result.OK]
    assert queries.faults() == []


def test_a_reversal_gives_the_limit_of_its_original_s_day_back(post):
    limit(out=10)
    bought = spend(10)
    assert post(bought, spend(1)) == [Result.OK, Result.OVER_LIMIT]
    original = queries.posted([bought.id])[bought.id]
    back = transfers.reversal(original, as_id=uuid4(), at=TOMORROW)
    assert post(back, spend(10)) == [Result.OK, Result.OK]
    assert queries.faults() == []


def test_lapse_is_no_limit_s_business(post):
    limit(out=5)
    assert post(spend(10, kind="lapse", target=ISSUE, at=TOMORROW)) == [Result.OK]


def test_days_are_counted_for_accounts_with_a_limit_only():
    limit(out=5)
    limit("shop:1", into=5)
    assert operations.post(spend(5)) == Result.OK
    assert DayTotal.objects.count() == 2
    limit()
    assert list(DayTotal.objects.values_list("account__name", "points_in")) == [("shop:1", 5)]


def test_a_limit_needs_an_account_that_is_locked():
    with pytest.raises(operations.LimitNeedsAFloor), transaction.atomic():
        limit(ISSUE, out=5)
    with pytest.raises(operations.UnknownAccount), transaction.atomic():
        limit("shop:nobody", out=5)


def test_a_refund_after_the_last_day_opens_no_pocket_before_the_first_asked_for(post):
    bought = spend(20)
    post(bought)
    original = queries.posted([bought.id])[bought.id]
    april = date(2027, 4, 30)
    back = transfers.reversal(original, as_id=uuid4(), at=TOMORROW, earliest=april)
    assert post(back) == [Result.OK]
    assert queries.pockets("member:a", COIN) == [Pocket(april, 10), Pocket(JUNE, 20)]


@pytest.mark.parametrize("changed", [{"captures": UUID(int=1)}, {"budgets": (YEAR,)}])
def test_a_reversal_captures_nothing_and_names_no_budget(post, changed, budget):
    given = grant(10)
    post(given)
    back = spend(10, target=ISSUE, kind="reverse", reverses=given.id, **changed)
    assert post(back) == [Result.BAD_REVERSAL]


def test_what_a_transfer_captured_and_spent_is_sealed_with_it():
    operations.open_budget(name=YEAR, asset=COIN, points_max=50)
    hold = held(5)
    plain, both = spend(1), spend(5, captures=hold.id, budgets=(YEAR,))
    by_function(plain, both)
    told = queries.in_order(Transfer.objects.filter(id__in=[plain.id, both.id]).order_by("seq"))
    headers = [sealing.record(one).parts[0].value for one in told]
    assert not {"captures", "budgets"} & set(headers[0])
    assert (headers[1]["captures"], headers[1]["budgets"]) == (str(hold.id), [YEAR])
