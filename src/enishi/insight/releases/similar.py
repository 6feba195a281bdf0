"""似ている地域: which places are most like one, by published numbers and outside statistics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.insight.disclosure.catalogue import UNKNOWN
from enishi.insight.effects import likeness
from enishi.insight.releases.asking import Asker
from enishi.outside import official
from enishi.outside import queries as outside

# Block -> the dimension whose shares it holds; the first doings with numbers are taken.
_SHARES = {"homes": "home_area", "ages": "age_band"}
_DOINGS = ("purpose", "theme", "kind")
RESIDENTS, TAX, DOINGS, SEASON = "residents", "tax", "doings", "season"
BLOCKS = (RESIDENTS, TAX, *_SHARES, DOINGS, SEASON)
_FEW = 100


@dataclass(frozen=True, slots=True)
class Like:
    """A place like ours: how far, by block, what matches; `people` are published."""

    code: str
    distance: float
    by_block: Mapping[str, float]
    matches: Sequence[str]
    people: int
    attributes: likeness.Blocks

    @property
    def is_rough(self) -> bool:
        """Say whether so few people stand behind it that its likeness is a rough guess."""
        return self.people < _FEW


@dataclass(frozen=True, slots=True)
class Similar:
    """A place, its own attributes, and the places like it, the nearest first."""

    region: str
    people: int
    attributes: likeness.Blocks
    places: Sequence[Like]
    compared: int
    doings: str
    credits: Sequence[str]


def similar(*, region: str, year: str | None, limit: int, at: datetime) -> Similar | None:
    """Return the places most like one; None when it has no published number of people.

    Only published numbers of places that take part, and outside statistics, are used; hidden
    ones are left out. Invented places are compared with each other only.
    """
    return alike(Asker(year, limit, at), region)


def alike(asker: Asker, region: str) -> Similar | None:
    """Do the same with an asker that may know some tables already."""
    catalogue = asker.catalogue
    level = "prefecture" if region in catalogue.prefectures else "region"
    if level == "region" and region not in catalogue.nodes:
        return None
    node = catalogue.nodes.get(region)
    filters = {"prefecture": node.prefecture} if node and node.is_sample else {}
    people = {
        code: count
        for (code,), count in asker.persons(filters, (level,)).items()
        if count is not None
    }
    if region not in people:
        return None
    doings = next(
        (name for name in _DOINGS if any(_of(region, asker, filters, level, name))), _DOINGS[-1]
    )
    places = _outside_blocks(people, level)
    dimensions = {**_SHARES, DOINGS: doings, SEASON: "month"}
    for block, dimension in dimensions.items():
        for code, shares in _shares(asker, filters, (level, dimension), people).items():
            places[code][block] = shares
    _fit(places, region)
    found = likeness.nearest(region, places)
    return Similar(
        region,
        people[region],
        places[region],
        tuple(
            Like(near.name, near.distance, near.by_block, near.matches, people[near.name],
                 places[near.name])
            for near in found
        ),
        len(people) - 1,
        doings,
        tuple(asker.credits),
    )  # fmt: skip


def _of(region: str, asker: Asker, filters: Mapping[str, str], level: str, name: str) -> list[bool]:
    """Say of each value of a dimension whether the place has a number of it."""
    table = asker.persons(filters, (level, name))
    return [count is not None for (code, _), count in table.items() if code == region]


def _shares(
    asker: Asker, filters: Mapping[str, str], by: tuple[str, str], people: Mapping[str, int]
) -> dict[str, dict[str, float | None]]:
    """Return each place's shares of one dimension; of months, shares of all their people."""
    found: dict[str, dict[str, float | None]] = {code: {} for code in people}
    for (code, value), count in asker.persons(filters, by).items():
        if code in found and value != UNKNOWN:
            key = value[5:] if by[1] == "month" else value
            found[code][key] = None if count is None else min(count / people[code], 1.0)
    return found


def _outside_blocks(
    codes: Iterable[str], level: str
) -> dict[str, dict[str, dict[str, float | None]]]:
    """Begin the places' blocks with outside statistics, as logarithms: twice is twice anywhere."""
    residents = _residents(level)
    tax = outside.by_place(official.RECEIVED, official.LAST_TAX_YEAR) if level == "region" else {}
    return {
        code: {
            RESIDENTS: {"residents": _log(residents.get(code))},
            TAX: {"received": _log(tax.get(code))},
        }
        for code in codes
    }


def _residents(level: str) -> Mapping[str, float]:
    series = official.POPULATION if level == "region" else official.POPULATION_OF_PREFECTURES
    return outside.by_place(series, official.CENSUS_YEAR)


def _log(value: float | None) -> float | None:
    return math.log(value) if value and value > 0 else None


def _fit(places: dict[str, dict[str, dict[str, float | None]]], region: str) -> None:
    """Leave out blocks of which the place itself knows nothing."""
    own = places[region]
    for block in [name for name in own if not any(v is not None for v in own[name].values())]:
        for blocks in places.values():
            blocks.pop(block, None)
