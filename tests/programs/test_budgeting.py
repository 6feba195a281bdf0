"""Budgets of rules, campaigns and fiscal years: opened, changed, never set below what is spent."""

from __future__ import annotations

from datetime import date

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.ledger import queries as books
from enishi.ledger.operations import BudgetIsSpent
from enishi.programs import budgets, operations, queries
from enishi.programs.operations import BadRule, UnknownRule
from enishi.programs.programme import NewRule
from enishi.programs.queries import UnknownAsset

pytestmark = pytest.mark.django_db
COIN = f"{TOWN}:coin"


def a_rule(**told):
    rule = NewRule(
        asset=COIN, name="歩く", kind="step", payer="町", amount=10, valid_from=date(2026, 4, 1),
        **told,
    )  # fmt: skip
    return operations.add_rule(rule=rule)


def step(member_id, key):
    walked = NewActivity(key, "step", member_id, TOWN, NOW, "own_scan")
    return [(one.amount, one.reason) for one in activities.record(walked).awards]


def test_a_rule_s_budget_can_be_raised_and_not_set_below_what_is_spent():
    world.a_programme()
    rule = a_rule(fiscal_year_budget=15)
    member_id = world.a_member()
    assert step(member_id, "1") == [(10, "given")]
    assert step(member_id, "2") == [(0, "budget_spent")]
    operations.set_rule_budget(rule_id=rule, points_max=20, at=NOW)
    assert step(member_id, "3") == [(10, "given")]
    with pytest.raises(BudgetIsSpent):
        operations.set_rule_budget(rule_id=rule, points_max=19, at=NOW)
    (told,) = [one for one in queries.rules_of([TOWN]) if one.id == rule]
    assert told.fiscal_year_budget == 20
    found = books.budgets([budgets.of_rule(rule, 2026)], COIN)[budgets.of_rule(rule, 2026)]
    assert (found.spent, found.points_max, found.is_warned) == (20, 20, True)
    operations.set_rule_budget(rule_id=rule, points_max=None, at=NOW)
    assert step(member_id, "4") == [(10, "given")]


def test_a_budget_warns_from_80_percent_on():
    world.a_programme()
    rule = a_rule(fiscal_year_budget=50)
    member_id = world.a_member()
    warned = []
    for number in range(5):
        step(member_id, str(number))
        (found,) = books.budgets_under(f"rule:{rule}:", COIN)
        warned.append((found.left, found.is_warned))
    assert warned == [(40, False), (30, False), (20, False), (10, True), (0, True)]


def test_a_campaign_needs_a_budget_before_a_rule_can_name_it():
    world.a_programme()
    with pytest.raises(BadRule):
        a_rule(campaign="autumn")
    operations.set_campaign_budget(asset=COIN, campaign="autumn", points_max=10)
    rule = a_rule(campaign="autumn")
    assert rule in {one.id for one in queries.rules_of([TOWN]) if one.campaign == "autumn"}
    operations.set_campaign_budget(asset=COIN, campaign="autumn", points_max=99)
    assert books.budgets(["campaign:autumn"], COIN)["campaign:autumn"].points_max == 99


def test_what_nobody_opened_cannot_be_bounded():
    world.a_programme()
    for campaign in ("", "秋", "a:b", "x" * 41):
        with pytest.raises(BadRule):
            operations.set_campaign_budget(asset=COIN, campaign=campaign, points_max=1)
    with pytest.raises(UnknownAsset):
        operations.set_campaign_budget(asset="x:coin", campaign="autumn", points_max=1)
    with pytest.raises(UnknownAsset):
        operations.set_year_budget(asset="x:coin", points_max=1, at=NOW)
    with pytest.raises(UnknownRule):
        operations.set_rule_budget(rule_id=9, points_max=1, at=NOW)
    assert books.budgets_under("", COIN) == []
