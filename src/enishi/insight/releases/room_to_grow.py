"""伸びしろ: which shares of a place are clearly below those elsewhere, and which above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.insight.disclosure.catalogue import UNKNOWN
from enishi.insight.effects.quotients import SHOWN_FROM, Published, Quotient, quotient
from enishi.insight.releases.asking import Asker
from enishi.insight.releases.frames_compared import (
    NO_ANSWER,
    SIMILAR,
    Side,
    place_of,
    side,
    whole_of,
)
from enishi.insight.releases.similar import alike

# What is looked through, in the order in which it is told.
DIMENSIONS = (
    "purpose", "theme", "kind", "home_prefecture", "age_band", "sex", "nights", "companions",
    "times_visited", "information",
)  # fmt: skip
_SIMILAR_MOST = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One value: its share here and there, how many times, or why that is not told.

    `reason` is empty, `hidden` (here), `hidden_there`, or `few` (below ten persons).
    """

    dimension: str
    value: str
    own: Published | None
    there: int | None
    there_whole: int
    quotient: Quotient | None
    reason: str = ""

    @property
    def verdict(self) -> int:
        """1 clearly more, -1 clearly less, 0 not told apart or not told."""
        return self.quotient.verdict if self.quotient else 0


@dataclass(frozen=True, slots=True)
class RoomToGrow:
    """A place beside others: all values that were looked through, and with whom."""

    region: str
    against: str
    others: tuple[str, ...]
    people: int
    people_there: int
    rows: Sequence[Compared]
    credits: Sequence[str]

    @property
    def room(self) -> list[Compared]:
        """What is clearly less here, the least first."""
        return sorted((row for row in self.rows if row.verdict < 0), key=_value)

    @property
    def strengths(self) -> list[Compared]:
        """What is clearly more here, the most first."""
        return sorted((row for row in self.rows if row.verdict > 0), key=_value, reverse=True)

    def of(self, dimension: str) -> list[Compared]:
        """Return the values of one dimension in their published order."""
        return [row for row in self.rows if row.dimension == dimension]


def _value(row: Compared) -> float:
    assert row.quotient is not None, "only what has a quotient is sorted"
    return row.quotient.value


def room_to_grow(
    *,
    region: str,
    year: str | None,
    against: str,
    limit: int,
    at: datetime,
    dimensions: Sequence[str] = DIMENSIONS,
) -> RoomToGrow | None:
    """Compare every share of a place with those elsewhere, from published numbers only.

    None when the place, or whom it is compared with, has no published number. Ranges hold what
    chance does and what protection moved; below ten persons on either side nothing is told.
    """
    asker = Asker(year, limit, at)
    catalogue = asker.catalogue
    own = place_of(region, catalogue)
    similar = _like(asker, region) if against == SIMILAR else ()
    other = side(against, region, catalogue, similar)
    people = asker.whole(own)
    if other is None or people is None:
        return None
    wholes = [asker.whole(filters) for filters in other.filters]
    people_there = sum(whole for whole in wholes if whole is not None)
    if not people_there:
        return None
    sides = _Sides(asker, own, people, other, wholes)
    rows = [row for dimension in dimensions for row in _rows(sides, dimension)]
    return RoomToGrow(
        region, against, other.codes, people, people_there, tuple(rows), tuple(asker.credits)
    )


def _like(asker: Asker, region: str) -> tuple[str, ...]:
    """Return the places most like this one that have numbers."""
    found = alike(asker, region)
    return tuple(near.code for near in found.places[:_SIMILAR_MOST]) if found else ()


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides of the comparison, each with all its people."""

    asker: Asker
    own: Mapping[str, str]
    people: int
    other: Side
    wholes: Sequence[int | None]


def _rows(sides: _Sides, dimension: str) -> list[Compared]:
    """Return the values of one dimension; none when the place has nothing of it."""
    here = _table(sides.asker, sides.own, dimension)
    tables = [
        (table, whole_of(dimension, table, whole))
        for filters, whole in zip(sides.other.filters, sides.wholes, strict=True)
        if whole is not None and (table := _table(sides.asker, filters, dimension))
    ]
    people = whole_of(dimension, here, sides.people)
    elsewhere = _Elsewhere([table for table, _ in tables], sum(whole for _, whole in tables))
    if not any(here.values()) or not people or not all(whole for _, whole in tables):
        return []
    return [
        _compared(
            dimension,
            value,
            Published(min(count, people), people) if count else None,
            elsewhere,
            hidden_most=sides.asker.limit - 1,
        )
        for value, count in here.items()
        if value not in (UNKNOWN, *NO_ANSWER)
    ]


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The tables of the places compared with, and all their people together."""

    tables: Sequence[Mapping[str, int | None]]
    whole: int


def _table(asker: Asker, filters: Mapping[str, str], dimension: str) -> dict[str, int | None]:
    persons = asker.persons(filters, (dimension,))
    return {value: count for (value,), count in persons.items()}


def _compared(
    dimension: str, value: str, own: Published | None, elsewhere: _Elsewhere, *, hidden_most: int
) -> Compared:
    """Compare one value; a hidden number elsewhere may hold as much as is just not shown."""
    there = [table.get(value) for table in elsewhere.tables]
    shown = [count for count in there if count is not None]
    part, whole = (sum(shown) if shown else None), elsewhere.whole
    if own is None or part is None:
        reason = "hidden" if own is None else "hidden_there"
        return Compared(dimension, value, own, part, whole, None, reason)
    if min(own.part, part) < SHOWN_FROM:
        return Compared(dimension, value, own, part, whole, None, "few")
    other = Published(
        min(part, whole),
        whole,
        tables=len(there),
        hidden_most=(len(there) - len(shown)) * hidden_most,
    )
    return Compared(dimension, value, own, part, whole, quotient(own, other))
