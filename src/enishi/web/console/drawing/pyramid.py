"""Age by sex, left and right, each band with the share of whom we compare with as a grey line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import HIDDEN, SMALL, Drawing, text_width

_BAR, _STEP, _TOP = 24.0, 34.0, 32.0


@dataclass(frozen=True, slots=True)
class Side:
    """One bar: people, and the people we would expect at the comparison's share."""

    people: int | None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """One age band: its name, left and right."""

    name: str
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Pyramid:
    """What the picture shows; the oldest band comes first."""

    bands: Sequence[Band]
    left_name: str
    right_name: str
    unit: str
    comparison: str
    label: str
    hidden_title: str


def wide(values: Pyramid) -> str:
    """Draw for a desk: 440 pixels."""
    return _draw(values, "pyramid-wide", 440.0).svg("wide")


def narrow(values: Pyramid) -> str:
    """Draw for a phone: 358 pixels."""
    return _draw(values, "pyramid-narrow", 358.0).svg("narrow")


def _draw(values: Pyramid, name: str, width: float) -> Drawing:
    """Draw both sides around the names in the middle."""
    tail = 34.0 if values.comparison else 8.0
    drawing = Drawing(name, width, _TOP + _STEP * len(values.bands) + tail, values.label)
    middle, gap = width / 2, 34.0
    largest = _largest(values)
    longest = text_width(f"{largest:,.0f}{values.unit}")
    scale = (middle - gap - longest - 10) / largest
    drawing.text(middle - gap, 18, values.left_name, "e b", 15)
    drawing.text(middle + gap, 18, values.right_name, "b", 15)
    for number, band in enumerate(values.bands):
        y = _TOP + number * _STEP
        drawing.text(middle, y + 17, band.name, "m s", SMALL)
        _bar(drawing, values, band.left, y, (middle - gap, -scale))
        _bar(drawing, values, band.right, y, (middle + gap, scale))
    if values.comparison:
        y = drawing.height - 22
        x = max(middle - 150, 8.0)
        drawing.line(x, y, x, y + 16, "cmp-l w3")
        drawing.text(x + 10, y + 13, values.comparison, "s", SMALL)
    return drawing


def _largest(values: Pyramid) -> float:
    """Return the largest value of any bar or line, at least 1."""
    sides = [side for band in values.bands for side in (band.left, band.right)]
    return max([1.0, *(float(s.people or 0) for s in sides), *(s.expected or 0.0 for s in sides)])


def _bar(
    drawing: Drawing, values: Pyramid, side: Side, y: float, scale: tuple[float, float]
) -> None:
    """Draw one bar from the middle outward, its line and its number; or a stub with x."""
    start, factor = scale
    sign = 1.0 if factor > 0 else -1.0
    end = "" if factor > 0 else "e"
    if side.people is None:
        length = 22.0
        drawing.hidden((min(start, start + sign * length), y, length, _BAR), values.hidden_title)
        drawing.text(start + sign * (length + 8), y + 17, HIDDEN, f"s {end}".strip())
        return
    length = side.people * abs(factor)
    drawing.rect((min(start, start + sign * length), y, length, _BAR))
    outer = length
    if side.expected is not None:
        x = start + side.expected * factor
        drawing.line(x, y - 4, x, y + _BAR + 4, "gap-l w6")
        drawing.line(x, y - 4, x, y + _BAR + 4, "cmp-l w3")
        outer = max(outer, side.expected * abs(factor))
    drawing.text(start + sign * (outer + 8), y + 17, f"{side.people:,}{values.unit}", end)
