"""The map of 47 tiles: one square a prefecture, so that small ones are seen as well as large.

The arrangement is our own. It keeps each prefecture beside its real neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from enishi.web.console.drawing import scales
from enishi.web.console.drawing.marks import HIDDEN, Drawing

# JIS X 0401 number -> column and row, both from 0.
PLACE_OF = MappingProxyType(
    {
        "01": (12, 0), "02": (12, 1), "03": (12, 2), "04": (12, 3), "05": (11, 2),
        "06": (11, 3), "07": (11, 4), "08": (12, 6), "09": (12, 5), "10": (11, 5),
        "11": (11, 6), "12": (12, 7), "13": (11, 7), "14": (11, 8), "15": (10, 4),
        "16": (9, 4), "17": (8, 4), "18": (8, 5), "19": (10, 6), "20": (10, 5),
        "21": (9, 5), "22": (10, 7), "23": (9, 6), "24": (9, 7), "25": (8, 6),
        "26": (7, 6), "27": (7, 7), "28": (6, 6), "29": (8, 7), "30": (7, 8),
        "31": (5, 6), "32": (4, 6), "33": (5, 7), "34": (4, 7), "35": (3, 6),
        "36": (5, 9), "37": (5, 8), "38": (4, 8), "39": (4, 9), "40": (2, 7),
        "41": (1, 7), "42": (0, 7), "43": (1, 8), "44": (2, 8), "45": (2, 9),
        "46": (1, 9), "47": (0, 10),
    }
)  # fmt: skip
COLUMNS, ROWS = 13, 11
_LIGHT_ON_DARK_FROM = 4
_LONG_NAME = 3


@dataclass(frozen=True, slots=True)
class TileMap:
    """What the map shows: people by prefecture number, and how to name things."""

    people: Mapping[str, int | None]
    names: Mapping[str, str]
    own: str | None
    limit: int
    title: str
    hidden_note: str
    own_note: str
    label: str
    hidden_title: str


def wide(values: TileMap) -> str:
    """Draw the map for a desk: 600 pixels."""
    return _draw(values, name="tiles-wide", width=600.0, cut=False).svg("wide")


def narrow(values: TileMap) -> str:
    """Draw the map for a phone: 358 pixels, names cut to two signs."""
    return _draw(values, name="tiles-narrow", width=358.0, cut=True).svg("narrow")


def _draw(values: TileMap, *, name: str, width: float, cut: bool) -> Drawing:
    """Draw every tile and the legend."""
    cell = width / COLUMNS
    drawing = Drawing(name, width, cell * ROWS + 2, values.label)
    bounds = scales.five_steps([n for n in values.people.values() if n is not None], values.limit)
    for code in PLACE_OF:
        _tile(drawing, values, code, bounds, cell=cell, cut=cut)
    if values.own is not None:
        _outline(drawing, values.own, cell)
    _legend(drawing, values, bounds, cell)
    return drawing


def _corner(code: str, cell: float) -> tuple[float, float]:
    """Return the upper left corner of a tile."""
    column, row = PLACE_OF[code]
    return column * cell + 1, row * cell + 1


def _tile(
    drawing: Drawing, values: TileMap, code: str, bounds: list[int], *, cell: float, cut: bool
) -> None:
    """Draw one prefecture: a step of the hue, its name, its number; or hatch and x."""
    x, y = _corner(code, cell)
    side, middle = cell - 2, x + (cell - 2) / 2
    full = values.names.get(code, code)
    name = full[:2] if cut and len(full) >= _LONG_NAME and not full.isascii() else full
    size = min(cell * 0.34, side / max(len(name) * (0.68 if name.isascii() else 1.02), 1))
    size = max(size, 11.5) if cut else max(size, 13.0)
    people = values.people.get(code)
    if people is None:
        drawing.hidden((x, y, side, side), title=f"{full} {HIDDEN} {values.hidden_title}")
        drawing.text(middle, y + side * 0.44, name, "s m halo2", size)
        drawing.text(middle, y + side * 0.86, HIDDEN, "s m halo2", max(size, cell * 0.3))
        return
    step = scales.step_of(people, bounds)
    light = " on" if step >= _LIGHT_ON_DARK_FROM else ""
    drawing.rect((x, y, side, side), f"q{step}", title=f"{full} {people:,}")
    drawing.text(middle, y + side * 0.44, name, f"m{light}", size)
    number = f"{people:,}"
    fitting = min(cell * 0.37, side / max(len(number) * 0.6, 1))
    drawing.text(middle, y + side * 0.88, number, f"m b{light}", max(fitting, 9.0))


def _outline(drawing: Drawing, code: str, cell: float) -> None:
    """Draw the vermilion outline of the own prefecture."""
    if code not in PLACE_OF:
        return
    x, y = _corner(code, cell)
    drawing.rect((x + 0.5, y + 0.5, cell - 3, cell - 3), "mine")


def _legend(drawing: Drawing, values: TileMap, bounds: list[int], cell: float) -> None:
    """Write the scale into the empty sea in the north-west."""
    size = max(cell * 0.32, 12.0)
    step = cell * 1.12
    drawing.text(2, size, values.title, "s", size)
    for number, bound in enumerate(bounds):
        x = 2 + number * step
        drawing.rect((x, size * 1.7, step - 2, cell * 0.4), f"q{number + 1}")
        drawing.text(x, size * 1.7 + cell * 0.4 + size * 1.15, f"{bound:,}〜", "s", size * 0.95)
    y = size * 4.1 + cell * 0.4
    drawing.hidden((2, y, cell * 0.6, cell * 0.4))
    drawing.text(2 + cell * 0.8, y + cell * 0.33, values.hidden_note, "s", size)
    if values.own is not None and values.own_note:
        y += cell * 0.66
        drawing.rect((3, y, cell * 0.58, cell * 0.4), "mine")
        drawing.text(2 + cell * 0.8, y + cell * 0.34, values.own_note, "s", size)
