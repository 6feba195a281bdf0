"""How many times as large a share is as another's: dots on a log scale with a line at 同じ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from enishi.web.console.drawing.marks import HIDDEN, SMALL, Drawing, text_width

_STEP, _TOP = 33.0, 62.0
# Names that need more than this part of the width stand above their dots, so high.
_NAMES_MOST, _ABOVE = 0.4, 20.0
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
    is_own: bool = False


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


def narrow(values: Ratios, name: str = "ratios-narrow") -> str:
    """Draw the first panel only, under a name of its own; the others are folded below it."""
    first = replace(values, panels=values.panels[:1])
    return _draw(first, name, 358.0).svg("narrow")


def _draw(values: Ratios, name: str, width: float) -> Drawing:
    """Draw panel by panel, then the names once: left of the dots, or above when too long."""
    names = max([60.0, *(text_width(row) for row in values.names)]) + 16
    is_stacked = names > width * _NAMES_MOST
    left, above = (0.0, _ABOVE) if is_stacked else (names, 0.0)
    step = _STEP + above
    drawing = Drawing(name, width, _TOP + step * len(values.names), values.label)
    rows = [_TOP + above + number * step for number in range(len(values.names))]
    for y in rows:
        drawing.line(0, y + _STEP / 2, width, y + _STEP / 2, "ax")
    each = (width - left) / max(len(values.panels), 1)
    for number, panel in enumerate(values.panels):
        _panel(drawing, values, panel, rows, (left + number * each + 6, each - 24))
    for y, row in zip(rows, values.names, strict=True):
        if is_stacked:
            drawing.text(0, y - _ABOVE + 3, row, "halo")
        else:
            drawing.text(left - 12, y + 5, row, "e")
    return drawing


def _panel(
    drawing: Drawing,
    values: Ratios,
    panel: Panel,
    rows: Sequence[float],
    place: tuple[float, float],
) -> None:
    """Draw one frame: its head, the three lines, a dot with its range in each row."""
    left, reach = place

    def at(ratio: float) -> float:
        inside = min(max(ratio, _LEAST), _MOST)
        return left + reach * math.log(inside / _LEAST) / math.log(_MOST / _LEAST)

    begin = left
    if panel.is_own:
        drawing.dot(left + 5, 13, 5, "shu")
        begin += 16
    drawing.text(begin, 18, panel.name, "b", 15)
    drawing.text(begin + text_width(panel.name, 15) + 8, 18, panel.people, "s", SMALL)
    for ratio, words in ((0.5, values.half), (1.0, values.same), (2.0, values.double)):
        drawing.text(at(ratio), 40, words, "s m", SMALL)
        class_ = "ax0" if words == values.same else "ax"
        drawing.line(at(ratio), 46, at(ratio), drawing.height, class_)
    for y, ratio_of_row in zip(rows, panel.ratios, strict=True):
        if ratio_of_row is None:
            drawing.hidden((at(0.5), y - 9, at(2.0) - at(0.5), 18), values.hidden_title)
            drawing.text(at(1.0), y + 5, HIDDEN, "s m halo2", SMALL)
            continue
        colour = "own" if ratio_of_row.verdict else "cmp"
        drawing.line(at(ratio_of_row.low), y, at(ratio_of_row.high), y, f"{colour}-l w2")
        drawing.dot(
            at(ratio_of_row.value), y, 5.5, "hollow" if ratio_of_row.verdict < 0 else colour
        )
