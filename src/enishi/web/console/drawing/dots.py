"""Dots with a band: the own share, its range, and a grey tick for whom we compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing import scales
from enishi.web.console.drawing.marks import SMALL, Drawing, text_width

_TOP = 48.0
_NAMES_MOST = 252.0


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


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand: names left of the lines, or above them when they need the room."""

    name: str
    width: float
    step: float
    left: float
    right: float
    is_stacked: bool


def wide(values: Dots) -> str:
    """Draw for a desk: 600 pixels, names at the left unless they are too long."""
    names = max([60.0, *(text_width(dot.name) for dot in values.dots)])
    words = max([30.0, *(text_width(dot.words) for dot in values.dots)])
    left, right = names + 12, 600.0 - words - 14
    if left > _NAMES_MOST:
        layout = _Layout("dots-wide", 600.0, 46.0, 6.0, right, is_stacked=True)
    else:
        layout = _Layout("dots-wide", 600.0, 32.0, left, right, is_stacked=False)
    return _draw(values, layout).svg("wide")


def narrow(values: Dots) -> str:
    """Draw for a phone: 358 pixels, each name above its line."""
    words = max([30.0, *(text_width(dot.short) for dot in values.dots)])
    layout = _Layout("dots-narrow", 358.0, 46.0, 6.0, 358.0 - words - 14, is_stacked=True)
    return _draw(values, layout).svg("narrow")


def _draw(values: Dots, layout: _Layout) -> Drawing:
    """Draw axis, names, bands, dots and words."""
    reach = [value for dot in values.dots for value in (dot.high, dot.comparison or 0.0)]
    marks = scales.axis(max([0.01, *reach]) * 100, 3 if layout.is_stacked else 5)
    scale = (layout.right - layout.left) / marks[-1] * 100
    height = _TOP + layout.step * len(values.dots) + (22 if layout.is_stacked else 8)
    drawing = Drawing(layout.name, layout.width, height, values.label)
    for mark in marks:
        x = layout.left + mark * scale / 100
        drawing.line(x, 30, x, height - 22, "ax")
        place = "s" if layout.is_stacked and mark == 0 else "s m"
        drawing.text(x, height - 6, f"{mark:g}" + ("%" if mark == marks[-1] else ""), place, SMALL)
    for number, dot in enumerate(values.dots):
        y = _TOP + number * layout.step + (16 if layout.is_stacked else 0)
        _dot(drawing, dot, y, layout, scale)
    drawing.dot(6, 12, 5.5)
    drawing.text(18, 17, values.own, "ai b", SMALL)
    if values.comparison:
        x = 18 + text_width(values.own, SMALL) + 18
        drawing.line(x, 4, x, 20, "cmp-l w3")
        drawing.text(x + 8, 17, values.comparison, "s", SMALL)
    return drawing


def _dot(drawing: Drawing, dot: Dot, y: float, layout: _Layout, scale: float) -> None:
    """Draw one line: the tick, what leads from it to the dot, the band and the dot."""
    left = layout.left
    x = left + dot.ratio * scale
    if layout.is_stacked:
        drawing.text(0, y - 13, dot.name, "halo")
    else:
        drawing.text(left - 10, y + 5, dot.name, "e")
    if dot.comparison is not None:
        tick = left + dot.comparison * scale
        drawing.line(tick, y, x, y, "cmp-l")
        drawing.line(tick, y - 9, tick, y + 9, "cmp-l w3")
    drawing.line(left + dot.low * scale, y, left + dot.high * scale, y, "own-l band-l")
    drawing.dot(x, y, 5.5)
    strong = " b ai" if dot.is_clear else ""
    words = dot.short if layout.is_stacked else dot.words
    drawing.text(drawing.width, y + 5, words, f"e{strong}")
