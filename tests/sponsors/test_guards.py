"""Corporate hometown tax: every guard by itself, and none for a plain donation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from enishi.sponsors import guards
from enishi.sponsors.guards import Asked
from enishi.sponsors.pledge import CORPORATE_TAX, DONATION, Pledge, Sponsor

TOWN, OTHER_TOWN, ITS_PREFECTURE, FAR = "182010", "182028", "180009", "131016"
SPONSOR = Sponsor(
    id=1,
    region_code=TOWN,
    name="見本物流",
    name_en="",
    corporate_number="1234567890123",
    head_office=FAR,
    address="",
    contact="",
    email="",
    url="",
)
PLEDGE = Pledge(
    id=1,
    sponsor=SPONSOR,
    asset=f"{TOWN}:point",
    rate_permille=5,
    since=date(2026, 4, 1),
    until=None,
    kind=CORPORATE_TAX,
    cap_month_yen=None,
    cap_total_yen=None,
    purpose="",
    benefits="",
    plan_number="R8-18-001",
    plan_name="まち・ひと・しごと創生推進計画",
    plan_until=date(2027, 3, 31),
    plan_cost_yen=1_000_000,
)
ASKED = Asked(yen=100_000, owed_yen=250_000, on=date(2026, 9, 30))


def _by(**told: object) -> Pledge:
    return replace(PLEDGE, sponsor=replace(SPONSOR, **told))  # type: ignore[arg-type]


def test_a_gift_that_keeps_every_rule_is_taken() -> None:
    assert guards.obstacles(PLEDGE, ASKED) == ()


@pytest.mark.parametrize(
    ("pledge", "asked", "reason"),
    [
        (PLEDGE, replace(ASKED, yen=99_999), guards.TOO_SMALL),
        (PLEDGE, replace(ASKED, yen=250_001), guards.MORE_THAN_OWED),
        (_by(head_office=TOWN), ASKED, guards.OFFICE_HERE),
        (_by(head_office=""), ASKED, guards.OFFICE_UNKNOWN),
        (replace(PLEDGE, plan_number=""), ASKED, guards.NO_PLAN),
        (replace(PLEDGE, plan_until=None), ASKED, guards.NO_PLAN),
        (PLEDGE, replace(ASKED, on=date(2027, 4, 1)), guards.PLAN_OVER),
        (PLEDGE, replace(ASKED, paid_to_plan_yen=900_001), guards.PLAN_FULL),
        (replace(PLEDGE, benefits="ロゴの掲示料を免除"), ASKED, guards.BENEFIT),
        (
            replace(PLEDGE, plan_until=date(2030, 3, 31)),
            replace(ASKED, on=date(2028, 4, 1)),
            guards.TOO_LATE,
        ),
        (PLEDGE, replace(ASKED, papers=frozenset({guards.OFFER})), guards.PAPER_MISSING),
    ],
)
def test_each_rule_alone_keeps_a_gift_out(pledge: Pledge, asked: Asked, reason: str) -> None:
    assert guards.obstacles(pledge, asked) == (reason,)


def test_on_the_last_day_of_the_relief_a_gift_is_still_taken() -> None:
    plan = replace(PLEDGE, plan_until=date(2030, 3, 31))
    assert guards.obstacles(plan, replace(ASKED, on=date(2028, 3, 31))) == ()


def test_a_plain_donation_asks_for_none_of_it() -> None:
    plain = replace(PLEDGE, kind=DONATION, plan_number="", benefits="棚に名札")
    few = replace(ASKED, yen=1, papers=frozenset())
    assert guards.obstacles(plain, few) == ()
    assert guards.obstacles(plain, replace(few, yen=0)) == (guards.NOTHING,)


@pytest.mark.parametrize(
    ("office", "region", "is_inside"),
    [
        (TOWN, TOWN, True),
        (OTHER_TOWN, TOWN, False),
        (TOWN, ITS_PREFECTURE, True),
        (ITS_PREFECTURE, TOWN, False),
        (FAR, ITS_PREFECTURE, False),
    ],
)
def test_a_firm_may_not_give_where_its_head_office_is(
    office: str, region: str, is_inside: bool
) -> None:
    assert guards.is_inside(office, region) is is_inside
