"""A few columns side by side, one a period; the last is what we look at, a hidden one a stub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import HIDDEN, SMALL, Drawing

_WIDTH, _GROUND, _REACH, _STUB = 232.0, 132.0, 108.0, 14.0
_GAP = 4.0
_WIDEST = 60.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: its name below, its number; None is hidden."""

    name: str
    number: float | None


def draw(bars: Sequence[Bar], name: str, label: str, hidden_title: str) -> str:
    """Draw columns with their numbers on top; the first and the last are named below."""
    drawing = Drawing(name, _WIDTH, _GROUND + 22, label)
    step = min((_WIDTH + _GAP) / max(len(bars), 1), _WIDEST)
    top = max([1.0, *(bar.number or 0.0 for bar in bars)])
    for place, bar in enumerate(bars):
        x, wide = place * step, step - _GAP
        is_last = place == len(bars) - 1
        if bar.number is None:
            drawing.hidden((x, _GROUND - _STUB, wide, _STUB), hidden_title)
            drawing.text(x + wide / 2, _GROUND - _STUB - 6, HIDDEN, "s m", SMALL)
            continue
        height = _REACH * bar.number / top
        drawing.rect((x, _GROUND - height, wide, height), "own" if is_last else "cmp-2")
        if is_last or place == 0:
            told = f"{bar.number:,.0f}"
            middle = min(max(x + wide / 2, len(told) * 4.0), _WIDTH - len(told) * 4.0)
            drawing.text(middle, _GROUND - height - 6, told, "m b" if is_last else "m s", SMALL)
    drawing.line(0, _GROUND, _WIDTH, _GROUND, "ax0")
    drawing.text(0, _GROUND + 18, bars[0].name, "s", SMALL)
    if len(bars) > 1:
        end = min(len(bars) * step - _GAP, _WIDTH)
        drawing.text(end, _GROUND + 18, bars[-1].name, "s e", SMALL)
    return drawing.svg("stretch")
