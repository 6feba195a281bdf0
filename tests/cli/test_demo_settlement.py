"""The demo's accountant finds last month closed, equal to the books; again adds nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.world import TOWN, a_point, a_purchase_rule, jst

from enishi.cli import demo_settlement, demo_shops
from enishi.settlement import operations, queries
from enishi.settlement.netting import CARRY, COLLECT, PAY
from enishi.settlement.terms import BANK, CASH

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("day", [1, 20, 31])
def test_the_month_before_is_closed_once_and_shows_every_outcome(day: int) -> None:
    at = jst(2026, 7, day, 9)
    point = a_point(TOWN)
    a_purchase_rule()
    demo_shops.load(point=point, since=at - timedelta(days=90), at=at)
    demo_settlement.load(point=point, at=at)
    demo_settlement.load(point=point, at=at)
    (closing,) = queries.closings(point)
    assert closing.month == "2026-06"
    assert queries.differences(point, today=at.date()) == []
    found = {one.partner: one for one in queries.statements(closing.id)}
    fish, cash = found[demo_shops.FIRST], found["直売所たなだ"]
    inn, cafe = found["民宿しおさい"], found["喫茶ゆうなぎ"]
    assert (fish.outcome, fish.account.way, fish.paid_on) == (PAY, BANK, None)
    assert fish.payout > 500
    assert (cash.outcome, cash.paid_way, cash.paid_on) == (PAY, CASH, at.date())
    assert (inn.outcome, inn.payout, inn.carried_out) == (CARRY, 0, 30)
    assert (cafe.outcome, cafe.moved.used) == (COLLECT, 0)
    assert cafe.payout < -100
    assert closing.terms.says_where_to_pay
    wanted: dict[str, Any] = {"closing_id": closing.id, "asset": point, "at": at}
    records = operations.make_bank_file(**wanted).split(b"\r\n")
    paid = [one.payout for one in found.values() if one.outcome == PAY and one is not cash]
    assert sorted(int(one[80:90]) for one in records if one[:1] == b"2") == sorted(paid)
