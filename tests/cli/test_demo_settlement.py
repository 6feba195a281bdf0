"""The demo's accountant finds last month closed, equal to the books; again adds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.world import TOWN, a_point, a_purchase_rule, jst

from enishi.cli import demo_settlement, demo_shops
from enishi.settlement import queries
from enishi.settlement.terms import BANK, CASH

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_month_before_is_closed_once_and_some_are_paid_by_transfer() -> None:
    at = jst(2026, 7, 20, 9)
    point = a_point(TOWN)
    a_purchase_rule()
    demo_shops.load(point=point, since=at - timedelta(days=90), at=at)
    demo_settlement.load(point=point, at=at)
    demo_settlement.load(point=point, at=at)
    (closing,) = queries.closings(point)
    assert closing.month == "2026-06"
    assert queries.differences(point, today=at.date()) == []
    found = queries.statements(closing.id)
    assert len(found) > 1
    assert {one.account.way for one in found} == {BANK, CASH}
    assert queries.terms(point).client_code
