"""Which towns stand together as neighbours: fixed groups of three or more in one prefecture.

Groups do not overlap, and with the towns in none of them they make up the prefecture: a tree like
region and prefecture, so that a group less its towns is a difference like any other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

TOWNS_LEAST = 3
Point = tuple[float, float]


def groups(towns: Mapping[str, Point]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of one prefecture's towns that take part; none where it would be one group.

    The smallest group joins the nearest one (of the towns' halls) until each has three towns.
    """
    found: list[tuple[str, ...]] = [(code,) for code in sorted(towns)]
    while len(found) > 1:
        small = min(found, key=lambda group: (len(group), group))
        if len(small) >= TOWNS_LEAST:
            break
        others = [group for group in found if group != small]
        near = min(others, key=lambda group: (_apart(small, group, towns), group))
        found = [group for group in others if group != near]
        found.append(tuple(sorted((*small, *near))))
    return tuple(sorted(found)) if len(found) > 1 else ()


def code_of(group: Sequence[str]) -> str:
    """Return the code of a group: those of its towns."""
    return "-".join(group)


def _apart(some: Sequence[str], others: Sequence[str], towns: Mapping[str, Point]) -> float:
    """Return the kilometres between the nearest two halls of two groups."""
    return min(_kilometres(towns[one], towns[other]) for one in some for other in others)


def _kilometres(one: Point, other: Point) -> float:
    """Return the distance on the ball of the earth (haversine)."""
    (north, east), (north2, east2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = (
        math.sin((north2 - north) / 2) ** 2
        + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    )
    return 2 * 6371 * math.asin(math.sqrt(half))
