"""Where a town lies: the towns of its prefecture as dots, its own ringed by the thread; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from enishi.regions.region import Region

WIDTH, _HEIGHT_MAX, _EDGE = 320, 260, 24


@dataclass(frozen=True, slots=True)
class Dot:
    """One town of the map."""

    x: int
    y: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The map of a prefecture; the own town's dot comes last, so that it lies on top."""

    dots: Sequence[Dot]
    width: int
    height: int

    @property
    def own(self) -> Dot:
        """The town it is all about."""
        return self.dots[-1]


def draw(own: Region, around: Sequence[Region]) -> Map | None:
    """Draw the towns of a prefecture; None where the town's place is not known."""
    known = [
        (one.longitude, one.latitude, one.code == own.code)
        for one in around
        if one.longitude is not None and one.latitude is not None
    ]
    if not any(is_own for _, _, is_own in known):
        return None
    middle = math.radians(sum(latitude for _, latitude, _ in known) / len(known))
    flat = [(x * math.cos(middle), -y, is_own) for x, y, is_own in known]
    left, top = min(x for x, _, _ in flat), min(y for _, y, _ in flat)
    wide = max(max(x for x, _, _ in flat) - left, 0.01)
    high = max(max(y for _, y, _ in flat) - top, 0.01)
    scale = min((WIDTH - 2 * _EDGE) / wide, (_HEIGHT_MAX - 2 * _EDGE) / high)
    dots = [
        Dot(round((x - left) * scale) + _EDGE, round((y - top) * scale) + _EDGE, is_own)
        for x, y, is_own in flat
    ]
    width = round(wide * scale) + 2 * _EDGE
    return Map(sorted(dots, key=lambda dot: dot.is_own), width, round(high * scale) + 2 * _EDGE)
