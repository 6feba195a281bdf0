"""Drawings of a shop's figures on a phone: columns over time, dots by weekday and hour; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

WIDTH = 358
GROUND, _REACH = 132, 104
_EDGE_LEFT, _ROW, _TOP = 34, 30, 26
_DOT_MOST = 12.0
# Half as wide as a day and as a digit are in the largest words of a small phone.
_DAY_HALF, _DIGIT_HALF = 28.0, 7.0


@dataclass(frozen=True, slots=True)
class Column:
    """One day or week: where it stands, how high, and its value."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: int
    name: str
    is_most: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """So many sales on a weekday at an hour."""

    x: float
    y: int
    r: float
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A word beside or above the dots."""

    x: float
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Hours:
    """The week as a grid: weekdays down, hours across."""

    dots: Sequence[Dot]
    names: Sequence[Line]
    height: int

    @property
    def width(self) -> int:
        """As wide as a phone's page."""
        return WIDTH


def columns(told: Sequence[tuple[date, int]], names: Mapping[date, str]) -> list[Column]:
    """Draw values in their order; those of `names` have a word below."""
    step = WIDTH / max(len(told), 1)
    most = max([1, *(value for _, value in told)])
    wide = max(step * 0.72, 2.0)
    found, is_told = [], False
    for number, (on, value) in enumerate(told):
        high = round(_REACH * value / most, 1)
        x = number * step + (step - wide) / 2
        is_most = value == most and not is_told
        is_told = is_told or is_most
        found.append(
            Column(
                x=round(x, 1),
                y=round(GROUND - high, 1),
                width=round(wide, 1),
                height=high,
                middle=round(_inside(x + wide / 2, f"{value:,}" if is_most else ""), 1),
                value=value,
                name=names.get(on, ""),
                is_most=is_most,
            )
        )
    return found


def _inside(middle: float, above: str) -> float:
    """Keep the words of a column on the paper: its day below, and its value above it if any."""
    half = max(_DAY_HALF, _DIGIT_HALF * len(above))
    return min(max(middle, half), WIDTH - half)


def hours(
    sold: Mapping[tuple[int, int], int], across: Sequence[int], weekdays: Sequence[str]
) -> Hours:
    """Draw a dot for each weekday and hour, its area by how many sales there were."""
    step = (WIDTH - _EDGE_LEFT) / max(len(across), 1)
    most = max([1, *sold.values()])
    reach = min(_DOT_MOST, step / 2)
    every = 1 if step >= 26 else 2 if step >= 14 else 4  # noqa: PLR2004
    dots = [
        Dot(
            x=round(_EDGE_LEFT + (across.index(hour) + 0.5) * step, 1),
            y=_TOP + weekday * _ROW + _ROW // 2,
            r=round(max(reach * sqrt(value / most), 2.0), 1),
            value=value,
        )
        for (weekday, hour), value in sorted(sold.items())
    ]
    names = [
        Line(round(_EDGE_LEFT + (place + 0.5) * step, 1), 16, str(hour))
        for place, hour in enumerate(across)
        if place % every == 0
    ]
    names += [
        Line(14, _TOP + row * _ROW + _ROW // 2 + 6, name) for row, name in enumerate(weekdays)
    ]
    return Hours(dots, names, _TOP + len(weekdays) * _ROW)
