# ruff: noqa: INP001 - a tool, not a package
"""Makes the map file of Japan's municipalities: few points, shared borders kept shared.

    .venv/bin/python tools/boundaries.py SOURCE.topo.json

SOURCE is `municipalities_designated_city.s0010.topo.json` of smartnews-smri/japan-topography (any
use, no credit to the maker needed), made from 国土数値情報（行政区域データ）（国土交通省）, N03 of
1 January 2021. Each border between two municipalities is one arc of the source; it is thinned
(Douglas and Peucker 1973) once, so that neighbours still touch. Islets are left out; a municipality
keeps its largest piece always.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

TARGET = Path("src/enishi/web/console/drawing/municipalities.topo.json")
GRID = 0.001  # about 100 m, half a pixel of a map of one prefecture
THIN = 0.004  # degrees, two pixels; for the prefecture of the demo, one
FINE, FINE_PREFECTURE = 0.0015, "18"
ISLET = 0.0005  # square degrees, about 5 km²
_CLOSED_FROM = 3
_WEIGHTS = (6, 5, 4, 3, 2)

Point = tuple[float, float]


def decoded(topology: dict) -> list[list[Point]]:
    """Return the arcs of a topology in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def thinned(points: list[Point], most: float) -> list[Point]:
    """Return a line with few points that stays within `most` degrees of the given one."""
    if points[0] == points[-1] and len(points) > _CLOSED_FROM:
        far = max(range(len(points)), key=lambda i: math.dist(points[0], points[i]))
        return thinned(points[: far + 1], most)[:-1] + thinned(points[far:], most)
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, away = 0, most
        for index in range(first + 1, last):
            distance = _from_line(points[index], points[first], points[last])
            if distance > away:
                far, away = index, distance
        if far:
            keep.add(far)
            waiting += [(first, far), (far, last)]
    return [points[index] for index in sorted(keep)]


def _from_line(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a piece of a line, longitude shortened as at 36 degrees."""
    narrow = math.cos(math.radians(36))
    px, py = (point[0] - start[0]) * narrow, point[1] - start[1]
    ex, ey = (end[0] - start[0]) * narrow, end[1] - start[1]
    whole = ex * ex + ey * ey
    along = 0.0 if not whole else max(0.0, min(1.0, (px * ex + py * ey) / whole))
    return math.hypot(px - along * ex, py - along * ey)


def ring_of(arcs: list[list[Point]], numbers: list[int]) -> list[Point]:
    """Join arcs to a ring; a negative number is an arc walked backwards."""
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def area(ring: list[Point]) -> float:
    """Return the area of a ring in square degrees."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def six_digits(code: str) -> str:
    """Return a municipality's code with its check digit (総務省)."""
    left = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True)) % 11
    return f"{code}{(11 - left) % 10}"


def towns_of(topology: dict, arcs: list[list[Point]]) -> dict[str, list[list[int]]]:
    """Return the outer rings of each municipality as numbers of arcs, islets left out."""
    found: dict[str, list[tuple[float, list[int]]]] = {}
    (layer,) = topology["objects"].values()
    for shape in layer["geometries"]:
        code = shape["properties"]["N03_007"]
        if not code or not shape.get("arcs"):
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [(area(ring_of(arcs, polygon[0])), polygon[0]) for polygon in polygons]
        found.setdefault(six_digits(code), []).extend(rings)
    kept = {}
    for code, rings in sorted(found.items()):
        largest = max(size for size, _ in rings)
        kept[code] = [ring for size, ring in rings if size >= ISLET or size == largest]
    return kept


def written(arcs: list[list[Point]], towns: dict[str, list[list[int]]]) -> dict[str, object]:
    """Return the file: whole numbers of the grid, each point as the step from the one before."""
    used = sorted({n if n >= 0 else ~n for rings in towns.values() for ring in rings for n in ring})
    place = {number: new for new, number in enumerate(used)}
    west = min(x for number in used for x, _ in arcs[number])
    south = min(y for number in used for _, y in arcs[number])
    fine = {
        n if n >= 0 else ~n
        for code, rings in towns.items()
        for ring in rings
        for n in ring
        if code.startswith(FINE_PREFECTURE)
    }
    steps = []
    for number in used:
        before = (0, 0)
        line: list[int] = []
        for x, y in thinned(arcs[number], FINE if number in fine else THIN):
            now = (round((x - west) / GRID), round((y - south) / GRID))
            if line and now == before:
                continue
            line += [now[0] - before[0], now[1] - before[1]]
            before = now
        steps.append(line)
    return {
        "credit": "「国土数値情報（行政区域データ）」（国土交通省）を加工して作成",
        "grid": GRID,
        "corner": [round(west, 6), round(south, 6)],
        "arcs": steps,
        "towns": {
            code: [[place[n] if n >= 0 else ~place[~n] for n in ring] for ring in rings]
            for code, rings in towns.items()
        },
    }


def main() -> None:
    """Write the map file."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decoded(topology)
    made = written(arcs, towns_of(topology, arcs))
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {len(text):,} bytes, {len(made['towns'])} municipalities\n")


if __name__ == "__main__":
    main()
