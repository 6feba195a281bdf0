"""Shares, means, changes and ranks: their ranges, and what may be said of two of them."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.insight.releases import shares

people = st.integers(min_value=10, max_value=100_000)


@pytest.mark.parametrize(
    ("part", "whole"), [(None, 100), (20, None), (9, 100), (5, 9), (None, None)]
)
def test_a_share_needs_ten_people_on_both_sides(part, whole):
    assert shares.share(part, whole) is None


def test_a_share_is_wilson_and_what_protection_may_have_moved():
    found = shares.share(230, 1004)
    assert found is not None
    assert found.ratio == pytest.approx(0.22908, abs=1e-5)
    # Wilson 95 %: 0.2042 to 0.2561; widened by 2.45 sqrt(1 + r^2) / 1004 = 0.0025.
    moved = 2.45 * math.sqrt(1 + found.ratio**2) / 1004
    assert found.low == pytest.approx(0.20415 - moved, abs=1e-4)
    assert found.high == pytest.approx(0.25607 + moved, abs=1e-4)


def test_a_part_larger_than_its_whole_is_capped():
    found = shares.share(105, 100)
    assert found is not None
    assert (found.ratio, found.high) == (1.0, 1.0)


@given(part=people, whole=people)
def test_a_range_holds_its_share_and_stays_between_none_and_all(part, whole):
    found = shares.share(part, whole)
    assert found is not None
    assert 0 <= found.low <= found.ratio <= found.high <= 1


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ((160, 1000), (80, 1000), 1),
        ((80, 1000), (160, 1000), -1),
        ((100, 1000), (105, 1000), 0),
        ((12, 40), (80, 1000), 1),
        ((10, 40), (200, 1000), 0),
        ((None, 40), (200, 1000), None),
        ((10, 40), (None, 1000), None),
    ],
)
def test_ranges_that_touch_are_not_told_apart(own, other, said):
    assert shares.difference(shares.share(*own), shares.share(*other)) == said


@pytest.mark.parametrize(
    ("own", "other", "value", "verdict", "notable"),
    [
        ((160, 1000), (800, 10_000), 2.0, 1, True),
        ((50, 1000), (1_000, 10_000), 0.5, -1, True),
        ((100, 1000), (1_000, 10_000), 1.0, 0, False),
        ((12, 40), (2_000, 10_000), 1.5, 0, False),
    ],
)
def test_a_factor_is_notable_only_if_its_range_leaves_a_fifth(own, other, value, verdict, notable):
    found = shares.factor(shares.share(*own), shares.share(*other))
    assert found is not None
    assert found.value == pytest.approx(value)
    assert found.low < found.value < found.high
    assert (found.verdict, found.is_notable) == (verdict, notable)


def test_what_is_left_of_the_whole_is_a_share_too():
    found = shares.rest((230, 26), 1004)
    assert found is not None
    assert found.part == 748
    assert shares.rest((230,), None) is None


def test_a_mean_is_the_published_sum_over_the_published_people_with_its_range():
    found = shares.mean(1_230_000, 410)
    assert found is not None
    assert found.value == 3_000
    half = 1.96 * 3_000 * math.hypot(2.45 / 410, 0.09)
    assert (found.low, found.high) == (pytest.approx(3_000 - half), pytest.approx(3_000 + half))


@pytest.mark.parametrize(("total", "whole"), [(None, 100), (500, None), (500, 9)])
def test_a_mean_needs_a_told_sum_and_ten_people(total, whole):
    assert shares.mean(total, whole) is None


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [(106, 100, 0), (94, 100, 0), (107, 100, 1), (93, 100, -1), (100, 100, 0)],
)
def test_fewer_than_seven_people_are_no_clear_change(now, before, direction):
    found = shares.change(now, before)
    assert found is not None
    assert found.direction == direction
    assert found.difference == now - before


def test_seven_is_what_two_counts_may_be_moved_apart():
    assert math.ceil(1.96 * 2.45 * math.sqrt(2)) == shares.CLEAR_FROM


def test_nothing_is_said_of_a_change_from_or_to_a_hidden_number():
    assert shares.change(None, 50) is None
    assert shares.change(50, None) is None


def test_places_whose_ranges_overlap_share_a_rank_and_hidden_ones_have_none():
    found = shares.ranks(
        {
            "a": shares.share(800, 1000),
            "b": shares.share(790, 1000),
            "c": shares.share(300, 1000),
            "d": shares.share(None, 1000),
        }
    )
    assert found == {"a": 1, "b": 1, "c": 3}


@given(st.dictionaries(st.text(max_size=2), st.tuples(people, people), max_size=8))
def test_nobody_clearly_above_has_a_worse_rank(given_counts):
    places = {name: shares.share(min(pair), max(pair)) for name, pair in given_counts.items()}
    found = shares.ranks(places)
    for one, other in itertools.product(found, found):
        if shares.difference(places[one], places[other]) == 1:
            assert found[one] < found[other]
