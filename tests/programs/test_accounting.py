"""Supply, journal and budget form of a town, out of its books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.kit.periods import end_of_day
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import NewTransfer, Result
from enishi.programs import operations, queries
from enishi.programs.appropriation import Appropriation
from enishi.programs.journal import Code, Search
from enishi.programs.operations import BadAccountCode, BadAppropriation
from enishi.programs.programme import NewRule
from enishi.programs.queries import CoinsAreNoMoney, UnknownAsset
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"
APRIL, NEXT = date(2026, 4, 1), date(2027, 4, 1)
LINE = Appropriation(
    asset=POINT, fiscal_year=2026, account="一般会計", kan="2 総務費", ko="1 総務管理費",
    moku="7 企画費", setsu="18 負担金補助及び交付金", saisetsu="地域ポイント負担金", basis="grant",
    budget_yen=1_000,
)  # fmt: skip


def a_town():
    """A town whose walkers earn 100 points and whose volunteers 300; returns both rules."""
    world.a_programme()
    operations.open_points(region_code=TOWN, name="縁P", issuer="縁ヶ浦町", lapse="fiscal-year-end")
    ledger.open_account(name="shop:7", asset=POINT)
    walk = NewRule(
        asset=POINT, name="歩く", kind="step", payer="町", amount=100, valid_from=APRIL
    )  # fmt: skip
    post = replace(walk, name="発信", kind="post", amount=300, fiscal_year_budget=600)
    return operations.add_rule(rule=walk), operations.add_rule(rule=post)


def earn(member_id, kind, key):
    activities.record(NewActivity(key, kind, member_id, TOWN, NOW, "own_scan"))


def spend(member_id, points, at=NOW):
    spent = NewTransfer(uuid4(), f"member:{member_id}", "shop:7", POINT, points, "spend", at)
    assert ledger.post(spent) is Result.OK


def test_the_supply_names_who_owes_it():
    a_town()
    member_id = world.a_member()
    earn(member_id, "step", "1")
    spend(member_id, 30)
    coins, points = queries.supplies(TOWN)
    assert (coins.asset.kind, points.asset.issuer) == ("coin", "縁ヶ浦町")
    assert (points.supply.outstanding, points.supply.owed) == (70, 100)
    (_, before) = queries.supplies(TOWN, until=end_of_day(date(2026, 6, 5)))
    assert before.supply.lines == ()


def test_the_journal_of_points_is_in_yen_and_can_be_searched():
    a_town()
    member_id = world.a_member()
    earn(member_id, "step", "1")
    earn(member_id, "post", "2")
    spend(member_id, 30)
    operations.set_account_code(region_code=TOWN, code=Code("shop", "", "305", "未払金"))
    lines = queries.journal(POINT, since=APRIL, until=NEXT, partners={"shop:7": "浜の店"})
    assert [(one.debit_name, one.credit_code, one.yen, one.partner) for one in lines] == [
        ("ポイント付与費用", "2210", 400, "会員"),
        ("ポイント引当金", "305", 30, "浜の店"),
    ]
    assert lines[0].description == "縁P ポイント付与 2件"
    found = queries.journal(POINT, since=APRIL, until=NEXT, search=Search(partner="shop:7"))
    assert [one.yen for one in found] == [30]
    assert queries.journal(POINT, since=NEXT, until=date(2028, 4, 1)) == []


def test_coins_never_appear_as_money():
    a_town()
    with pytest.raises(CoinsAreNoMoney):
        queries.journal(COIN, since=APRIL, until=NEXT)
    with pytest.raises(CoinsAreNoMoney):
        operations.set_appropriation(line=replace(LINE, asset=COIN))
    with pytest.raises(UnknownAsset):
        queries.journal("x:point", since=APRIL, until=NEXT)


def test_codes_can_be_set_again_and_bad_ones_are_refused():
    world.a_programme()
    operations.set_account_code(region_code=TOWN, code=Code("issue", "settle", "111", "現金"))
    operations.set_account_code(region_code=TOWN, code=Code("issue", "settle", "112", " 預金 "))
    told = {(one.account_class, one.kind): one for one in queries.account_codes(TOWN)}
    assert told["issue", "settle"] == Code("issue", "settle", "112", "預金")
    assert told["issue", ""].name == "ポイント付与費用"
    for bad in (
        Code("purse", "", "1", "x"), Code("shop", "", " ", "x"), Code("shop", "", "1", ""),
        Code("shop", "", "1" * 21, "x"), Code("shop", "k" * 17, "1", "x"),
    ):  # fmt: skip
        with pytest.raises(BadAccountCode):
            operations.set_account_code(region_code=TOWN, code=bad)
    with pytest.raises(UnknownRegion):
        operations.set_account_code(region_code="000000", code=Code("shop", "", "1", "x"))


def test_the_form_says_what_each_line_of_the_budget_has_spent_and_left():
    _, post = a_town()
    operations.set_appropriation(line=LINE)
    reward = replace(LINE, setsu="7 報償費", saisetsu="", budget_yen=600, rule_id=post)
    operations.set_appropriation(line=reward)
    member_id = world.a_member()
    for number in range(4):
        earn(member_id, "step", f"s{number}")
        earn(member_id, "post", f"p{number}")
    activities.withdraw(key="s0", at=NOW, reason="まちがい")
    rewards, charges = sorted(
        queries.appropriations(TOWN, 2026), key=lambda told: told.line.budget_yen
    )
    assert (rewards.line.setsu, rewards.spent_yen, rewards.left_yen) == ("7 報償費", 600, 0)
    assert (charges.spent_yen, charges.left_yen, charges.is_warned) == (300, 700, False)
    assert rewards.is_warned
    assert queries.appropriations(TOWN, 2027) == []


def test_a_line_may_count_by_use_and_goes_below_zero_when_more_was_used():
    a_town()
    operations.set_appropriation(line=replace(LINE, basis="use", budget_yen=20))
    operations.set_appropriation(line=replace(LINE, basis="use", budget_yen=25))
    member_id = world.a_member()
    earn(member_id, "step", "1")
    spend(member_id, 30)
    (told,) = queries.appropriations(TOWN, 2026)
    assert (told.spent_yen, told.left_yen) == (30, -5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kan": " "},
        {"setsu": ""},
        {"basis": "someday"},
        {"budget_yen": -1},
        {"rule_id": 999_999},
    ],
)
def test_a_line_that_lacks_a_part_is_refused(wrong):
    a_town()
    with pytest.raises(BadAppropriation):
        operations.set_appropriation(line=replace(LINE, **wrong))
    assert queries.appropriations(TOWN, 2026) == []


def test_only_a_rule_with_a_budget_can_have_a_line_and_lines_count_by_one_basis():
    walk, post = a_town()
    with pytest.raises(BadAppropriation):
        operations.set_appropriation(line=replace(LINE, rule_id=walk))
    with pytest.raises(BadAppropriation):
        operations.set_appropriation(line=replace(LINE, rule_id=post, basis="use"))
    operations.set_appropriation(line=replace(LINE, rule_id=post))
    with pytest.raises(BadAppropriation):
        operations.set_appropriation(line=replace(LINE, basis="use"))
    with pytest.raises(UnknownAsset):
        operations.set_appropriation(line=replace(LINE, asset="x:point"))
