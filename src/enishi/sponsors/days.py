"""A month of uses by day, as a firm may read it: no day on which hardly anybody bought; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enishi.sponsors.pledge import Line

# A day of one use would tell a village what somebody paid. Days are told from here up.
TOLD_FROM = 10


@dataclass(frozen=True, slots=True)
class Day:
    """The uses of one day, or of all days together that are not told one by one (`on` None)."""

    on: date | None
    uses: int
    yen: int
    mills: int


def days(lines: Sequence[Line]) -> list[Day]:
    """Add up lines by day; days of few uses are one row, last, which has as many at least.

    Where that row would have too few itself, the next smallest days join it: nobody can find it
    by taking the others from the sum.
    """
    of: dict[date, list[Line]] = {}
    for one in lines:
        of.setdefault(one.on, []).append(one)
    every = [_sum(on, of[on]) for on in sorted(of)]
    by_size = sorted(every, key=lambda day: day.uses)
    together: list[Day] = []
    for day in by_size:
        uses = sum(one.uses for one in together)
        if day.uses >= TOLD_FROM and (not together or uses >= TOLD_FROM):
            break
        together.append(day)
    told = [day for day in every if day not in together]
    if not together:
        return told
    rest = Day(
        None,
        sum(one.uses for one in together),
        sum(one.yen for one in together),
        sum(one.mills for one in together),
    )
    return [*told, rest]


def _sum(on: date, lines: Sequence[Line]) -> Day:
    return Day(on, len(lines), sum(one.yen for one in lines), sum(one.mills for one in lines))
