"""The three steps of a tie: from visiting (1/3) over coming back (1/2) to living there (1/1).

A step says how near one person and one town are now; it never ranks people. It follows from
the card and from the days on which somebody else than the member saw them (rules as data):
a first such day or any card is 1/3; enough days within the months, or a friend's card, is 1/2;
a resident's card is 1/1. When the days grow old, the step falls back by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NONE, VISITING, COMING, LIVING = range(4)
FRACTIONS = ("", "1/3", "1/2", "1/1")
RESIDENT, FRIEND = "resident", "friend"
DAYS_LEAST_MAX, MONTHS_MAX = 31, 24


@dataclass(frozen=True, slots=True)
class Rules:
    """How many different days, within how many months, make somebody who keeps coming back."""

    days_least: int = 3
    months: int = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands with a town on a day, and what leads on."""

    step: int
    days: int
    days_to_next: int

    @property
    def fraction(self) -> str:
        """Write the step as the towns write it; empty before the first one."""
        return FRACTIONS[self.step]

    @property
    def way_on(self) -> str:
        """Name what leads to the next step: first, days, live, or nothing more."""
        return ("first", "days", "live", "")[self.step]


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A kind of card and the days on which it was held; `until` exclusive, None: still."""

    kind: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A day on which a member stood on another step than the day before."""

    on: date
    before: int
    after: int


def window_from(on: date, months: int) -> date:
    """Return the first day that still counts on a day: the same day so many months before."""
    number = on.year * 12 + on.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return next(date(year, month, day) for day in range(on.day, 0, -1) if _is_day(year, month, day))


def _is_day(year: int, month: int, day: int) -> bool:
    following = date(year + month // 12, month % 12 + 1, 1)
    return day <= (following - timedelta(days=1)).day


def standing(days: Collection[date], card: str, rules: Rules, *, on: date) -> Standing:
    """Tell the step of a member from the days they were seen and the kind of their card."""
    first = window_from(on, rules.months)
    number = sum(first < day <= on for day in set(days))
    return Standing(
        step=_step(number, card, rules),
        days=number,
        days_to_next=max(rules.days_least - number, 0),
    )


def _step(days: int, card: str, rules: Rules) -> int:
    if card == RESIDENT:
        return LIVING
    if card == FRIEND or days >= rules.days_least:
        return COMING
    return VISITING if days or card else NONE


def moves(
    days: Iterable[date], cards: Sequence[HeldCard], rules: Rules, *, until: date
) -> list[Move]:
    """Tell every change of step before a day, oldest first: also back, when days grow old."""
    seen = sorted({day for day in days if day < until})
    turns = {*seen, *(card.since for card in cards)}
    turns |= {card.until for card in cards if card.until is not None}
    turns |= {_leaves(day, rules.months) for day in seen}
    found: list[Move] = []
    before = NONE
    for on in sorted(turn for turn in turns if turn < until):
        first = window_from(on, rules.months)
        number = bisect_right(seen, on) - bisect_right(seen, first)
        after = _step(number, _card_on(cards, on), rules)
        if after != before:
            found.append(Move(on, before, after))
        before = after
    return found


def _leaves(day: date, months: int) -> date:
    """Return the first day on which a day no longer counts."""
    nearby = (day + timedelta(days=months * 30 + extra) for extra in range(-31, 62))
    return next(on for on in nearby if window_from(on, months) >= day)


def _card_on(cards: Sequence[HeldCard], on: date) -> str:
    """Return the nearest kind of card held on a day."""
    kinds = [
        card.kind for card in cards if card.since <= on and (card.until is None or on < card.until)
    ]
    return next((kind for kind in (RESIDENT, FRIEND) if kind in kinds), kinds[0] if kinds else "")
