"""A shop's figures and its customers, gathered from its sales; undone sales are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from tests.world import jst

from enishi.sales import customers
from enishi.sales.customers import Day
from enishi.sales.sale import Sold

ANN, BEN = UUID(int=1), UUID(int=2)
MONDAY = date(2026, 6, 1)


def a_sale(who: UUID | None, day: int, hour: int, yen: int, **told: object) -> Sold:
    at = jst(2026, 6, day, hour)
    sold = Sold(
        seq=day,
        code="C",
        shop_code="SHOP",
        member_id=who,
        asset="993018:point",
        amount_yen=yen,
        spent=0,
        earned=yen // 100,
        at=at,
        on=date(2026, 6, day),
        channel="till",
        chain=uuid4(),
    )
    return replace(sold, **told)  # type: ignore[arg-type]


SOLD = [
    a_sale(ANN, 1, 9, 1_000, spent=100),
    a_sale(ANN, 3, 9, 2_000, returned_yen=500, taken_back=5),
    a_sale(BEN, 3, 17, 300, shop_code="OTHER"),
    a_sale(BEN, 8, 17, 700),
    a_sale(BEN, 8, 18, 900, returned_yen=900),  # undone
    a_sale(None, 8, 18, 50),
]


def test_customers_come_by_how_often_they_came() -> None:
    ann, ben = customers.customers(SOLD)
    assert (ann.member_id, ann.sales, ann.yen, ann.spent, ann.earned) == (ANN, 2, 2_500, 100, 25)
    assert (ben.member_id, ben.sales, ben.shops, ben.yen) == (BEN, 2, 2, 1_000)
    assert ben.last_on == date(2026, 6, 8)


def test_figures_count_what_stands_on_each_day_and_hour() -> None:
    told = customers.figures(SOLD, since=MONDAY, until=MONDAY + timedelta(days=14))
    assert (told.sales, told.yen, told.spent, told.earned) == (5, 3_550, 100, 35)
    assert (told.customers, told.came_again, told.mean_yen) == (2, 2, 710)
    assert len(told.days) == 14
    assert told.days[2] == Day(date(2026, 6, 3), 2, 1_800, 0)
    assert told.days[1].sales == 0
    assert told.hours == {(0, 9): 1, (2, 9): 1, (2, 17): 1, (0, 17): 1, (0, 18): 1}
    assert list(told.hour_names) == list(range(9, 19))
    first, second = customers.by_week(told.days)
    assert (first.on, first.sales, second.sales) == (MONDAY, 3, 2)
    assert first.yen + second.yen == told.yen


def test_nothing_sold_is_told_as_nothing() -> None:
    told = customers.figures([], since=MONDAY, until=MONDAY + timedelta(days=2))
    assert (told.sales, told.mean_yen, list(told.hour_names)) == (0, 0, [])


def test_two_shops_know_a_customer_by_different_names() -> None:
    here = customers.mark("SHOP", ANN, secret=b"s")
    assert here == customers.mark("SHOP", ANN, secret=b"s")
    assert (
        len(
            {
                here,
                customers.mark("OTHER", ANN, secret=b"s"),
                customers.mark("SHOP", BEN, secret=b"s"),
            }
        )
        == 3
    )
