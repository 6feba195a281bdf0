"""Where everything that was issued is now: one bar above, its parts below, in the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import Drawing

_BAR = 34.0
_LINE = 26.0
_SHADES = ("q5", "q3", "q2", "q4", "q1")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole: its name, how much, and the words beside it."""

    name: str
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What the picture shows."""

    whole: str
    parts: Sequence[Part]
    label: str


def wide(values: Flow) -> str:
    """Draw for a desk: 600 pixels."""
    return _draw(values, "flow-wide", 600.0).svg("wide")


def narrow(values: Flow) -> str:
    """Draw for a phone: 358 pixels."""
    return _draw(values, "flow-narrow", 358.0).svg("narrow")


def _draw(values: Flow, name: str, width: float) -> Drawing:
    """Draw the whole, then each part under where the one before it ended."""
    total = max(1, sum(part.points for part in values.parts))
    step = _BAR + _LINE
    drawing = Drawing(name, width, step * (len(values.parts) + 1), values.label)
    drawing.text(0, 17, values.whole, "b")
    drawing.rect((0.0, _LINE - 2, width, _BAR), "cmp-2")
    x = 0.0
    for number, part in enumerate(values.parts):
        top = step * (number + 1)
        length = width * part.points / total
        drawing.rect((x, top + _LINE - 2, max(length, 1.0), _BAR), _SHADES[number % len(_SHADES)])
        drawing.line(x, _LINE - 2, x, top + _LINE - 2 + _BAR, "ax")
        at_end = x > width / 2
        place = x + length if at_end else x
        drawing.text(
            min(place, width), top + 17, f"{part.name} {part.words}", "e" if at_end else ""
        )
        x += length
    return drawing
