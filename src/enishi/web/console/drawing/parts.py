"""Parts of a gap: bars to the right for more, to the left for less, the sum below a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import Drawing, text_width

_STEP, _TOP, _BAR = 40.0, 8.0, 20.0
_ABOVE = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: its name, how much, and the words beside it."""

    name: str
    value: float
    words: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """What the picture shows."""

    bars: Sequence[Part]
    label: str


def wide(values: Parts) -> str:
    """Draw for a desk: 640 pixels."""
    return _draw(values, "parts-wide", 640.0).svg("wide")


def narrow(values: Parts) -> str:
    """Draw for a phone: 358 pixels, names and words above their bars."""
    return _draw(values, "parts-narrow", 358.0).svg("narrow")


def _draw(values: Parts, name: str, width: float) -> Drawing:
    """Draw every bar from one upright line; its name and words stand above it."""
    step = _STEP + _ABOVE - 6
    drawing = Drawing(name, width, _TOP + step * len(values.bars) + 6, values.label)
    least = min([0.0, *(bar.value for bar in values.bars)])
    most = max([0.0, *(bar.value for bar in values.bars)])
    scale = (width - 8) / ((most - least) or 1)
    zero = 4 - least * scale
    for number, bar in enumerate(values.bars):
        y = _TOP + number * step + _ABOVE
        if bar.is_sum:
            drawing.line(0, y - _ABOVE - 3, width, y - _ABOVE - 3, "ax0")
        strong = " b" if bar.is_sum else ""
        drawing.text(0, y - 6, bar.name, f"halo{strong}")
        words = text_width(bar.words)
        drawing.text(max(width, words), y - 6, bar.words, f"e{strong}")
        length = abs(bar.value) * scale
        left = zero if bar.value >= 0 else zero - length
        drawing.rect((left, y, length, _BAR), "own" if bar.value >= 0 else "cmp")
        drawing.line(zero, y - 2, zero, y + _BAR + 6, "ax0")
    return drawing
