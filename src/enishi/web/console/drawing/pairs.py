"""Two marks a pair: how strongly two actions go together, by rank ◆ and by amount ○.

Pairs of which nothing can be said stand below a cut, in grey.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import SMALL, Drawing, text_width

_TOP = 66.0
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A coefficient and its range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PairDots:
    """One line of the chart; a pair may be known by rank alone, or not at all."""

    name: str
    rank: Mark | None
    amount: Mark | None
    is_grey: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the picture shows: clear pairs first, then the grey ones, and its words."""

    pairs: Sequence[PairDots]
    by_rank: str
    by_amount: str
    apart: str
    apart_short: str
    together: str
    cut: str
    label: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand: names left of the lines, or above them on a phone."""

    name: str
    width: float
    step: float
    left: float
    first: float
    is_stacked: bool

    def x(self, value: float) -> float:
        """Return where a coefficient stands."""
        right = self.width - 14
        return self.left + (value - self.first) / (1 - self.first) * (right - self.left)


def wide(values: Pairs) -> str:
    """Draw for a desk: 600 pixels, names at the left."""
    left = max([60.0, *(text_width(pair.name) for pair in values.pairs)]) + 16
    return _draw(
        values, _Layout("pairs-wide", 600.0, 42.0, left, _first(values), is_stacked=False)
    ).svg("wide")


def narrow(values: Pairs) -> str:
    """Draw for a phone: 358 pixels, each name above its lines."""
    return _draw(
        values, _Layout("pairs-narrow", 358.0, 58.0, 10.0, _first(values), is_stacked=True)
    ).svg("narrow")


def _first(values: Pairs) -> float:
    """Return where the axis begins: at the half below the lowest range."""
    marks = [mark for pair in values.pairs for mark in (pair.rank, pair.amount) if mark]
    lowest = min([-_HALF, *(mark.low for mark in marks)])
    return max(-1.0, math.floor(lowest / _HALF) * _HALF)


def _draw(values: Pairs, layout: _Layout) -> Drawing:
    """Draw the words on top, the axis, the pairs and the cut before the grey ones."""
    grey_from = sum(not pair.is_grey for pair in values.pairs)
    has_cut = grey_from < len(values.pairs)
    cut = 34.0 if has_cut else 0.0
    height = _TOP + layout.step * len(values.pairs) + cut + 28
    drawing = Drawing(layout.name, layout.width, height, values.label)
    _axis(drawing, layout, height)
    _legend(drawing, values, layout)
    y = _TOP
    for number, pair in enumerate(values.pairs):
        if number == grey_from:
            _cut(drawing, values.cut, y, layout)
            y += cut
        _pair(drawing, pair, y, layout)
        y += layout.step
    return drawing


def _axis(drawing: Drawing, layout: _Layout, height: float) -> None:
    """Draw a mark every half; 0 is the line that matters."""
    count = round((1 - layout.first) / _HALF)
    for number in range(count + 1):
        value = layout.first + number * _HALF
        x = layout.x(value)
        drawing.line(x, _TOP - 12, x, height - 22, "ax0" if value == 0 else "ax")
        words = f"{value:g}".replace("-", "−")
        drawing.text(x, height - 6, words, "s e" if number == count else "s m", SMALL)


def _legend(drawing: Drawing, values: Pairs, layout: _Layout) -> None:
    """Say what the two marks are, and what left and right of 0 mean."""
    _diamond(drawing, 8, 11, "own")
    drawing.text(20, 16, values.by_rank, "s", SMALL)
    if any(pair.amount for pair in values.pairs):
        x = 20 + text_width(values.by_rank, SMALL) + 24
        drawing.dot(x, 11, 5, "hollow")
        drawing.text(x + 12, 16, values.by_amount, "s", SMALL)
    zero = layout.x(0)
    apart = values.apart if text_width(values.apart, SMALL) < zero - 8 else values.apart_short
    drawing.text(zero - 8, 42, apart, "s e", SMALL)
    drawing.text(zero + 8, 42, values.together, "s", SMALL)


def _cut(drawing: Drawing, words: str, y: float, layout: _Layout) -> None:
    """Draw the line below which nothing can be said."""
    drawing.add(
        "line", x1=0.0, y1=y + 2, x2=layout.width, y2=y + 2, class_="ax0", stroke_dasharray="4 3"
    )
    drawing.text(0, y + 20, words, "oc b halo", SMALL)


def _pair(drawing: Drawing, pair: PairDots, y: float, layout: _Layout) -> None:
    """Draw one pair: its name, and a line with a mark for each way to see it."""
    look = "s halo" if pair.is_grey else "b halo"
    middle = y + layout.step / 2
    if layout.is_stacked:
        drawing.text(0, y + 18, pair.name, look)
        middle = y + 38
    else:
        drawing.text(layout.left - 12, middle + 5, pair.name, f"{look} e")
    apart = 7 if pair.amount else 0
    for mark, shift, is_rank in ((pair.rank, -apart, True), (pair.amount, apart, False)):
        if mark is None:
            continue
        line = "cmp-l w2" if pair.is_grey else "own-l w2"
        drawing.line(
            layout.x(max(mark.low, layout.first)), middle + shift, layout.x(mark.high),
            middle + shift, line,
        )  # fmt: skip
        if is_rank:
            _diamond(
                drawing, layout.x(mark.value), middle + shift, "cmp" if pair.is_grey else "own"
            )
        else:
            hollow = "hollow grey" if pair.is_grey else "hollow"
            drawing.dot(layout.x(mark.value), middle + shift, 5, hollow)


def _diamond(drawing: Drawing, x: float, y: float, class_: str) -> None:
    """Draw the mark of a rank."""
    drawing.add("path", d=f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z", class_=class_)
