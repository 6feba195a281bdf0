"""The invented town's points: same seed, same purses; nobody spends what they do not have."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from enishi.kit.periods import JST
from enishi.simulation import purses

PEOPLE = [f"993018-{number:04d}" for number in range(72)]
AUTUMN = datetime(2026, 11, 21, 10, 0, tzinfo=JST)


def test_the_same_seed_gives_the_same_purses():
    first = purses.build(PEOPLE, at=AUTUMN, seed=1)
    assert purses.build(PEOPLE, at=AUTUMN, seed=1) == first
    assert purses.build(PEOPLE, at=AUTUMN, seed=2) != first


@pytest.mark.parametrize("days", [0, 100, 131, 140, 200])
def test_nothing_moves_later_than_now_and_nobody_is_below_zero(days):
    at = AUTUMN + timedelta(days=days)
    invented = purses.build(PEOPLE, at=at, seed=1)
    held: Counter[str] = Counter()
    for one in invented.movements:
        assert one.at < at
        if one.at > invented.lapsed_at and one.kind in {"spend", "donate"}:
            held[one.person] -= one.points
        elif one.kind == "grant":
            held[one.person] += one.points
        assert held[one.person] >= 0
    assert invented.lapsed_at <= at


def test_what_the_older_card_brought_lapses_to_the_last_yen():
    invented = purses.build(PEOPLE, at=AUTUMN, seed=1)
    opened = [one for one in invented.movements if one.kind == "open"]
    assert sum(one.points for one in opened) == purses.LAPSED
    assert len(opened) == purses.HOLDERS
    assert {one.expires_on.isoformat() for one in opened} == {"2026-03-31"}
    assert purses.BOUGHT[2] < purses.LAPSED


def test_a_town_without_people_has_no_points_yet():
    assert purses.build([], at=AUTUMN, seed=1).movements == []
