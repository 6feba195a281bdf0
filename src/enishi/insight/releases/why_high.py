"""なぜこの数字が高い？: where the gap between a place and others lies, split without remainder."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.insight.disclosure.catalogue import UNKNOWN
from enishi.insight.effects import decomposition
from enishi.insight.effects.decomposition import Split
from enishi.insight.releases.asking import Asker
from enishi.insight.releases.frames_compared import NATION, PREFECTURE, place_of, side
from enishi.insight.releases.released import Released
from enishi.outside import official
from enishi.outside import queries as outside

PERSONS, ACTIVITIES, YEN = "persons", "activities", "yen"
MEASURES = (PERSONS, ACTIVITIES, YEN)
BEFORE = "before"
AGAINST = (PREFECTURE, NATION, BEFORE)
# By what activities per person are split into rates and composition.
GROUPS = ("age_band", "sex", "home_area")
_GROUPS_LEAST = 2
_MOVED = 1.96 * 2.45


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a product on both sides, and its part of the gap."""

    name: str
    own: float
    other: float
    part: float

    @property
    def times(self) -> float:
        """How many times the other side's factor it is."""
        return self.own / self.other


@dataclass(frozen=True, slots=True)
class Groups:
    """Activities per person of shown groups, split into rates and composition."""

    dimension: str
    split: Split
    own: Mapping[str, float]
    other: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WhyHigh:
    """A number beside the average of others: the gap, its factors, the largest part first.

    `regions` says over how many regions the other side is averaged; `moved` is the most that
    protection usually moves the gap of persons (None where it is not persons).
    """

    region: str
    against: str
    measure: str
    own: float
    other: float
    regions: int
    people: int
    people_there: int
    factors: Sequence[Factor]
    groups: Groups | None
    moved: float | None
    credits: Sequence[str]

    @property
    def gap(self) -> float:
        """How much more the place has; its factors' parts add up to it."""
        return self.own - self.other

    @property
    def is_clear(self) -> bool:
        """Say whether the gap is larger than what protection may have moved."""
        return self.moved is None or abs(self.gap) > self.moved


@dataclass(frozen=True, slots=True)
class _Side:
    """The published numbers of one side, for one region on average."""

    people: int
    regions: int
    activities: int | None
    yen: int | None
    residents: float | None


def why_high(
    *, region: str, against: str, measure: str, year: str | None, limit: int, at: datetime
) -> WhyHigh | None:
    """Split the gap of a number into people, frequency and value, from published numbers only.

    Persons are residents x persons per resident (residents: outside statistics); activities are
    persons x activities per person; yen are persons x activities per person x yen per activity.
    Against the prefecture or the nation, the other side is the average of its regions: of their own
    persons, or of all activities and yen over the number of regions; `before`
    is the place itself a year earlier. None where a number that is needed is not shown.
    """
    asker = Asker(year, limit, at)
    catalogue = asker.catalogue
    own = place_of(region, catalogue)
    there, asker_there = own, asker
    if against == BEFORE:
        if year is None or str(int(year) - 1) not in catalogue.fiscal_years:
            return None
        asker_there = Asker(str(int(year) - 1), limit, at)
    else:
        found = side(against, region, catalogue, ())
        if found is None:
            return None
        there = dict(found.filters[0])
    here = _side(asker, own, measure)
    if measure == PERSONS and against != BEFORE:
        other = _average(asker_there, there)
    else:
        other = _side(asker_there, there, measure)
    factors = _factors(here, other, measure) if here and other else None
    if here is None or other is None or factors is None:
        return None
    return WhyHigh(
        region,
        against,
        measure,
        math.prod(factor.own for factor in factors),
        math.prod(factor.other for factor in factors),
        other.regions,
        here.people,
        other.people,
        sorted(factors, key=lambda factor: -abs(factor.part)),
        _groups(asker, own, asker_there, there) if measure == ACTIVITIES else None,
        _MOVED * math.sqrt(1 + 1 / (1 if against == BEFORE else other.regions))
        if measure == PERSONS
        else None,
        tuple(dict.fromkeys((*asker.credits, *asker_there.credits))),
    )


def _side(asker: Asker, filters: Mapping[str, str], measure: str) -> _Side | None:
    """Ask for what one side needs; None when its persons are hidden."""
    released = asker.ask(filters)
    people = _only(released, "n")
    if released is None or people is None:
        return None
    regions = released.note.regions
    activities = yen = None
    if measure in (ACTIVITIES, YEN):
        activities = asker.totals(filters, (), ACTIVITIES).get(())
    if measure == YEN:
        yen = asker.totals(filters, (), YEN).get(())
    residents = None
    if measure == PERSONS:
        known = outside.by_place(official.POPULATION, official.CENSUS_YEAR)
        if all(code in known for code in regions):
            residents = sum(known[code] for code in regions)
    return _Side(people, len(regions), activities, yen, residents)


def _average(asker: Asker, filters: Mapping[str, str]) -> _Side | None:
    """Add up the persons of each region that shows them; None without a region's residents."""
    known = outside.by_place(official.POPULATION, official.CENSUS_YEAR)
    by_region = asker.persons(filters, ("region",)).items()
    shown = {code: people for (code,), people in by_region if people}
    if not shown or asker.whole(filters) is None or any(code not in known for code in shown):
        return None
    residents = sum(known[code] for code in shown)
    return _Side(sum(shown.values()), len(shown), None, None, residents)


def _only(released: Released | None, column: str) -> int | None:
    """Return the one number of a table without a split."""
    value = released.rows[0][column] if released and released.rows else None
    return value if isinstance(value, int) else None


def _factors(here: _Side, there: _Side, measure: str) -> list[Factor] | None:
    """Split the gap; None when a factor is missing or 0 on one side."""
    sides = [_product(one, measure) for one in (here, there)]
    own, other = sides
    if own is None or other is None:
        return None
    parts = decomposition.shares_of_gap(own, other)
    return [Factor(name, own[name], other[name], parts[name]) for name in own]


def _product(one: _Side, measure: str) -> dict[str, float] | None:
    """Return a number as the product of its factors, for one region on average."""
    people = one.people / one.regions
    if measure == PERSONS:
        if not one.residents:
            return None
        return {"residents": one.residents / one.regions, "rate": one.people / one.residents}
    if not one.activities:
        return None
    factors = {"people": people, "frequency": one.activities / one.people}
    if measure == ACTIVITIES:
        return factors
    return {**factors, "value": one.yen / one.activities} if one.yen else None


def _groups(
    asker: Asker, own: Mapping[str, str], asker_there: Asker, there: Mapping[str, str]
) -> Groups | None:
    """Split activities per person by the first grouping with two groups shown on both sides."""
    for dimension in GROUPS:
        here, other = (
            _counts(one, filters, dimension)
            for one, filters in ((asker, own), (asker_there, there))
        )
        names = [name for name in here if name in other]
        if len(names) < _GROUPS_LEAST:
            continue
        split = decomposition.compose(
            decomposition.weighted({name: here[name] for name in names}),
            decomposition.weighted({name: other[name] for name in names}),
        )
        rates = [{name: side[name][1] / side[name][0] for name in names} for side in (here, other)]
        return Groups(dimension, split, *rates)
    return None


def _counts(
    asker: Asker, filters: Mapping[str, str], dimension: str
) -> dict[str, tuple[float, float]]:
    """Return persons and activities of each group that shows both."""
    people = asker.persons(filters, (dimension,))
    totals = asker.totals(filters, (dimension,), ACTIVITIES)
    return {
        value: (float(count), float(total))
        for (value,), count in people.items()
        if value != UNKNOWN and count and (total := totals.get((value,)))
    }
