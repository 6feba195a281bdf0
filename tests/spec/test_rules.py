"""The rule book of earning, in small tables: what an activity earns, and why not."""

from dataclasses import replace
from datetime import date

import pytest

from enishi.programs.rules import (
    HOMETOWN_TAX,
    RELATIONS,
    Facts,
    Rule,
    Used,
    evaluate,
    home_relation,
    in_force,
)

TODAY = date(2026, 6, 6)
RULE = Rule(
    id=1,
    name="催しに参加",
    region="993018",
    asset="993018:coin",
    asset_kind="coin",
    kind="event",
    valid_from=date(2026, 4, 1),
    amount=1000,
    per="hour",
)
DAY = Facts(kind="event", region="993018", on=TODAY, hours=2)


def earned(facts, rule):
    (award,) = evaluate(facts, [rule])
    return award.amount, award.reason


@pytest.mark.parametrize(
    ("facts", "rule", "answer"),
    [
        # by the hour
        ({"hours": 2}, {}, (2000, "given")),
        ({"hours": 1.5}, {}, (1500, "given")),
        ({"hours": 1 / 3}, {}, (333, "given")),
        ({"hours": None}, {}, (0, "no_hours")),
        ({"hours": 0}, {}, (0, "nothing_due")),
        # the event's own promise takes the place of coins by the hour
        ({"coins": 5000}, {}, (5000, "given")),
        ({"coins": 5000, "hours": None}, {}, (5000, "given")),
        ({"coins": 0}, {}, (0, "nothing_due")),
        ({"coins": 5000}, {"per": "activity", "amount": 100}, (100, "given")),
        ({"coins": 5000}, {"asset_kind": "point", "amount": 50}, (100, "given")),
        # by the activity
        ({}, {"per": "activity", "amount": 100}, (100, "given")),
        ({}, {"per": "activity", "amount": 0}, (0, "nothing_due")),
        # by the yen, parts of a point are not given
        ({"amount_yen": 1099}, {"per": "yen", "rate_permille": 10}, (10, "given")),
        ({"amount_yen": 3000}, {"per": "yen", "rate_permille": 100}, (300, "given")),
        ({"amount_yen": 99}, {"per": "yen", "rate_permille": 10}, (0, "nothing_due")),
        ({"amount_yen": -500}, {"per": "yen", "rate_permille": 10}, (0, "nothing_due")),
        ({"amount_yen": None}, {"per": "yen", "rate_permille": 10}, (0, "no_amount")),
    ],
)
def test_what_a_promise_comes_to(facts, rule, answer):
    assert earned(replace(DAY, **facts), replace(RULE, **rule)) == answer


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"is_on": False}, "switched_off"),
        ({"valid_from": date(2026, 6, 7)}, "not_in_time"),
        ({"valid_until": date(2026, 6, 6)}, "not_in_time"),
        ({"valid_until": date(2026, 6, 7)}, "given"),
        ({"valid_from": date(2026, 6, 6)}, "given"),
        ({"card_kind": "resident"}, "card_kind"),
        ({"home": "resident"}, "home"),
    ],
)
def test_a_rule_that_is_not_for_this_activity_says_why(rule, reason):
    assert earned(DAY, replace(RULE, **rule))[1] == reason


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "post"},
        {"region": "993026"},
        {"place": "港"},
        {"event": "ABCDEFGH"},
    ],
)
def test_a_rule_that_speaks_of_something_else_says_nothing(other):
    assert evaluate(DAY, [replace(RULE, **other)]) == []


def test_conditions_that_are_met_give():
    rule = replace(RULE, place="港", event="ABCDEFGH", card_kind="friend", home="outside")
    facts = replace(DAY, place="港", event="ABCDEFGH", card_kind="friend", home="elsewhere")
    assert earned(facts, rule) == (2000, "given")


@pytest.mark.parametrize(
    ("home", "met_by"),
    [
        ("", set(RELATIONS)),
        ("resident", {"resident"}),
        ("prefecture", {"resident", "neighbour", "in_prefecture"}),
        ("outside", {"neighbour", "elsewhere"}),
    ],
)
def test_which_homes_a_rule_is_for(home, met_by):
    rule = replace(RULE, home=home)
    given = {relation for relation in RELATIONS if earned(replace(DAY, home=relation), rule)[0]}
    assert given == met_by


@pytest.mark.parametrize(
    ("home", "region", "towns", "prefecture", "relation"),
    [
        ("", "184420", [], "180009", "unknown"),
        ("184420", "184420", [], "180009", "resident"),
        ("182010", "184420", [], "180009", "neighbour"),
        ("180009", "184420", [], "180009", "in_prefecture"),
        ("131016", "184420", [], "180009", "elsewhere"),
        ("130001", "184420", [], "180009", "elsewhere"),
        ("184811", "904811", ["184811"], "180009", "resident"),
        ("182010", "904811", ["184811"], "180009", "neighbour"),
        ("182010", "180009", [], "180009", "resident"),
        ("180009", "180009", [], "180009", "resident"),
        ("131016", "180009", [], "180009", "elsewhere"),
    ],
)
def test_how_a_home_lies_to_a_region(home, region, towns, prefecture, relation):
    assert home_relation(home, region, towns, prefecture) == relation


@pytest.mark.parametrize(
    ("limits", "used", "answer"),
    [
        ({"daily_limit": 1}, Used(today=0), (2000, "given")),
        ({"daily_limit": 1}, Used(today=1), (0, "daily_limit")),
        ({"daily_limit": 0}, Used(), (0, "daily_limit")),
        ({"period_limit": 3}, Used(period=2), (2000, "given")),
        ({"period_limit": 3}, Used(period=3), (0, "period_limit")),
        ({"yearly_cap": 5000}, Used(year_amount=3000), (2000, "given")),
        ({"yearly_cap": 5000}, Used(year_amount=3001), (0, "yearly_cap")),
        ({"fiscal_year_budget": 10_000}, Used(budget_left=2_000), (2000, "given")),
        ({"fiscal_year_budget": 10_000}, Used(budget_left=1_999), (0, "budget_spent")),
        ({}, Used(budget_left=1_999), (0, "budget_spent")),  # of a campaign or a year
        ({"fiscal_year_budget": 2_000}, Used(), (2000, "given")),
        ({"fiscal_year_budget": 1_999}, Used(), (0, "budget_spent")),
    ],
)
def test_limits_and_budgets_are_kept_and_an_award_is_never_cut_in_part(limits, used, answer):
    assert earned(replace(DAY, used={1: used}), replace(RULE, **limits)) == answer


def test_what_other_rules_used_does_not_count():
    facts = replace(DAY, used={2: Used(today=5, budget_left=1)})
    rule = replace(RULE, daily_limit=1, fiscal_year_budget=10_000)
    assert earned(facts, rule) == (2000, "given")


@pytest.mark.parametrize(
    ("asset_kind", "is_own_word", "answer"),
    [
        ("coin", True, (2000, "given")),
        ("coin", False, (2000, "given")),
        ("point", True, (0, "own_word")),
        ("point", False, (2000, "given")),
    ],
)
def test_points_worth_yen_are_not_given_on_ones_own_word(asset_kind, is_own_word, answer):
    facts = replace(DAY, is_own_word=is_own_word)
    assert earned(facts, replace(RULE, asset_kind=asset_kind)) == answer


DONATION = replace(RULE, kind="donation", per="yen", rate_permille=100)


@pytest.mark.parametrize(
    ("theme", "rule", "answer"),
    [
        ("", {}, (1000, "given")),
        ("", {"is_on": False}, (0, "switched_off")),
        (HOMETOWN_TAX, {}, (0, "hometown_tax")),
        (HOMETOWN_TAX, {"asset_kind": "point"}, (0, "hometown_tax")),
        (HOMETOWN_TAX, {"is_on": False}, (0, "hometown_tax")),
        (HOMETOWN_TAX, {"hometown_tax_by": "総合政策課長 森田"}, (1000, "given")),
    ],
)
def test_hometown_tax_earns_nothing_and_says_so_unless_somebody_answers_by_name(
    theme, rule, answer
):
    facts = replace(DAY, kind="donation", theme=theme, amount_yen=10_000)
    assert earned(facts, replace(DONATION, **rule)) == answer


def test_the_first_reason_is_told_when_there_are_many():
    rule = replace(RULE, is_on=False, home="resident", daily_limit=0)
    assert earned(DAY, rule) == (0, "switched_off")


def test_every_rule_that_speaks_of_the_activity_answers_in_order():
    rules = [RULE, replace(RULE, id=2, kind="post"), replace(RULE, id=3, is_on=False)]
    assert [(one.rule_id, one.amount) for one in evaluate(DAY, rules)] == [(1, 2000), (3, 0)]


def test_points_carry_their_last_day_and_nothing_carries_none():
    rule = replace(RULE, lapse="fiscal-year-end")
    assert evaluate(DAY, [rule])[0].expires_on == date(2027, 3, 31)
    assert evaluate(DAY, [replace(rule, is_on=False)])[0].expires_on is None


def test_only_rules_of_the_day_are_in_force():
    past = replace(RULE, id=2, valid_from=date(2025, 4, 1), valid_until=date(2026, 4, 1))
    off = replace(RULE, id=3, is_on=False)
    assert [rule.id for rule in in_force([RULE, past, off], TODAY)] == [1, 3]
    assert [rule.id for rule in in_force([RULE, past, off], date(2026, 3, 31))] == [2]
