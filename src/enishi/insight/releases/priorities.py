"""まず見るとよいこと: rules that point at what a place may look at first, each with its evidence.

A rule is data: what must be clearly more or less here than elsewhere. It says that something is
so, never why. A rule whose numbers are hidden says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.insight.disclosure.catalogue import UNKNOWN
from enishi.insight.effects import quotients
from enishi.insight.effects.quotients import Published, Quotient
from enishi.insight.releases.asking import Asker
from enishi.insight.releases.frames_compared import NO_ANSWER, place_of, side, whole_of

MORE, LESS = 1, -1
ANY = "*"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Condition:
    """Some values of a dimension, together, are clearly more or less here than elsewhere.

    `ANY` looks at each value by itself and takes the clearest. `least` is the factor that must
    be reached (its inverse for less) beside being clear: a small difference is no issue.
    """

    dimension: str
    values: tuple[str, ...]
    side: int
    least: float = 1.2


@dataclass(frozen=True, slots=True)
class Rule:
    """An issue: its name, all that must hold, and the page to look at next."""

    name: str
    conditions: tuple[Condition, ...]
    look: str


_WINTER = ("-12", "-01", "-02")
_STAYED = ("1泊", "2泊", "3泊", "4泊以上")
_HIGH_SPEND = (
    "20,000円以上 30,000円未満", "30,000円以上 40,000円未満", "40,000円以上 50,000円未満",
    "50,000円以上 100,000円未満", "100,000円以上",
)  # fmt: skip
RULES = (
    Rule(
        "donors_without_shopping",
        (Condition("kind", ("donation",), MORE), Condition("kind", ("purchase",), LESS)),
        "afterwards",
    ),
    Rule(
        "few_stay_but_spend_much",
        (Condition("nights", _STAYED, LESS), Condition("spend_band", _HIGH_SPEND, MORE)),
        "spending",
    ),
    Rule("few_stay", (Condition("nights", _STAYED, LESS),), "spending"),
    Rule("winter_is_low", (Condition("month", _WINTER, LESS),), "when"),
    Rule("an_age_is_missing", (Condition("age_band", (ANY,), LESS, 1.4),), "who"),
    Rule("few_come_again", (Condition("times_visited", ("初めて",), MORE, 1.1),), "how-often"),
    Rule("few_active_days", (Condition("times", ("1",), MORE, 1.05),), "how-often"),
    Rule("little_of_a_purpose", (Condition("purpose", (ANY,), LESS, 1.4),), "room-to-grow"),
    Rule("little_of_a_theme", (Condition("theme", (ANY,), LESS, 1.4),), "room-to-grow"),
    Rule("few_from_a_home", (Condition("home_area", (ANY,), LESS, 1.4),), "where-from"),
    Rule("few_promote", (Condition("nps", ("detractor",), MORE, 1.1),), "satisfaction"),
    Rule(
        "little_wish_to_return",
        (Condition("wish_to_return", ("また行きたい（1年以内）",), LESS, 1.05),),
        "satisfaction",
    ),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a condition found: the values, the persons here, and how many times elsewhere's."""

    dimension: str
    values: tuple[str, ...]
    own: Published
    there: Published
    quotient: Quotient


@dataclass(frozen=True, slots=True)
class Issue:
    """A rule that holds: its evidence, and its rank (issues that cannot be told apart share)."""

    rule: Rule
    rank: int
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class Priorities:
    """The issues of a place, and how many rules could not be looked at."""

    region: str
    against: str
    people: int
    issues: Sequence[Issue]
    looked_at: int
    not_shown: int
    credits: Sequence[str]


def priorities(
    *, region: str, year: str | None, against: str, limit: int, at: datetime
) -> Priorities | None:
    """Return what stands out of a place's published numbers; None when it has none.

    The clearest issue is first: the one whose range lies farthest from "the same".
    """
    asker = Asker(year, limit, at)
    own = place_of(region, asker.catalogue)
    other = side(against, region, asker.catalogue, ())
    people = asker.whole(own)
    if other is None or people is None or asker.whole(other.filters[0]) is None:
        return None
    found: list[tuple[Rule, list[Evidence]]] = []
    hidden = 0
    for rule in RULES:
        told = [_candidates(asker, own, dict(other.filters[0]), one) for one in rule.conditions]
        hidden += not all(told)
        chosen = [
            best
            for candidates, condition in zip(told, rule.conditions, strict=True)
            if (best := _clearest(candidates, condition)) is not None
        ]
        if len(chosen) == len(rule.conditions):
            found.append((rule, chosen))
    found = _without_halves(found)
    ranks = quotients.ranks([_strength(evidence) for _, evidence in found])
    issues = [
        Issue(rule, rank, tuple(evidence))
        for (rule, evidence), rank in zip(found, ranks, strict=True)
    ]
    return Priorities(
        region,
        against,
        people,
        tuple(sorted(issues, key=lambda issue: issue.rank)),
        len(RULES) - hidden,
        hidden,
        tuple(asker.credits),
    )


def _candidates(
    asker: Asker, own: Mapping[str, str], there: Mapping[str, str], condition: Condition
) -> list[Evidence]:
    """Return what may be said of a condition: its values together, or each by itself.

    Only values shown on both sides are looked at; nothing is guessed of hidden ones.
    """
    name = condition.dimension
    here, other = (_table(asker.persons(filters, (name,))) for filters in (own, there))
    if name == "month" and not (_is_whole_year(here) and _is_whole_year(other)):
        return []
    wholes = [
        whole_of(name, table, asker.whole(filters))
        for table, filters in ((here, own), (other, there))
    ]
    values = [value for value in here if here[value] is not None and other.get(value) is not None]
    wanted = [value for value in values if _is_meant(value, condition)]
    groups = [(value,) for value in wanted] if ANY in condition.values else [tuple(wanted)]
    found = []
    for group in groups:
        parts = [sum(table[value] or 0 for value in group) for table in (here, other)]
        if not group or not all(parts) or not all(wholes):
            continue
        sides = [
            Published(min(part, whole), whole, tables=len(group))
            for part, whole in zip(parts, wholes, strict=True)
        ]
        if (times := quotients.quotient(sides[0], sides[1])) is not None:
            found.append(Evidence(name, group, sides[0], sides[1], times))
    return found


def _table(persons: Mapping[tuple[str, ...], int | None]) -> dict[str, int | None]:
    return {value: count for (value,), count in persons.items()}


def _is_whole_year(months: Mapping[str, int | None]) -> bool:
    return len(months) == MONTHS and all(months.values())


def _is_meant(value: str, condition: Condition) -> bool:
    if value in (UNKNOWN, *NO_ANSWER):
        return False
    if condition.dimension == "month":
        return value.endswith(condition.values)
    return ANY in condition.values or value in condition.values


def _clearest(candidates: Sequence[Evidence], condition: Condition) -> Evidence | None:
    """Return the evidence that is clear on the condition's side, and large enough."""
    least = math.log(condition.least)
    clear = [
        one
        for one in candidates
        if one.quotient.verdict == condition.side
        and condition.side * math.log(one.quotient.value) >= least
    ]
    return max(clear, key=lambda one: _strength([one]), default=None)


def _strength(evidence: Sequence[Evidence]) -> tuple[float, float]:
    """Return how far from the same the weakest evidence lies: the range of its logarithm."""
    return min(
        (math.log(one.quotient.low), math.log(one.quotient.high))
        if one.quotient.value > 1
        else (-math.log(one.quotient.high), -math.log(one.quotient.low))
        for one in evidence
    )


def _without_halves(
    found: Sequence[tuple[Rule, list[Evidence]]],
) -> list[tuple[Rule, list[Evidence]]]:
    """Leave out a rule that another one which holds says with more beside."""
    return [
        (rule, evidence)
        for rule, evidence in found
        if not any(set(rule.conditions) < set(other.conditions) for other, _ in found)
    ]
