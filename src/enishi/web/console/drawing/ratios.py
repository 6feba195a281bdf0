"""How many times as large a share is as another's: dots on a log scale with a line at 同じ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import HIDDEN, SMALL, Drawing, text_width

_STEP, _TOP = 33.0, 62.0
_LEAST, _MOST = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """One dot: how many times, its range, and whether the range leaves 1."""

    value: float
    low: float
    high: float
    verdict: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame we compare with: its name, its people, one ratio or None for each row."""

    name: str
    people: str
    ratios: Sequence[Ratio | None]


@dataclass(frozen=True, slots=True)
class Ratios:
    """What the picture shows: names of rows, panels side by side, words of the axis."""

    names: Sequence[str]
    panels: Sequence[Panel]
    half: str
    same: str
    double: str
    label: str
    hidden_title: str


def wide(values: Ratios) -> str:
    """Draw the panels side by side."""
    return _draw(values, "ratios-wide", 1000.0 if len(values.panels) > 1 else 640.0).svg("wide")


def narrow(values: Ratios) -> str:
    """Draw the first panel only; the others stand in the table below."""
    first = Ratios(
        names=values.names,
        panels=values.panels[:1],
        half=values.half,
        same=values.same,
        double=values.double,
        label=values.label,
        hidden_title=values.hidden_title,
    )
    return _draw(first, "ratios-narrow", 358.0).svg("narrow")


def _draw(values: Ratios, name: str, width: float) -> Drawing:
    """Draw names once at the left, then panel by panel."""
    names = max([60.0, *(text_width(row) for row in values.names)])
    left = min(names + 16, width * 0.4)
    each = (width - left) / max(len(values.panels), 1)
    height = _TOP + _STEP * len(values.names)
    drawing = Drawing(name, width, height, values.label)
    for number, row in enumerate(values.names):
        y = _TOP + number * _STEP
        drawing.text(left - 12, y + 5, row, "e")
        drawing.line(0, y + _STEP / 2, width, y + _STEP / 2, "ax")
    for number, panel in enumerate(values.panels):
        _panel(drawing, values, panel, (left + number * each + 6, each - 24))
    return drawing


def _panel(drawing: Drawing, values: Ratios, panel: Panel, place: tuple[float, float]) -> None:
    """Draw one frame: its head, the three lines, a dot with its range in each row."""
    left, reach = place

    def at(ratio: float) -> float:
        inside = min(max(ratio, _LEAST), _MOST)
        return left + reach * math.log(inside / _LEAST) / math.log(_MOST / _LEAST)

    drawing.text(left, 18, panel.name, "b", 15)
    drawing.text(left + text_width(panel.name, 15) + 8, 18, panel.people, "s", SMALL)
    for ratio, words in ((0.5, values.half), (1.0, values.same), (2.0, values.double)):
        drawing.text(at(ratio), 40, words, "s m", SMALL)
        class_ = "ax0" if words == values.same else "ax"
        drawing.line(at(ratio), 46, at(ratio), drawing.height, class_)
    for number, ratio_of_row in enumerate(panel.ratios):
        y = _TOP + number * _STEP
        if ratio_of_row is None:
            drawing.hidden((at(0.5), y - 9, at(2.0) - at(0.5), 18), values.hidden_title)
            drawing.text(at(1.0), y + 5, HIDDEN, "s m halo2", SMALL)
            continue
        colour = "own" if ratio_of_row.verdict else "cmp"
        drawing.line(at(ratio_of_row.low), y, at(ratio_of_row.high), y, f"{colour}-l w2")
        drawing.dot(
            at(ratio_of_row.value), y, 5.5, "hollow" if ratio_of_row.verdict < 0 else colour
        )
