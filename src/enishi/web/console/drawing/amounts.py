"""Bars of amounts, one a line, each with its words; a limit is an open frame around its bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import SMALL, Drawing, text_width

_STEP, _TOP = 34.0, 6.0
_GAP = 8.0
_PHONE, _NAMES_MAX = 400.0, 0.4


@dataclass(frozen=True, slots=True)
class Amount:
    """One bar; with a limit, the frame is as long as the limit and a tick stands at 80 %.

    What we compare with is drawn in grey (`is_other`).
    """

    name: str
    points: float
    words: str
    limit: int | None = None
    is_near: bool = False
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the picture shows; bars with limits are each drawn against their own limit."""

    bars: Sequence[Amount]
    label: str


def wide(values: Amounts) -> str:
    """Draw for a desk: 600 pixels."""
    return _draw(values, "amounts-wide", 600.0).svg("wide")


def narrow(values: Amounts) -> str:
    """Draw for a phone: 358 pixels, each name above its bar."""
    return _draw(values, "amounts-narrow", 358.0).svg("narrow")


def _draw(values: Amounts, name: str, width: float) -> Drawing:
    """Draw names, bars and words; on a phone, and where they are long, names stand above."""
    names = max([40.0, *(text_width(bar.name, SMALL) for bar in values.bars)])
    is_stacked = width < _PHONE or names + _GAP > width * _NAMES_MAX
    words = max([30.0, *(text_width(bar.words) for bar in values.bars)])
    left = 0.0 if is_stacked else names + _GAP
    reach = max(width - left - words - _GAP * 2, 60.0)
    step = _STEP + (22.0 if is_stacked else 0.0)
    drawing = Drawing(name, width, _TOP + step * len(values.bars) + 4, values.label)
    most = max((bar.points for bar in values.bars), default=0) or 1
    for number, bar in enumerate(values.bars):
        y = _TOP + number * step
        if is_stacked:
            drawing.text(0, y + 14, bar.name, "", SMALL)
            y += 20
        else:
            drawing.text(left - _GAP, y + 16, bar.name, "e", SMALL)
        length = reach * bar.points / (bar.limit or most)
        look = "oc" if bar.is_near else "cmp" if bar.is_other else "own"
        drawing.rect((left, y, min(length, reach), 20.0), look)
        if bar.limit is not None:
            drawing.rect((left, y, reach, 20.0), "frame")
            drawing.line(left + reach * 0.8, y - 4, left + reach * 0.8, y + 24, "ax0")
            length = reach
        drawing.text(left + length + _GAP, y + 16, bar.words, "b" if bar.is_near else "")
    return drawing
