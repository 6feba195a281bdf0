"""How far two points of the Earth are apart, and whether a phone is where the event is.

A position is used for one decision and then gone: nothing here keeps it, and nothing writes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

# Mean radius of WGS 84 (Moritz 2000): the haversine formula errs by 0.5 % at most.
EARTH_METRES = 6_371_008.8
RADIUS_LEAST, RADIUS_MOST = 50, 50_000
# A phone that knows less than this knows nothing that helps (a town, not a place).
ACCURACY_WORST = 5_000.0

Nearness = Literal["near", "far", "unknown"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the Earth in degrees (WGS 84)."""

    latitude: float
    longitude: float

    @property
    def is_on_earth(self) -> bool:
        """Say whether there is such a place; NaN is none."""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180  # noqa: PLR2004 - degrees


@dataclass(frozen=True, slots=True)
class Position:
    """Where a phone says that it is, and within how many metres it is sure (95 %)."""

    point: Point
    accuracy_metres: float


@dataclass(frozen=True, slots=True)
class Venue:
    """Where an event is, and how far around it people may stand."""

    point: Point
    radius_metres: int


def metres(one: Point, other: Point) -> float:
    """Return the way between two points along the Earth (haversine; Sinnott 1984)."""
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin(across / 2) ** 2
    )
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))


def nearness(venue: Venue | None, position: Position | None) -> Nearness:
    """Say whether a phone is at the venue, giving it all the doubt that it has itself.

    Unknown where the event does not ask, the person did not say, or the phone is not sure.
    """
    if venue is None or position is None or not position.point.is_on_earth:
        return "unknown"
    if not 0 <= position.accuracy_metres <= ACCURACY_WORST:
        return "unknown"
    away = metres(venue.point, position.point)
    return "near" if away <= venue.radius_metres + position.accuracy_metres else "far"


def is_whole(latitude: float | None, longitude: float | None, radius: int | None) -> bool:
    """Say whether an event may ask for this place: nothing of it, or all of it within bounds."""
    if latitude is None or longitude is None or radius is None:
        return latitude is None and longitude is None and radius is None
    return Point(latitude, longitude).is_on_earth and RADIUS_LEAST <= radius <= RADIUS_MOST
