"""Dots with a band: the own share, its range, and a grey tick for whom we compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing import scales
from enishi.web.console.drawing.marks import SMALL, Drawing, text_width

_STEP, _TOP = 32.0, 48.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One line of the chart; `words` stand at the right, `short` replaces them on a phone."""

    name: str
    ratio: float
    low: float
    high: float
    comparison: float | None
    words: str
    short: str
    is_clear: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """What the picture shows."""

    dots: Sequence[Dot]
    own: str
    comparison: str
    label: str


def wide(values: Dots) -> str:
    """Draw for a desk: 600 pixels."""
    return _draw(values, "dots-wide", 600.0, short=False).svg("wide")


def narrow(values: Dots) -> str:
    """Draw for a phone: 358 pixels."""
    return _draw(values, "dots-narrow", 358.0, short=True).svg("narrow")


def _draw(values: Dots, name: str, width: float, *, short: bool) -> Drawing:
    """Draw axis, names, bands, dots and words."""
    names = max([60.0, *(text_width(dot.name) for dot in values.dots)])
    left = min(names + 12, width * 0.42)
    said = max([30.0, *(text_width(dot.short if short else dot.words) for dot in values.dots)])
    right = width - said - 14
    reach = [value for dot in values.dots for value in (dot.high, dot.comparison or 0.0)]
    marks = scales.axis(max([0.01, *reach]) * 100, 3 if short else 5)
    scale = (right - left) / marks[-1] * 100
    height = _TOP + _STEP * len(values.dots) + 8
    drawing = Drawing(name, width, height, values.label)
    for mark in marks:
        x = left + mark * scale / 100
        drawing.line(x, 30, x, height - 22, "ax")
        drawing.text(x, height - 6, f"{mark:g}" + ("%" if mark == marks[-1] else ""), "s m", SMALL)
    for number, dot in enumerate(values.dots):
        _dot(drawing, dot, _TOP + number * _STEP, (left, scale), short=short)
    drawing.dot(6, 12, 5.5)
    drawing.text(18, 17, values.own, "ai b", SMALL)
    if values.comparison:
        x = 18 + text_width(values.own, SMALL) + 18
        drawing.line(x, 4, x, 20, "cmp-l w3")
        drawing.text(x + 8, 17, values.comparison, "s", SMALL)
    return drawing


def _dot(drawing: Drawing, dot: Dot, y: float, place: tuple[float, float], *, short: bool) -> None:
    """Draw one line: the tick, what leads from it to the dot, the band and the dot."""
    left, scale = place
    x = left + dot.ratio * scale
    drawing.text(left - 10, y + 5, dot.name, "e")
    if dot.comparison is not None:
        tick = left + dot.comparison * scale
        drawing.line(tick, y, x, y, "cmp-l")
        drawing.line(tick, y - 9, tick, y + 9, "cmp-l w3")
    drawing.line(left + dot.low * scale, y, left + dot.high * scale, y, "own-l band-l")
    drawing.dot(x, y, 5.5)
    strong = " b ai" if dot.is_clear else ""
    drawing.text(drawing.width, y + 5, dot.short if short else dot.words, f"e{strong}")
