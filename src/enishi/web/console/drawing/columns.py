"""Twelve columns, one a month, in the order of the fiscal year; a hidden month is a stub with x."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.drawing.marks import HIDDEN, SMALL, Drawing

_GROUND, _REACH, _STUB = 150.0, 110.0, 14.0


@dataclass(frozen=True, slots=True)
class Column:
    """One month: its name below, people, and the year where a new one begins.

    An open month (not closed yet) has neither a number nor a hatch.
    """

    name: str
    people: int | None
    year: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """What the picture shows."""

    columns: Sequence[Column]
    label: str
    hidden_title: str


def wide(values: Columns) -> str:
    """Draw for a desk: 440 pixels."""
    return _draw(values, "columns-wide", 440.0).svg("wide")


def narrow(values: Columns) -> str:
    """Draw for a phone: 358 pixels."""
    return _draw(values, "columns-narrow", 358.0).svg("narrow")


def _draw(values: Columns, name: str, width: float) -> Drawing:
    """Draw the columns on one ground line; the highest number is bold."""
    drawing = Drawing(name, width, _GROUND + 44, values.label)
    step = width / max(len(values.columns), 1)
    bar = step * 0.72
    top = max([1, *(column.people or 0 for column in values.columns)])
    for number, column in enumerate(values.columns):
        x = number * step + (step - bar) / 2
        middle = x + bar / 2
        _column(drawing, values, column, (x, middle, bar, top))
        drawing.text(middle, _GROUND + 20, column.name, "s m", SMALL)
        drawing.text(number * step, _GROUND + 39, column.year, "s", SMALL)
    drawing.line(0, _GROUND, width, _GROUND, "ax0")
    return drawing


def _column(
    drawing: Drawing, values: Columns, column: Column, place: tuple[float, float, float, int]
) -> None:
    """Draw one month."""
    x, middle, bar, top = place
    if column.is_open:
        return
    if column.people is None:
        drawing.hidden((x, _GROUND - _STUB, bar, _STUB), values.hidden_title)
        drawing.text(middle, _GROUND - _STUB - 6, HIDDEN, "s m")
        return
    height = _REACH * column.people / top
    drawing.rect((x, _GROUND - height, bar, height))
    bold = " b" if column.people == top else ""
    number = f"{column.people:,}"
    size = min(float(SMALL), (bar * 1.34) / (len(number) * 0.56))
    drawing.text(middle, _GROUND - height - 7, number, f"m{bold}", size)
