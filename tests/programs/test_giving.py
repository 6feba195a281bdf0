"""Members give points, get them back, and a fund says what it bought."""

from __future__ import annotations

import random
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests import world
from tests.world import TOWN, jst

from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.lapsing import START
from enishi.ledger.operations import UnknownTransfer
from enishi.ledger.pockets import Pocket
from enishi.ledger.transfers import NewTransfer, Result
from enishi.programs import models, operations, queries
from enishi.programs.operations import (
    CannotGiveBack,
    DonationRefused,
    FundHoldsNoMoney,
    FundUseRefused,
    NoDonations,
    UnknownLapse,
)
from enishi.programs.programme import NewFundUse, told_members
from enishi.programs.queries import UnknownAsset

pytestmark = pytest.mark.django_db
POINT = f"{TOWN}:point"
FUND, MARCH = f"fund:{POINT}", date(2026, 3, 31)
AFTER = jst(2026, 4, 1, 0, 5)


@pytest.fixture(autouse=True)
def point():
    world.a_region()
    return operations.open_points(
        region_code=TOWN,
        name="縁ポイント",
        issuer="縁ヶ浦町観光協会",
        lapse="fiscal-year-end",
        lapse_to="fund",
    )


def grant(member, points, until=MARCH):
    asked = NewTransfer(
        uuid4(), f"issue:{POINT}", member, POINT, points, "grant", jst(2025, 10, 1),
        expires_on=until,
    )  # fmt: skip
    assert ledger.post(asked) is Result.OK


def lapse(at=AFTER):
    place = START
    while place is not None:
        target = queries.asset(POINT).lapse_target
        place = ledger.lapse(asset=POINT, target=target, at=at, after=place).place


def test_a_region_says_when_points_lapse_and_where_they_go():
    told = {"asset": POINT, "lapse": "days:180", "lapse_to": "unused", "refund_days": 14}
    operations.set_lapse(**told)
    kept = queries.asset(POINT)
    assert (kept.lapse, kept.lapse_to, kept.refund_days) == ("days:180", "unused", 14)
    assert (kept.lapse_target, kept.takes_donations) == (f"unused:{POINT}", False)
    for wrong in ({"lapse": "soon"}, {"lapse_to": "mayor"}, {"refund_days": -1}):
        with pytest.raises(UnknownLapse):
            operations.set_lapse(**(told | wrong))
    with pytest.raises(UnknownAsset):
        operations.set_lapse(**(told | {"asset": "993018:gold"}))
    assert queries.asset(POINT) == kept


def test_a_coin_never_lapses_to_a_fund():
    coin = world.a_programme()
    told = {"asset": coin, "lapse": "month-end", "refund_days": 30}
    with pytest.raises(FundHoldsNoMoney):
        operations.set_lapse(lapse_to="fund", **told)
    operations.set_lapse(lapse_to="unused", **told)
    assert queries.asset(coin).lapse == "month-end"
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Asset.objects.filter(code=coin).update(lapse_to="fund")


def test_a_member_gives_points_to_the_fund_once():
    grant("member:a", 500)
    told = {"donation": uuid4(), "account": "member:a", "asset": POINT, "at": jst(2026, 1, 5)}
    for _ in range(2):
        operations.donate(points=200, **told)
    assert books.balance(FUND, POINT) == 200
    with pytest.raises(DonationRefused):
        operations.donate(points=201, **told)
    for points in (0, 301):
        with pytest.raises(DonationRefused):
            operations.donate(points=points, **(told | {"donation": uuid4()}))
    assert books.balance("member:a", POINT) == 300


def test_points_of_the_town_s_budget_cannot_be_donated():
    operations.set_lapse(asset=POINT, lapse="month-end", lapse_to="unused", refund_days=30)
    grant("member:a", 500)
    with pytest.raises(NoDonations):
        operations.donate(
            donation=uuid4(), account="member:a", asset=POINT, points=1, at=jst(2026, 1, 5)
        )
    assert books.balance("member:a", POINT) == 500


def test_a_lapse_given_back_can_be_spent_for_the_days_of_grace():
    grant("member:a", 500)
    lapse()
    (gift,) = books.donations(POINT, since=AFTER, until=jst(2026, 4, 2))
    assert operations.give_back(transfer=gift.transfer, at=jst(2026, 4, 10))
    assert not operations.give_back(transfer=gift.transfer, at=jst(2026, 4, 11))
    assert books.pockets("member:a", POINT) == [Pocket(date(2026, 5, 10), 500)]
    lapse(jst(2026, 5, 11))
    assert books.balance(FUND, POINT) == 500
    with pytest.raises(UnknownTransfer):
        operations.give_back(transfer=uuid4(), at=AFTER)


def test_what_the_fund_has_spent_is_not_given_back():
    grant("member:a", 500)
    lapse()
    (gift,) = books.donations(POINT, since=AFTER, until=jst(2026, 4, 2))
    operations.use_fund(use=NewFundUse(POINT, 400, "ごみ袋"), key="1", at=jst(2026, 4, 5))
    with pytest.raises(CannotGiveBack):
        operations.give_back(transfer=gift.transfer, at=jst(2026, 4, 10))
    assert books.balance(FUND, POINT) == 100


def test_a_fund_is_spent_once_under_a_key_and_says_what_for():
    grant("member:a", 500)
    lapse()
    use = NewFundUse(POINT, 300, " ごみ袋 ", payee="縁ヶ浦商店", receipt="領収書 12")
    at = jst(2026, 4, 5)
    first = operations.use_fund(use=use, key="bags", at=at)
    assert operations.use_fund(use=use, key="bags", at=jst(2026, 4, 6)) == first
    (kept,) = queries.fund_uses(POINT, until=jst(2027, 4, 1))
    assert (kept.transfer, kept.points, kept.purpose) == (first, 300, "ごみ袋")
    assert (kept.payee, kept.receipt, kept.on) == ("縁ヶ浦商店", "領収書 12", date(2026, 4, 5))
    for wrong in (NewFundUse(POINT, 201, "机"), NewFundUse(POINT, 10, " ")):
        with pytest.raises(FundUseRefused):
            operations.use_fund(use=wrong, key=wrong.purpose, at=at)
    with pytest.raises(FundUseRefused):
        operations.use_fund(use=NewFundUse(POINT, 299, "ごみ袋"), key="bags", at=at)
    assert books.balance(FUND, POINT) == 200
    assert models.FundUse.objects.count() == 1
    ledger.take_back(transfer=first, at=jst(2026, 4, 20))
    assert queries.fund_uses(POINT, until=jst(2027, 4, 1)) == []
    assert queries.fund_uses(POINT, until=jst(2026, 4, 20)) == [kept]


def test_members_are_told_in_tens_and_not_at_all_when_few():
    told = [told_members(number) for number in (0, 9, 10, 14, 15, 1003)]
    assert told == [None, None, 10, 10, 20, 1000]


def test_the_first_lapse_of_a_thousand_members_buys_rubbish_bags_for_21_halls():
    """As 竹富町 told it: 35,768 yen of about 1,000 members, and what it bought."""
    random_ = random.Random(35_768)  # noqa: S311 - invented members
    cuts = sorted(random_.sample(range(1, 35_768), 1_002))
    amounts = [b - a for a, b in zip([0, *cuts], [*cuts, 35_768], strict=True)]
    assert (len(amounts), sum(amounts)) == (1_003, 35_768)
    grants = [
        NewTransfer(
            uuid4(), f"issue:{POINT}", f"member:{number}", POINT, points, "grant",
            jst(2025, 10, 1), expires_on=MARCH,
        )
        for number, points in enumerate(amounts)
    ]  # fmt: skip
    assert set(ledger.post_many(grants)) == {Result.OK}
    lapse()
    bags = NewFundUse(POINT, 35_768, "公民館21か所のごみ袋", payee="縁ヶ浦商店", receipt="第7号")
    operations.use_fund(use=bags, key="bags", at=jst(2026, 5, 20))

    report = queries.lapse_report(POINT, until=jst(2026, 6, 1))
    lapsed, spent = report.years
    assert (lapsed.fiscal_year, lapsed.stayed, lapsed.members) == (2025, 35_768, 1_000)
    assert (spent.fiscal_year, spent.used, spent.lapsed) == (2026, 35_768, 0)
    assert [(use.purpose, use.points) for use in spent.uses] == [("公民館21か所のごみ袋", 35_768)]
    assert (report.fund, report.is_donation) == (0, True)
    before = queries.lapse_report(POINT, until=jst(2026, 5, 20))
    assert [year.fiscal_year for year in before.years] == [2025, 2026]
    assert before.fund == 35_768


def test_the_report_of_a_town_s_budget_knows_no_fund():
    operations.set_lapse(asset=POINT, lapse="month-end", lapse_to="unused", refund_days=30)
    grant("member:a", 500)
    lapse()
    report = queries.lapse_report(POINT, until=jst(2026, 6, 1))
    assert [(year.fiscal_year, year.stayed, year.members) for year in report.years] == [
        (2025, 500, None)
    ]
    assert (report.fund, report.is_donation) == (None, False)
