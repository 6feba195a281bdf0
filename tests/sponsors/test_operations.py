"""A month of uses is a sponsor's statement, to the yen; and what is paid keeps the rules."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.sponsors.world import FIRST, POINT, a_pledge, a_use
from tests.world import NOW, TOWN, a_member, a_point, a_shop, jst

from enishi.kit.periods import Month
from enishi.membership import operations as membership
from enishi.sales import operations as sales
from enishi.sponsors import guards, operations, queries
from enishi.sponsors.guards import PAPERS
from enishi.sponsors.operations import (
    BadPledge,
    BadSponsor,
    GiftIsDifferent,
    GiftMayNotBe,
    MonthIsNotOverYet,
    PledgeIsOver,
)
from enishi.sponsors.pledge import CORPORATE_TAX, NewGift, NewPledge, NewSponsor

JUNE = Month(2026, 6)
JULY = jst(2026, 7, 6, 9)
pytestmark = pytest.mark.django_db(transaction=True)


def _back(sold, yen: int | None = None, *, at: datetime = NOW) -> None:  # type: ignore[no-untyped-def]
    sales.give_back(
        sale_code=sold.code,
        shop_code=sold.shop_code,
        key=str(uuid4()),
        yen=yen,
        reason="返品",
        device_id=None,
        at=at,
    )


def test_a_month_of_uses_is_the_statement_to_the_yen() -> None:
    shop = a_shop()
    half = a_pledge()
    other = a_pledge(name="みほん銀行", rate_permille=13, cap_month_yen=400)
    dice = random.Random(6)  # noqa: S311 - prices, no secret
    people = [a_member() for _ in range(6)]
    prices: list[int] = []
    for number in range(40):
        sold = a_use(shop, people[number % 6], price := dice.randint(100, 4_999))
        prices.append(price)
        if number % 7 == 0:
            _back(sold)
            prices.append(-price)
        if number % 7 == 3:
            _back(sold, 100)
            prices.append(-100)
    while operations.follow(at=NOW):
        pass
    stated = operations.state_month(pledge_id=half.id, month=JUNE, at=JULY)
    assert (stated.uses, stated.returns) == (40, 12)
    assert stated.used_yen - stated.returned_yen == sum(prices)
    kept = stated.mills
    # Parts of one sale may round once: less than one mill for each return.
    assert 0 <= sum(prices) * 5 - kept < stated.returns
    assert (stated.yen, stated.carried_out) == divmod(kept, 1_000)
    assert sum(line.mills for line in queries.lines(half.id, "2026-06")) == kept
    mine = [one for who in people for one in queries.given_by([who]) if one.pledge_id == half.id]
    assert sum(one.mills for one in mine) == kept
    capped = operations.state_month(pledge_id=other.id, month=JUNE, at=JULY)
    assert capped.yen <= 400
    assert capped.over_cap > 0
    assert "cap_month" in {line.why for line in queries.lines(other.id, "2026-06")}


def test_a_return_counts_also_where_the_tills_clock_ran_ahead() -> None:
    shop, pledge = a_shop(), a_pledge()
    sold = a_use(shop, a_member(), 1_000, at=NOW + timedelta(minutes=4))
    _back(sold, at=NOW)
    a_use(shop, a_member(), 300)
    while operations.follow(at=NOW):
        pass
    lines = queries.lines(pledge.id, "2026-06")
    assert sorted(line.yen for line in lines) == [-1_000, 300, 1_000]
    assert sum(line.mills for line in lines) == 300 * 5


def test_following_again_counts_nothing_twice() -> None:
    shop, who = a_shop(), a_member()
    pledge = a_pledge()
    a_use(shop, who, 2_000)
    assert operations.follow(at=NOW) == 1
    assert operations.follow(at=NOW) == 0
    a_use(shop, who, 1_000)
    assert operations.follow(at=NOW) == 1
    assert queries.account(pledge.id, TOWN).running_yen == 15


def test_uses_before_after_and_of_other_points_do_not_count() -> None:
    shop, who = a_shop(), a_member()
    pledge = a_pledge(since=date(2026, 6, 7), until=date(2026, 6, 9))
    for day in (6, 7, 8, 9):
        a_use(shop, who, 1_000, at=jst(2026, 6, day, 12))
    operations.follow(at=NOW)
    days = [line.on.day for line in queries.lines(pledge.id, "2026-06")]
    assert days == [7, 8]


def test_a_return_in_the_next_month_lowers_the_next_statement() -> None:
    shop, who = a_shop(), a_member()
    pledge = a_pledge()
    sold = a_use(shop, who, 10_000, at=jst(2026, 6, 30, 18))
    assert operations.state_month(pledge_id=pledge.id, month=JUNE, at=JULY).yen == 50
    _back(sold, at=JULY)
    a_use(shop, who, 4_000, at=JULY)
    a_use(shop, who, 12_000, at=jst(2026, 8, 2, 9))
    july = operations.state_month(pledge_id=pledge.id, month=JUNE.next, at=jst(2026, 8, 9, 9))
    assert (july.mills, july.yen, july.carried_out) == (-30_000, 0, -30_000)
    august = operations.state_month(
        pledge_id=pledge.id, month=Month(2026, 8), at=jst(2026, 9, 9, 9)
    )
    assert (august.carried_in, august.yen) == (-30_000, 30)
    assert queries.account(pledge.id, TOWN).stated_yen == 80


def test_a_use_that_comes_late_stands_in_the_next_statement() -> None:
    shop, who = a_shop(), a_member()
    pledge = a_pledge()
    operations.state_month(pledge_id=pledge.id, month=JUNE, at=JULY)
    a_use(shop, who, 1_000, at=jst(2026, 6, 30, 10))
    operations.follow(at=JULY)
    assert queries.lines(pledge.id, "2026-06") == []
    assert [line.on for line in queries.lines(pledge.id, "2026-07")] == [date(2026, 6, 30)]


def test_months_are_stated_by_themselves_some_days_after_their_end_once() -> None:
    shop, who = a_shop(), a_member()
    pledge = a_pledge(until=date(2026, 7, 1))
    a_use(shop, who, 3_000)
    assert operations.state_due(at=jst(2026, 7, 4, 9)) == 0
    assert operations.state_due(at=JULY) == 1
    assert operations.state_due(at=JULY) == 0
    assert operations.state_due(at=jst(2026, 9, 9, 9)) == 0  # it ended with June
    assert [one.yen for one in queries.statements(pledge.id)] == [15]
    with pytest.raises(MonthIsNotOverYet):
        operations.state_month(pledge_id=pledge.id, month=Month(2026, 7), at=JULY)
    with pytest.raises(MonthIsNotOverYet):
        operations.state_month(pledge_id=pledge.id, month=Month(2026, 5), at=JULY)


def _owing(yen: int, **told: object) -> int:
    """A pledge whose statement of June comes to so many yen; its number."""
    shop, who = a_shop(), a_member()
    pledge = a_pledge(rate_permille=100, **told)  # type: ignore[arg-type]
    a_use(shop, who, yen * 10)
    operations.state_month(pledge_id=pledge.id, month=JUNE, at=JULY)
    return pledge.id


TAX = {
    "kind": CORPORATE_TAX,
    "plan_number": "R8-99-001",
    "plan_name": "縁ヶ浦町まち・ひと・しごと創生推進計画",
    "plan_until": date(2028, 3, 31),
    "plan_cost_yen": 5_000_000,
}


def test_a_gift_of_corporate_tax_waits_until_a_hundred_thousand_have_come_together() -> None:
    pledge = _owing(99_999, **TAX)
    gift = NewGift(key=uuid4(), pledge_id=pledge, yen=99_999, on=JULY.date(), papers=PAPERS)
    with pytest.raises(GiftMayNotBe) as refused:
        operations.receive_gift(new=gift, by=None, at=JULY)
    assert refused.value.facts["reason"] == guards.TOO_SMALL
    a_use(a_shop("酒のみほん"), a_member(), 10, at=JULY)
    operations.state_month(pledge_id=pledge, month=JUNE.next, at=jst(2026, 8, 6, 9))
    whole = replace(gift, yen=100_000, on=date(2026, 8, 6))
    received = operations.receive_gift(new=whole, by=None, at=jst(2026, 8, 6, 9))
    assert operations.receive_gift(new=whole, by=None, at=jst(2026, 8, 6, 9)) == received
    with pytest.raises(GiftIsDifferent):
        operations.receive_gift(new=replace(whole, yen=1), by=None, at=jst(2026, 8, 6, 9))
    account = queries.account(pledge, TOWN)
    assert (account.stated_yen, account.paid_yen, account.owed_yen) == (100_000, 100_000, 0)


@pytest.mark.parametrize(
    ("told", "gift", "reason"),
    [
        ({"head_office": TOWN}, {}, guards.OFFICE_HERE),
        ({"plan_number": ""}, {}, guards.NO_PLAN),
        ({}, {"papers": ()}, guards.PAPER_MISSING),
        ({}, {"yen": 200_001}, guards.MORE_THAN_OWED),
        ({"plan_cost_yen": 150_000}, {}, guards.PLAN_FULL),
        ({}, {"on": date(2026, 7, 7)}, "day_to_come"),
    ],
)
def test_a_gift_against_a_rule_is_refused_and_nothing_is_written(
    told: dict[str, object], gift: dict[str, object], reason: str
) -> None:
    pledge = _owing(200_000, **(TAX | told))
    usual = {"yen": 200_000, "on": JULY.date(), "papers": PAPERS} | gift
    new = NewGift(key=uuid4(), pledge_id=pledge, **usual)  # type: ignore[arg-type]
    with pytest.raises(GiftMayNotBe) as refused:
        operations.receive_gift(new=new, by=None, at=JULY)
    assert refused.value.facts["reason"] == reason
    assert queries.gifts(pledge) == []


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"rate_permille": 0}, "rate_permille"),
        ({"rate_permille": 1_001}, "rate_permille"),
        ({"since": date(2026, 5, 31)}, "since"),
        ({"until": date(2026, 6, 1)}, "until"),
        ({"kind": "barter"}, "kind"),
        ({"cap_month_yen": 0}, "cap_month_yen"),
        (TAX | {"benefits": "広告"}, "benefits"),
        ({"asset": "993026:point"}, "asset"),
    ],
)
def test_a_pledge_that_cannot_be_is_refused_with_its_part(
    told: dict[str, object], part: str
) -> None:
    a_point()
    a_point("993026")
    sponsor = operations.add_sponsor(new=NewSponsor(region_code=TOWN, name="見本物流"), at=FIRST)
    usual = {"asset": POINT, "rate_permille": 5, "since": date(2026, 6, 1)} | told
    with pytest.raises(BadPledge) as refused:
        operations.make_pledge(new=NewPledge(sponsor_id=sponsor.id, **usual), at=FIRST)  # type: ignore[arg-type]
    assert refused.value.facts["part"] == part
    assert queries.pledges_of(TOWN) == []


def test_a_firm_is_written_down_once_and_its_numbers_have_their_form() -> None:
    a_point()
    new = NewSponsor(region_code=TOWN, name=" 見本物流 ", corporate_number="1234567890123")
    first = operations.add_sponsor(new=new, at=FIRST)
    assert operations.add_sponsor(new=new, at=NOW) == first
    for wrong in ({"name": " "}, {"corporate_number": "12"}, {"head_office": "131017"}):
        with pytest.raises(BadSponsor):
            operations.add_sponsor(new=replace(new, **wrong), at=FIRST)
    changed = operations.change_sponsor(sponsor_id=first.id, new=replace(new, head_office="131016"))
    assert changed.head_office == "131016"
    assert [one.name for one in queries.sponsors_of(TOWN)] == ["見本物流"]


def test_a_pledge_ends_with_today_and_once() -> None:
    shop, who = a_shop(), a_member()
    pledge = a_pledge()
    ended = operations.end_pledge(pledge_id=pledge.id, region_code=TOWN, at=NOW)
    assert ended.until == date(2026, 6, 7)
    with pytest.raises(PledgeIsOver):
        operations.end_pledge(pledge_id=pledge.id, region_code=TOWN, at=NOW)
    a_use(shop, who, 1_000, at=NOW)
    a_use(shop, who, 1_000, at=NOW + timedelta(days=1))
    operations.follow(at=NOW)
    assert len(queries.lines(pledge.id, "2026-06")) == 1


def test_what_two_phones_gave_is_one_persons_and_an_erased_ones_is_nobodys() -> None:
    shop, first, second = a_shop(), a_member(), a_member()
    pledge = a_pledge()
    a_use(shop, first, 1_000)
    a_use(shop, second, 2_000)
    operations.follow(at=NOW)
    membership.lock(member_ids={first, second})
    operations.hand_over(keep=first, gone=second)
    assert [one.mills for one in queries.given_by([first])] == [15_000]
    assert queries.given_by([second]) == []
    assert operations.forget(member_ids=[first]) == 2
    assert queries.given_by([first]) == []
    assert queries.account(pledge.id, TOWN).running_yen == 15


def test_what_few_people_bought_is_in_no_public_sum() -> None:
    shop = a_shop()
    pledge = a_pledge(rate_permille=10)
    for _ in range(9):
        a_use(shop, a_member(), 1_000)
    operations.follow(at=NOW)
    operations.state_month(pledge_id=pledge.id, month=JUNE, at=JULY)
    [(firm, yen)] = queries.given_to(TOWN)
    assert (firm.id, yen) == (pledge.sponsor.id, 0)

    tenth = a_pledge(name="みほん銀行", rate_permille=20)
    for _ in range(10):
        a_use(shop, a_member(), 1_000)
    operations.follow(at=NOW)
    operations.state_month(pledge_id=tenth.id, month=JUNE, at=JULY)
    assert [(one.name, yen) for one, yen in queries.given_to(TOWN)] == [
        ("みほん銀行", 200),
        (firm.name, 0),
    ]
