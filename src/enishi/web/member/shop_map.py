"""Where shops lie to each other: numbered dots, north above, with a scale; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, _HEIGHT_MAX, _HEIGHT_MIN, _EDGE = 358, 320, 140, 30
_APART = 30.0  # so that no number lies on another
_STEPS = 40
_METRES_A_DEGREE = 111_320
_LENGTHS = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_SCALE_MOST = 120
_LEAST_METRES = 200.0


@dataclass(frozen=True, slots=True)
class Place:
    """A shop with its number in the list, and where it lies."""

    number: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A numbered dot."""

    number: int
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The map: dots, its height, and a scale of so many metres."""

    dots: Sequence[Dot]
    height: int
    metres: int
    scale: int

    @property
    def width(self) -> int:
        """As wide as a phone's page."""
        return WIDTH

    @property
    def scale_y(self) -> int:
        """Where the scale lies."""
        return self.height - 14

    @property
    def scale_end(self) -> int:
        """Where the scale ends."""
        return 14 + self.scale


def draw(places: Sequence[Place]) -> Plan | None:
    """Draw the places; None for fewer than two, which need no map."""
    if len(places) <= 1:
        return None
    middle = math.radians(sum(one.latitude for one in places) / len(places))
    flat = [
        (
            one.longitude * math.cos(middle) * _METRES_A_DEGREE,
            -one.latitude * _METRES_A_DEGREE,
        )
        for one in places
    ]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide = max(max(x for x, _ in flat) - left, _LEAST_METRES)
    high = max(max(y for _, y in flat) - top, _LEAST_METRES)
    a_metre = min((WIDTH - 2 * _EDGE) / wide, (_HEIGHT_MAX - 2 * _EDGE - 20) / high)
    height = max(round(high * a_metre) + 2 * _EDGE + 20, _HEIGHT_MIN)
    spots = _apart(
        [
            [
                (x - left) * a_metre + (WIDTH - wide * a_metre) / 2,
                (y - top) * a_metre + _EDGE,
            ]
            for x, y in flat
        ],
        height,
    )
    metres = max((one for one in _LENGTHS if one * a_metre <= _SCALE_MOST), default=_LENGTHS[0])
    dots = [
        Dot(one.number, one.name, round(x), round(y))
        for one, (x, y) in zip(places, spots, strict=True)
    ]
    return Plan(dots, height, metres, round(metres * a_metre))


def _apart(spots: list[list[float]], height: int) -> list[list[float]]:
    """Move dots that would lie on each other a little apart, within the sheet."""
    for _ in range(_STEPS):
        moved = False
        for one in range(len(spots)):
            for other in range(one):
                a, b = spots[one], spots[other]
                dx, dy = a[0] - b[0], a[1] - b[1]
                distance = math.hypot(dx, dy)
                if distance >= _APART:
                    continue
                moved = True
                if distance < 1:  # the same house: side by side
                    dx, dy, distance = 1.0, 0.0, 1.0
                step = (_APART - distance) / 2 + 0.1
                for spot, sign in ((a, 1), (b, -1)):
                    spot[0] += sign * step * dx / distance
                    spot[1] += sign * step * dy / distance
                    spot[0] = min(max(spot[0], 16), WIDTH - 16)
                    spot[1] = min(max(spot[1], 16), height - 36)
        if not moved:
            break
    return spots
