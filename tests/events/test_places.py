"""How far apart two places are, and whether a phone is at the venue."""

import math

import pytest

from enishi.events import places
from enishi.events.places import Point, Position, Venue

MIHAMA = Point(35.6005, 135.9406)
TOKYO, OSAKA = Point(35.6812, 139.7671), Point(34.7025, 135.4959)
HALL = Venue(MIHAMA, 500)


def north_of(point: Point, metres: float) -> Point:
    return Point(point.latitude + metres / 111_195, point.longitude)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (MIHAMA, MIHAMA, 0),
        (Point(0, 0), Point(0, 1), 111_195),
        (Point(89.9, 0), Point(89.9, 180), 22_239),
        (Point(0, 179.9), Point(0, -179.9), 22_239),
        (Point(0, 0), Point(0, 180), math.pi * places.EARTH_METRES),
        # Geodesic on WGS 84 (GeographicLib): 403.4 km; the sphere errs by less than 0.5 %.
        (TOKYO, OSAKA, 403_400),
    ],
)
def test_the_way_along_the_earth(one, other, metres):
    assert places.metres(one, other) == pytest.approx(metres, rel=0.005, abs=1)
    assert places.metres(other, one) == pytest.approx(places.metres(one, other))


@pytest.mark.parametrize(
    ("away", "accuracy", "nearness"),
    [
        (0, 10, "near"),
        (490, 0, "near"),
        (520, 0, "far"),
        (1_400, 1_000, "near"),  # its doubt is given to the phone
        (1_600, 1_000, "far"),
        (0, 5_001, "unknown"),  # a town, not a place
        (0, -1, "unknown"),
        (0, math.nan, "unknown"),
        (300_000, 20, "far"),
    ],
)
def test_a_phone_is_near_as_far_as_it_may_be_near(away, accuracy, nearness):
    assert places.nearness(HALL, Position(north_of(MIHAMA, away), accuracy)) == nearness


@pytest.mark.parametrize(
    "point", [Point(91, 0), Point(0, 181), Point(math.nan, 0), Point(0, math.inf)]
)
def test_a_place_that_is_not_on_the_earth_says_nothing(point):
    assert places.nearness(HALL, Position(point, 10)) == "unknown"


def test_nobody_is_far_from_an_event_that_does_not_ask_or_without_saying_where():
    assert places.nearness(None, Position(TOKYO, 10)) == "unknown"
    assert places.nearness(HALL, None) == "unknown"


@pytest.mark.parametrize(
    ("told", "is_whole"),
    [
        ((None, None, None), True),
        ((35.6, 135.9, 500), True),
        ((35.6, None, 500), False),
        ((35.6, 135.9, None), False),
        ((95.0, 135.9, 500), False),
        ((35.6, 135.9, 49), False),
        ((35.6, 135.9, 50_001), False),
    ],
)
def test_an_event_asks_for_a_whole_place_or_for_none(told, is_whole):
    assert places.is_whole(*told) is is_whole
