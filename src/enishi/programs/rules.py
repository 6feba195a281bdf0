"""Which rules an activity meets, what it earns, and why it may earn nothing.

The only evaluator. Rules are data; an award of 0 carries its reason, so that a page can say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from enishi.programs import lapse

ASSET_KINDS = ("coin", "point")
HOMES = ("resident", "prefecture", "outside")
PER = ("activity", "hour", "yen")

# How a home can lie to a region. A home known by its prefecture only is "in_prefecture" in the
# region's own prefecture: it may be the region itself, so it meets neither resident nor outside.
RELATIONS = ("resident", "neighbour", "in_prefecture", "elsewhere", "unknown")
_HOMES_MET = MappingProxyType(
    {
        "resident": frozenset({"resident"}),
        "prefecture": frozenset({"resident", "neighbour", "in_prefecture"}),
        "outside": frozenset({"neighbour", "elsewhere"}),
    }
)

# The theme of a donation by which hometown tax (ふるさと納税) is told from other donations.
HOMETOWN_TAX = "ふるさと納税"
GIVEN = "given"
REASONS = (
    GIVEN,
    "hometown_tax",  # donors get no points (MIC notice in force since 2025-10-01)
    "switched_off",  # the region keeps the rule, but not in force
    "not_in_time",  # outside the rule's validity
    "home",  # for people who live elsewhere or nearer
    "card_kind",  # for holders of another card
    "own_word",  # points worth yen, and nobody but the member saw it
    "no_hours",  # by the hour, and nobody said how long
    "no_amount",  # by the yen, and nobody said how much
    "nothing_due",  # the promise comes to 0
    "daily_limit",
    "period_limit",
    "yearly_cap",
    "budget_spent",
    "wallet_limit",  # the wallet takes no more that day
    "wallet_closed",
)
_MINUTES = 60
_PERMILLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a region decides when it makes a promise. Empty conditions mean any."""

    name: str
    kind: str
    valid_from: date
    valid_until: date | None = None
    amount: int = 0
    per: str = "activity"
    rate_permille: int = 0
    place: str = ""
    event: str = ""
    card_kind: str = ""
    home: str = ""
    daily_limit: int | None = None
    period_limit: int | None = None
    yearly_cap: int | None = None
    fiscal_year_budget: int | None = None
    campaign: str = ""
    payer: str = ""
    ordinance: str = ""
    note: str = ""
    hometown_tax_by: str = ""
    is_on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Terms):
    """A promise in force or not: such an activity earns such points."""

    id: int
    region: str
    asset: str
    asset_kind: str
    lapse: str = "never"
    asset_year_budget: int | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What a rule gave a member before: today, in its time, this year; and what may be given.

    `budget_left` is the least that the rule's budgets have left; None where nobody looked.
    """

    today: int = 0
    period: int = 0
    year_amount: int = 0
    budget_left: int | None = None


_NOTHING_USED = Used()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may ask about an activity and the member who did it."""

    kind: str
    region: str
    on: date
    place: str = ""
    event: str = ""
    theme: str = ""
    card_kind: str = ""
    home: str = "unknown"
    hours: float | None = None
    coins: int | None = None  # what the event itself promises, instead of coins by the hour
    amount_yen: int | None = None
    is_own_word: bool = False  # nobody but the member says so
    used: Mapping[int, Used] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Award:
    """What one rule gives, or 0 and why."""

    rule_id: int
    rule_name: str
    asset: str
    asset_kind: str
    amount: int
    reason: str
    expires_on: date | None = None


def home_relation(home_code: str, region: str, towns: Iterable[str], prefecture: str) -> str:
    """Say how a home lies to a region.

    `towns` are the municipalities an area lies in; `prefecture` is the one the region lies in,
    or the region itself where it is a prefecture.
    """
    if not home_code:
        return "unknown"
    if home_code == region or home_code in towns:
        return "resident"
    if home_code[:2] != prefecture[:2]:
        return "elsewhere"
    if region == prefecture:
        return "resident"
    return "in_prefecture" if home_code == prefecture else "neighbour"


def in_force(rules: Iterable[Rule], on: date) -> list[Rule]:
    """Return the rules whose time includes a day; switched-off ones too, to say so."""
    return [rule for rule in rules if _is_in_time(rule, on)]


def _is_in_time(rule: Rule, on: date) -> bool:
    return rule.valid_from <= on and (rule.valid_until is None or on < rule.valid_until)


def evaluate(facts: Facts, rules: Iterable[Rule]) -> list[Award]:
    """Decide what an activity earns from each rule that speaks of it.

    A rule for another region, kind, place or event says nothing. A rule that speaks of the
    activity and gives nothing returns 0 and the first reason met, in the order of `REASONS`.
    """
    return [_award(facts, rule) for rule in rules if _speaks_of(rule, facts)]


def _speaks_of(rule: Rule, facts: Facts) -> bool:
    return (
        rule.region == facts.region
        and rule.kind == facts.kind
        and rule.place in ("", facts.place)
        and rule.event in ("", facts.event)
    )


def _award(facts: Facts, rule: Rule) -> Award:
    reason = _refused(facts, rule)
    due = 0
    if reason is None:
        due, reason = _due(facts, rule)
    if due:
        reason = _used_up(due, rule, facts.used.get(rule.id, _NOTHING_USED))
    given = due if reason == GIVEN else 0
    assert given >= 0, "a rule never takes"
    assert reason in REASONS, reason
    return Award(
        rule_id=rule.id,
        rule_name=rule.name,
        asset=rule.asset,
        asset_kind=rule.asset_kind,
        amount=given,
        reason=reason,
        expires_on=lapse.expires_on(rule.lapse, facts.on) if given else None,
    )


_Test = Callable[[Facts, Rule], bool]
_REFUSALS: tuple[tuple[str, _Test], ...] = (
    (
        "hometown_tax",
        lambda facts, rule: facts.theme == HOMETOWN_TAX and not rule.hometown_tax_by,
    ),
    ("switched_off", lambda _, rule: not rule.is_on),
    ("not_in_time", lambda facts, rule: not _is_in_time(rule, facts.on)),
    ("home", lambda facts, rule: bool(rule.home) and facts.home not in _HOMES_MET[rule.home]),
    (
        "card_kind",
        lambda facts, rule: bool(rule.card_kind) and rule.card_kind != facts.card_kind,
    ),
    ("own_word", lambda facts, rule: rule.asset_kind == "point" and facts.is_own_word),
)


def _refused(facts: Facts, rule: Rule) -> str | None:
    """Return the first reason for which the rule gives this activity nothing at all."""
    return next((reason for reason, applies in _REFUSALS if applies(facts, rule)), None)


def _due(facts: Facts, rule: Rule) -> tuple[int, str]:
    """Return what the promise comes to, or 0 and why; parts of a point are not given."""
    if rule.per == "activity":
        due = rule.amount
    elif rule.per == "hour":
        if facts.coins is not None and rule.asset_kind == "coin":
            due = facts.coins
        elif facts.hours is None:
            return 0, "no_hours"
        else:
            due = rule.amount * round(facts.hours * _MINUTES) // _MINUTES
    elif facts.amount_yen is None:
        return 0, "no_amount"
    else:
        due = facts.amount_yen * rule.rate_permille // _PERMILLE
    return (due, GIVEN) if due > 0 else (0, "nothing_due")


def kept_of(rule: Rule, given: int, amount_yen: int) -> int:
    """Return what stays of an award when so many yen are left of what was bought.

    By the yen: what the rule gives for the rest. Any other promise stays as long as anything was
    bought at all.
    """
    if rule.per != "yen":
        return given
    return min(given, amount_yen * rule.rate_permille // _PERMILLE)


def _used_up(due: int, rule: Rule, used: Used) -> str:
    """Return the limit that is reached, or that all is well; an award is never cut in part."""
    if rule.daily_limit is not None and used.today >= rule.daily_limit:
        return "daily_limit"
    if rule.period_limit is not None and used.period >= rule.period_limit:
        return "period_limit"
    if rule.yearly_cap is not None and used.year_amount + due > rule.yearly_cap:
        return "yearly_cap"
    left = rule.fiscal_year_budget if used.budget_left is None else used.budget_left
    if left is not None and due > left:
        return "budget_spent"
    return GIVEN
