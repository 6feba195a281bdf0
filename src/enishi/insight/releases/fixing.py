"""確定値: the exact figures of a closed quarter or fiscal year, and what is left out of them.

The list is closed and small, so small groups in it are left out as on paper: a figure of few
people, and one more wherever it would follow from the others. Claim: fixing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from enishi.kit.periods import BadPeriod, Month, parse_fiscal_year
from enishi.programs.programme import Moved

PERSONS_LEAST: Final = 10
SHOPS_LEAST: Final = 3
APART: Final = 2
QUARTERS: Final = 4
_MONTHS_OF_QUARTER: Final = 3
_APRIL: Final = 4


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A fiscal year (quarter 0), or one of its quarters: the first is April to June."""

    fiscal_year: int
    quarter: int = 0

    def __str__(self) -> str:
        """Write it as 2026 or 2026Q2."""
        return f"{self.fiscal_year}Q{self.quarter}" if self.quarter else str(self.fiscal_year)

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months in order."""
        begin = _APRIL + (self.quarter - 1) * _MONTHS_OF_QUARTER if self.quarter else _APRIL
        first = Month(self.fiscal_year + (begin - 1) // 12, (begin - 1) % 12 + 1)
        length = _MONTHS_OF_QUARTER if self.quarter else QUARTERS * _MONTHS_OF_QUARTER
        found = [first]
        while len(found) < length:
            found.append(found[-1].next)
        return tuple(found)

    @property
    def first(self) -> date:
        """Its first day."""
        return self.months[0].first

    @property
    def last(self) -> date:
        """Its last day."""
        return self.months[-1].last

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters of a fiscal year; none for a quarter."""
        if self.quarter:
            return ()
        return tuple(Period(self.fiscal_year, number + 1) for number in range(QUARTERS))


def parse_period(text: str) -> Period:
    """Read 2026 or 2026Q2.

    Raises:
        BadPeriod: the text is something else.
    """
    year, mark, quarter = text.partition("Q")
    if mark and quarter not in {str(number + 1) for number in range(QUARTERS)}:
        raise BadPeriod(given=text, wanted="YYYY or YYYYQ1 to YYYYQ4")
    return Period(parse_fiscal_year(year), int(quarter) if mark else 0)


def closed_periods(first: Month, until: Month) -> list[Period]:
    """Return every quarter and fiscal year that is over with `until`, quarters before their year.

    One that began before `first` counts too: nothing was recorded before.
    """
    years = range(first.fiscal_year, until.fiscal_year + 1)
    named = [one for year in years for one in (*Period(year).quarters, Period(year))]
    return [period for period in named if first <= period.months[-1] <= until]


@dataclass(frozen=True, slots=True)
class Kind:
    """Activities (延べ) of one kind, and the people (実人数) behind them."""

    activities: int
    people: int


NOBODY = Kind(activities=0, people=0)


@dataclass(frozen=True, slots=True)
class Counted:
    """The truth about one region and period, before anything is left out."""

    members: int
    people: int
    came_again: int
    kinds: Mapping[str, Kind]
    events: int
    points: Moved | None = None
    coins: Moved | None = None


def is_empty(counted: Counted) -> bool:
    """Say whether there was nothing at all: no member, nobody, no event, no point."""
    money = [one for one in (counted.points, counted.coins) if one is not None]
    moved = any(one.issued or one.used or one.lapsed for one in money)
    return not (counted.members or counted.people or counted.events or moved)


@dataclass(frozen=True, slots=True)
class Figures:
    """The exact figures that may be seen; None stands for x: few, but not nobody.

    A kind that is missing is x too; `others` are the activities of all missing kinds together.
    """

    members: int | None
    people: int | None
    came_again: int | None
    activities: int | None
    kinds: Mapping[str, int]
    others: int | None
    events: int
    points: Mapping[str, int | None]
    coins: Mapping[str, int | None]

    @property
    def repeat_rate(self) -> float | None:
        """The share of the people who came on two days or more; None where it is x."""
        if not self.people or self.came_again is None:
            return None
        return self.came_again / self.people


def figures(counted: Counted, quarters: Sequence[Figures] = ()) -> Figures:
    """Leave out of a period's truth what tells of few; a fiscal year looks at its quarters.

    A sum over the year is shown where all its quarters show theirs, or none does: else the year
    less the shown quarters would be a hidden one.
    """
    many = _is_told(counted.people)
    again = many and _is_told(counted.came_again)
    again = again and (not counted.people or counted.people - counted.came_again > APART)
    shown = _shown_kinds(counted.kinds, quarters) if many else {}
    total = sum(kind.activities for kind in counted.kinds.values())
    adds_up = many and _all_or_none([one.activities is not None for one in quarters])
    kinds = shown if adds_up else {}
    holders = _is_told(counted.members)
    return Figures(
        members=_if(counted.members, shown=holders),
        people=_if(counted.people, shown=many),
        came_again=_if(counted.came_again, shown=again),
        activities=_if(total, shown=adds_up),
        kinds=kinds,
        others=_if(total - sum(kinds.values()), shown=adds_up),
        events=counted.events,
        points=_money(counted.points, [one.points for one in quarters], shown=holders),
        coins=_money(counted.coins, [one.coins for one in quarters], shown=holders),
    )


def fix(
    wanted: Iterable[Period],
    count: Callable[[Period], Mapping[str, Counted]],
    known: Mapping[tuple[str, str], Figures],
    kinds: Iterable[str],
) -> list[tuple[str, Period, Figures]]:
    """Return the figures of periods that have none yet, by place; a year must follow its quarters.

    `kinds` are all that are published: one that nobody did is told as nobody's.
    """
    told, made = dict(known), []
    nobodys = dict.fromkeys(kinds, NOBODY)
    for period in wanted:
        for place, counted in count(period).items():
            if (place, str(period)) in told or is_empty(counted):
                continue
            whole = replace(counted, kinds={**nobodys, **counted.kinds})
            parts = [told.get((place, str(quarter))) for quarter in period.quarters]
            found = figures(whole, [part for part in parts if part])
            told[place, str(period)] = found
            made.append((place, period, found))
    return made


def _shown_kinds(kinds: Mapping[str, Kind], quarters: Sequence[Figures]) -> dict[str, int]:
    """Name the kinds of many people; with any hidden one the smallest of them stays unnamed too.

    Of a year's kinds one that not all quarters tell: the sum of what they tell would be it.
    """
    named = {
        code: kind
        for code, kind in sorted(kinds.items())
        if _is_told(kind.people) and _all_or_none([code in one.kinds for one in quarters])
    }
    is_any_hidden = any(code not in named for code in kinds)
    follows = {code for code in named if quarters and all(code in one.kinds for one in quarters)}
    busy = [code for code, kind in named.items() if kind.people and code not in follows]
    if is_any_hidden and busy:
        del named[min(busy, key=lambda code: (named[code].people, code))]
    return {code: kind.activities for code, kind in named.items()}


def _money(
    money: Moved | None, quarters: Sequence[Mapping[str, int | None]], *, shown: bool
) -> dict[str, int | None]:
    """Return what points did; what was used is also the takings of the shops behind it."""
    if money is None:
        return {}
    sold = shown and (money.used == 0 or money.shops >= SHOPS_LEAST)
    told = {
        "issued": _if(money.issued, shown=shown),
        "used": _if(money.used, shown=sold),
        "lapsed": _if(money.lapsed, shown=shown),
        "cost_yen": _if(money.cost_yen, shown=sold or (shown and money.cost_yen == money.issued)),
    }
    for name in told:
        if not _all_or_none([one[name] is not None for one in quarters if name in one]):
            told[name] = None
    return {**told, "budget_yen": money.budget_yen}


def _is_told(people: int) -> bool:
    """Say whether so many people may be told of: nobody, or ten and more."""
    return people == 0 or people >= PERSONS_LEAST


def _all_or_none(shown: Collection[bool]) -> bool:
    return all(shown) or not any(shown)


def _if(number: int, *, shown: bool) -> int | None:
    return number if shown else None


def as_json(told: Figures) -> dict[str, Any]:
    """Write figures for storing; nothing that was left out is kept."""
    return {
        "members": told.members,
        "people": told.people,
        "came_again": told.came_again,
        "activities": told.activities,
        "kinds": dict(told.kinds),
        "others": told.others,
        "events": told.events,
        "points": dict(told.points),
        "coins": dict(told.coins),
    }


def from_json(given: Mapping[str, Any]) -> Figures:
    """Read stored figures."""
    return Figures(**given)
