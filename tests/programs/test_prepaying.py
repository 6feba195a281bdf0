"""Sold points stand apart from free ones, and their unused balance is the ledger's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.world import NOW, TOWN, a_member, a_point, a_purchase_rule, a_region, jst, move

from enishi.kit.periods import end_of_day
from enishi.ledger import queries as books
from enishi.programs import operations, queries
from enishi.programs.operations import (
    PointsMayNotBeSold,
    PointsNotSold,
    PrepaidNotAsked,
    RollOverForbidden,
    SoldPointsStayApart,
)
from enishi.programs.prepaid import Answers

PAID = f"{TOWN}:paid"
TOLD = Answers(
    "other",
    "others",
    registration="関東財務局長 第00000号",
    registered_on=date(2026, 4, 1),
    answered_by="会計 浜野",
)
pytestmark = pytest.mark.django_db(transaction=True)


def _open(told: Answers = TOLD, *, lapse: str = "never") -> str:
    a_region()
    return operations.open_prepaid(
        region_code=TOWN,
        name="縁ヶ浦プリペイド",
        issuer="縁ヶ浦町観光協会",
        lapse=lapse,
        told=told,
        at=NOW,
    )


def _sell(yen: int, *, key: str = "k", at=NOW, member=None, asset: str = PAID) -> str:
    account = f"member:{member or a_member()}"
    operations.sell_points(asset=asset, account=account, yen=yen, key=key, at=at)
    return account


def test_payment_services_act_unused_balance_on_record_dates_equals_the_ledger() -> None:
    asset = _open()
    first = _sell(8_000, key="a", at=jst(2026, 9, 30, 23, 59))
    _sell(3_000, key="b", at=jst(2026, 10, 1, 0, 0))
    move(first, "shop:s1", 1_500, asset=asset, kind="spend", at=jst(2027, 3, 31, 23, 0))
    found = queries.unused(asset, since=date(2026, 9, 1), until=date(2027, 4, 1))
    assert [(one.on, one.yen, one.kind) for one in found] == [
        (date(2026, 9, 30), 8_000, "third_party"),
        (date(2027, 3, 31), 9_500, "third_party"),
    ]
    for one in found:
        held = books.supply(asset, until=end_of_day(one.on)).outstanding
        assert held == one.yen
        assert books.balance_as_of(f"issue:{asset}", asset, end_of_day(one.on)) == -(
            one.yen + (1_500 if one.on.year == 2027 else 0)
        )


def test_sold_and_free_points_are_two_assets_and_a_key_sells_once() -> None:
    free = a_point()
    asset = _open()
    account = _sell(5_000)
    operations.sell_points(asset=asset, account=account, yen=5_000, key="k", at=NOW)
    assert (books.balance(account, asset), books.balance(account, free)) == (5_000, 0)
    assert queries.unused(free, since=date(2026, 1, 1), until=date(2028, 1, 1)) == []
    with pytest.raises(SoldPointsStayApart):
        a_purchase_rule(asset)
    with pytest.raises(PrepaidNotAsked):
        _sell(100, asset=free)
    with pytest.raises(PointsNotSold):
        operations.sell_points(asset=asset, account=account, yen=4_999, key="k", at=NOW)


def test_payment_services_act_nothing_is_sold_by_a_third_party_issuer_before_registration() -> None:
    asset = _open(replace(TOLD, registration="", registered_on=None))
    with pytest.raises(PointsMayNotBeSold) as refused:
        _sell(1_000)
    assert refused.value.facts["why"] == "not_registered"
    operations.answer_prepaid(asset=asset, told=TOLD, at=NOW)
    assert books.balance(_sell(1_000), asset) == 1_000


def test_payment_services_act_points_of_the_six_month_form_cannot_be_rolled_over() -> None:
    short = replace(TOLD, is_short=True, registration="", registered_on=None)
    with pytest.raises(RollOverForbidden):
        _open(short, lapse="never")
    asset = _open(short, lapse="days:179")
    account = _sell(1_000)
    (pocket,) = books.pockets(account, asset)
    assert pocket.expires_on == NOW.date() + timedelta(days=179)
    for lapse, refund_days in (("never", 0), ("days:180", 0), ("days:100", 30)):
        with pytest.raises(RollOverForbidden):
            operations.set_lapse(
                asset=asset, lapse=lapse, lapse_to="unused", refund_days=refund_days
            )
    operations.set_lapse(asset=asset, lapse="month-end", lapse_to="unused", refund_days=0)


@pytest.mark.parametrize("told", [replace(TOLD, answered_by=" "), replace(TOLD, issuer="x")])
def test_issuer_and_type_are_asked_before_anything_is_opened(told: Answers) -> None:
    with pytest.raises(PrepaidNotAsked):
        _open(told)
    assert queries.assets(TOWN) == []


def test_the_journal_writes_sold_points_against_the_bank() -> None:
    asset = _open()
    _sell(2_000)
    (line,) = queries.journal(asset, since=NOW.date(), until=NOW.date() + timedelta(days=1))
    assert (line.debit_name, line.credit_name, line.yen) == ("普通預金", "ポイント引当金", 2_000)
