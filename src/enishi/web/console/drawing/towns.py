"""The municipal map of one prefecture: its towns in five steps of one hue, hidden ones hatched.

The borders are in `municipalities.topo.json`, made by `tools/boundaries.py` from
「国土数値情報（行政区域データ）」（国土交通省）: each border once, as steps on a grid.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median

from enishi.web.console.drawing import scales
from enishi.web.console.drawing.marks import HIDDEN, SMALL, Box, Drawing, text_width

_FILE = Path(__file__).resolve().parent / "municipalities.topo.json"
# Pieces farther from the middle of a prefecture than this are left out: Tokyo's far islands.
_FAR_DEGREES = 1.6
_LIGHT_ON_DARK_FROM = 4
_TALLEST = 1.25
# Where a town's name may stand, as parts of its height, and how many of these are tried.
_HEIGHTS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
_SPOTS = 8

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The outlines of a prefecture's towns: x to the east, y to the south, in degrees."""

    rings: Mapping[str, tuple[Ring, ...]]
    left_out: tuple[str, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TownMap:
    """What the map shows: people by town (None is hidden); towns not named take no part."""

    prefecture: str
    people: Mapping[str, int | None]
    names: Mapping[str, str]
    own: str | None
    limit: int
    title: str
    hidden_note: str
    absent_note: str
    own_note: str
    label: str
    hidden_title: str
    absent_title: str


@cache
def _borders() -> tuple[list[Ring], Mapping[str, list[list[int]]], float]:
    """Return all borders in degrees, the numbers of those around each town, and the north."""
    given = json.loads(_FILE.read_text(encoding="utf-8"))
    grid, (west, south) = given["grid"], given["corner"]
    arcs: list[Ring] = []
    for steps in given["arcs"]:
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((west + x * grid, south + y * grid))
        arcs.append(tuple(points))
    north = max(y for arc in arcs for _, y in arc)
    return arcs, given["towns"], north


def has_map(prefecture: str) -> bool:
    """Say whether the towns of a prefecture can be drawn."""
    return any(code.startswith(prefecture[:2]) for code in _borders()[1])


@cache
def shapes(prefecture: str) -> Shapes:
    """Return the towns of a prefecture, in a frame that begins at 0, 0."""
    arcs, towns, north = _borders()
    number = prefecture[:2]
    mine = {code: rings for code, rings in towns.items() if code.startswith(number)}
    middle = _middle([ring for rings in mine.values() for ring in rings], arcs)
    narrow = math.cos(math.radians(middle[1]))
    kept: dict[str, list[Ring]] = {}
    for code, rings in mine.items():
        for numbers in rings:
            ring = _ring(arcs, numbers)
            if math.dist(_centre(ring), middle) <= _FAR_DEGREES * (2 if number == "01" else 1):
                placed = tuple((x * narrow, north - y) for x, y in ring)
                kept.setdefault(code, []).append(placed)
    xs = [x for rings in kept.values() for ring in rings for x, _ in ring]
    ys = [y for rings in kept.values() for ring in rings for _, y in ring]
    left, top = min(xs), min(ys)
    return Shapes(
        rings={
            code: tuple(tuple((x - left, y - top) for x, y in ring) for ring in rings)
            for code, rings in kept.items()
        },
        left_out=tuple(code for code in mine if code not in kept),
        width=max(xs) - left,
        height=max(ys) - top,
    )


def _ring(arcs: Sequence[Ring], numbers: Sequence[int]) -> Ring:
    """Join borders to a ring; a negative number is a border walked backwards."""
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return tuple(ring)


def _centre(ring: Ring) -> Point:
    """Return the middle of the box around a ring."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _middle(rings: Sequence[Sequence[int]], arcs: Sequence[Ring]) -> Point:
    """Return where most of a prefecture lies: the median of its pieces, large ones counted more."""
    centres = [
        _centre(ring)
        for ring in (_ring(arcs, numbers) for numbers in rings)
        for _ in range(min(len(ring), 20))
    ]
    return median(x for x, _ in centres), median(y for _, y in centres)


def wide(values: TownMap) -> str:
    """Draw the map for a desk: 600 pixels."""
    return _draw(values, name="towns-wide", width=600.0).svg("wide")


def narrow(values: TownMap) -> str:
    """Draw the map for a phone: 358 pixels."""
    return _draw(values, name="towns-narrow", width=358.0).svg("narrow")


def _draw(values: TownMap, *, name: str, width: float) -> Drawing:
    """Draw the legend, then every town, then the numbers where there is room."""
    found = shapes(values.prefecture)
    shown = [n for n in values.people.values() if n is not None]
    bounds = scales.five_steps(shown, max(scales.round_below(min(shown, default=1)), values.limit))
    scale = min((width - 4) / found.width, width * _TALLEST / found.height)
    top = _legend_height(values)
    left = (width - found.width * scale) / 2
    drawing = Drawing(name, width, top + found.height * scale + 4, values.label)
    _legend(drawing, values, bounds)
    placed = {
        code: [[(left + x * scale, top + y * scale) for x, y in ring] for ring in rings]
        for code, rings in found.rings.items()
    }
    order = sorted(placed, key=lambda code: code == values.own)
    for code in order:
        _town(drawing, values, code, placed[code], bounds)
    taken: list[Box] = []
    ranked = sorted(values.people, key=lambda code: -(values.people[code] or 0))
    for code in sorted(ranked, key=lambda code: code != values.own):
        if code in placed:
            _words(drawing, values, (code, max(placed[code], key=len)), bounds, taken)
    return drawing


def _town(
    drawing: Drawing,
    values: TownMap,
    code: str,
    rings: Sequence[Sequence[Point]],
    bounds: list[int],
) -> None:
    """Draw one town: a step of the hue, the hatch of a hidden number, or empty if it is not in."""
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for ring in rings)
    name = values.names.get(code, "")
    mine = " our" if code == values.own else ""
    if code not in values.people:
        drawing.path(path, f"town none{mine}", title=f"{name} {values.absent_title}".strip())
        return
    people = values.people[code]
    if people is None:
        drawing.path(
            path, f"town hid{mine}", f"{name} {HIDDEN} {values.hidden_title}", hatched=True
        )
        return
    step = scales.step_of(people, bounds)
    drawing.path(path, f"town q{step}{mine}", f"{name} {people:,}")


def _words(
    drawing: Drawing,
    values: TownMap,
    town: tuple[str, Sequence[Point]],
    bounds: list[int],
    taken: list[Box],
) -> None:
    """Write name and number into a town, unless they would run over another's."""
    code, ring = town
    people = values.people[code]
    number = HIDDEN if people is None else f"{people:,}"
    name = values.names.get(code, code)
    half = max(text_width(name, SMALL), text_width(number, SMALL)) / 2
    spots = ((x, y, (x - half, y - SMALL - 2, x + half, y + SMALL + 4)) for x, y in _insides(ring))
    free = (
        (x, y, box)
        for x, y, box in spots
        if box[0] >= 0 and box[2] <= drawing.width and not any(_meet(box, one) for one in taken)
    )
    x, y, box = next(free, (0.0, 0.0, None))
    if box is None:
        return
    taken.append(box)
    is_dark = people is not None and scales.step_of(people, bounds) >= _LIGHT_ON_DARK_FROM
    look = "on halo-dark" if is_dark else "halo2"
    drawing.text(x, y - 2, name, f"m {look}", SMALL)
    drawing.text(x, y + SMALL, number, f"m b {look}", SMALL)


def _meet(one: Box, other: Box) -> bool:
    """Say whether two boxes, each by its left, top, right and bottom, share a spot."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _insides(ring: Sequence[Point]) -> list[Point]:
    """Return points well inside a ring, best first: the middles of its widest stretches."""
    found: list[tuple[float, Point]] = []
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    for part in _HEIGHTS:
        y = top + (bottom - top) * part
        cuts = sorted(
            a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            for a, b in pairwise(ring)
            if (a[1] <= y) != (b[1] <= y)
        )
        found += [
            ((right - left) * (1 - abs(part - 0.5)), ((left + right) / 2, y))
            for left, right in zip(cuts[::2], cuts[1::2], strict=False)
        ]
    return [point for _, point in sorted(found, reverse=True)][:_SPOTS]


def _legend_height(values: TownMap) -> float:
    return 70.0 + 22 * sum(1 for note in (values.absent_note, values.own_note) if note)


def _legend(drawing: Drawing, values: TownMap, bounds: list[int]) -> None:
    """Write the scale above the map."""
    drawing.text(2, 14, values.title, "s", SMALL)
    for number, bound in enumerate(bounds):
        x = 2 + number * 56.0
        drawing.rect((x, 22, 54, 13), f"q{number + 1}")
        drawing.text(x, 50, f"{bound:,}〜", "s", SMALL)
    drawing.hidden((2, 58, 22, 13))
    drawing.text(30, 69, values.hidden_note, "s", SMALL)
    y = 80.0
    for look, note in (("none town", values.absent_note), ("mine", values.own_note)):
        if note:
            drawing.rect((3, y, 20, 12), look)
            drawing.text(30, y + 11, note, "s", SMALL)
            y += 22
