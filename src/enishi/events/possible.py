"""Can somebody be here now who was there just before? Generous, so that travellers are believed.

The fastest train of Japan runs 320 km/h (JR East, E5). No flight takes less than an hour and a
half from door to door, and none is quicker than 900 km/h. Towns are wide: the first 20 km are
free, because a region without an exact place is known by its town hall alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from enishi.events import places
from enishi.events.places import Point

LOOKED_BACK = timedelta(hours=3)
_FREE_KM = 20.0
_TRAIN_KM_AN_HOUR = 320.0
_PLANE_KM_AN_HOUR = 900.0
_DOOR_TO_DOOR = timedelta(hours=1, minutes=30)
_AT_ONCE = timedelta(hours=1)
EVENTS_AT_ONCE_MOST = 10  # a stamp rally has many booths; nobody visits more within an hour


@dataclass(frozen=True, slots=True)
class Stop:
    """When a member was somewhere; None where nobody knows the place."""

    point: Point | None
    at: datetime


def reachable_km(apart: timedelta) -> float:
    """Return how far anybody gets in a time."""
    hours = apart / timedelta(hours=1)
    speed = _PLANE_KM_AN_HOUR if apart >= _DOOR_TO_DOOR else _TRAIN_KM_AN_HOUR
    return _FREE_KM + hours * speed


def doubt(here: Stop, others: Sequence[Stop]) -> str:
    """Return "impossible", "many_at_once" or nothing for a stop beside the member's others."""
    for other in others:
        if here.point is None or other.point is None:
            continue
        away_km = places.metres(here.point, other.point) / 1000
        if away_km > reachable_km(abs(here.at - other.at)):
            return "impossible"
    at_once = sum(abs(here.at - other.at) <= _AT_ONCE for other in others)
    return "many_at_once" if at_once >= EVENTS_AT_ONCE_MOST else ""
