"""Bars of shares, longest first, each with its range and the share of whom we compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing import scales
from enishi.web.console.drawing.marks import SMALL, Drawing, text_width

_STEP, _TOP = 30.0, 38.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ratios are shares of 1, the words stand at its right."""

    name: str
    ratio: float
    low: float
    high: float
    comparison: float | None
    people: str
    percent: str
    is_clear: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """What the picture shows."""

    bars: Sequence[Bar]
    comparison: str
    range_word: str
    label: str


def wide(values: Bars) -> str:
    """Draw for a desk: 600 pixels."""
    return _draw(values, "bars-wide", 600.0).svg("wide")


def narrow(values: Bars) -> str:
    """Draw for a phone: 358 pixels."""
    return _draw(values, "bars-narrow", 358.0).svg("narrow")


def _draw(values: Bars, name: str, width: float) -> Drawing:
    """Draw axis, bars, ranges, comparison lines and numbers."""
    names = max([40.0, *(text_width(bar.name) for bar in values.bars)])
    left = min(names + 8, width * 0.34)
    right = width - 108
    reach = [value for bar in values.bars for value in (bar.high, bar.comparison or 0.0)]
    marks = scales.axis(max([0.01, *reach]) * 100, 5 if width > 400 else 3)  # noqa: PLR2004
    scale = (right - left) / marks[-1]
    height = _TOP + _STEP * len(values.bars) + 24
    drawing = Drawing(name, width, height, values.label)
    for mark in marks:
        x = left + mark * scale
        drawing.line(x, 28, x, height - 24, "ax")
        drawing.text(x, height - 7, f"{mark:g}%", "s m", SMALL)
    for number, bar in enumerate(values.bars):
        _bar(drawing, bar, _TOP + number * _STEP, (left, scale * 100))
    _head(drawing, values, left, scale * 100)
    return drawing


def _bar(drawing: Drawing, bar: Bar, y: float, place: tuple[float, float]) -> None:
    """Draw one bar: its range in ink outside and in paper inside, so that it is seen on both."""
    left, scale = place
    bold = " b" if bar.is_clear else ""
    end, low, high = (left + value * scale for value in (bar.ratio, bar.low, bar.high))
    drawing.text(left - 8, y + 14, bar.name, "e")
    drawing.rect((left, y, end - left, 19.0))
    drawing.line(low, y + 9, end, y + 9, "in-l")
    drawing.line(low, y + 5, low, y + 13, "in-l")
    drawing.line(end, y + 9, high, y + 9, "ax0")
    drawing.line(high, y + 5, high, y + 13, "ax0")
    if bar.comparison is not None:
        x = left + bar.comparison * scale
        drawing.line(x, y - 5, x, y + 24, "gap-l w6")
        drawing.line(x, y - 5, x, y + 24, "cmp-l w3")
    drawing.text(drawing.width - 48, y + 14, bar.people, f"e{bold}")
    drawing.text(drawing.width, y + 14, bar.percent, f"e{bold}")


def _head(drawing: Drawing, values: Bars, left: float, scale: float) -> None:
    """Write whom the grey line stands for, above the first bar."""
    if not values.bars or not values.comparison:
        return
    drawing.line(drawing.width - 2, 6, drawing.width - 2, 20, "cmp-l w3")
    drawing.text(drawing.width - 10, 18, values.comparison, "s e", SMALL)
    first = values.bars[0]
    x = left + first.high * scale + 8
    if x + text_width(values.range_word, SMALL) < drawing.width - 108:
        drawing.text(x, _TOP + 13, values.range_word, "s", SMALL)
