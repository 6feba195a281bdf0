"""Shares and their ranges equal printed examples and a draw of many worlds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from enishi.insight.effects.proportions import (
    Range,
    Stratum,
    difference,
    mean,
    standardised,
    wilson,
)


def rounded(found: Range | None, digits: int = 4) -> tuple[float, float, float]:
    assert found is not None
    return round(found.value, digits), round(found.low, digits), round(found.high, digits)


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3.
        (81, 263, (0.3080, 0.2553, 0.3662)),
        (15, 148, (0.1014, 0.0624, 0.1605)),
        (0, 20, (0.0, 0.0, 0.1611)),
        (1, 29, (0.0345, 0.0061, 0.1718)),
    ],
)
def test_a_share_has_the_range_that_newcombe_printed(part, whole, told):
    assert rounded(wilson(part, whole)) == told


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10.
        ((56, 70), (48, 80), (0.2000, 0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.6000, 0.1705, 0.8090)),
        ((10, 10), (0, 20), (1.0000, 0.6791, 1.0000)),
    ],
)
def test_a_difference_has_the_range_that_newcombe_printed(first, second, told):
    one, other = wilson(*first), wilson(*second)
    assert one is not None
    assert other is not None
    assert rounded(difference(one, other)) == told


def test_of_nobody_nothing_is_said():
    assert wilson(0, 0) is None
    assert standardised([Stratum(weight=3, part=0, whole=0)]) is None
    assert mean(0, 0, 0, 0, 0) is None


def test_parts_weighed_as_they_are_give_the_plain_share():
    strata = [Stratum(30, 12, 30), Stratum(70, 21, 70)]
    found = standardised(strata)
    assert found is not None
    assert found.value == pytest.approx(0.33)
    plain = wilson(33, 100)
    assert plain is not None
    assert found.high - found.low == pytest.approx(plain.high - plain.low, rel=0.02)


def test_weights_of_another_group_are_those_of_the_answer():
    found = standardised([Stratum(1, 5, 10), Stratum(3, 1, 10), Stratum(4, 0, 0)])
    assert found is not None
    assert found.value == pytest.approx(0.25 * 0.5 + 0.75 * 0.1)


def test_weighed_shares_hold_the_truth_about_95_times_in_100():
    draw = np.random.default_rng(5)
    sizes, chances, weights = (20, 60, 15), (0.1, 0.3, 0.5), (5, 3, 2)
    truth = sum(w * p for w, p in zip(weights, chances, strict=True)) / sum(weights)
    held = 0
    for _ in range(2_000):
        strata = [
            Stratum(weight, int(draw.binomial(size, chance)), size)
            for weight, size, chance in zip(weights, sizes, chances, strict=True)
        ]
        found = standardised(strata)
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 2_000 <= 0.98


def test_one_word_a_person_is_a_plain_mean():
    words = [1, 1, 0, -1, 1, 0]
    found = mean(sum(words), sum(word**2 for word in words), sum(words), len(words), len(words))
    assert found is not None
    assert found.value == pytest.approx(1 / 3)
    deviation = math.sqrt(np.var(words) / len(words))
    assert found.high - found.value == pytest.approx(1.959963984540054 * deviation)


def test_somebody_who_answers_often_counts_as_one_person():
    often = mean(total=50, squares=2500, products=2500, counts=2500 + 50, whole=100)
    single = mean(total=50, squares=50, products=50, counts=100, whole=100)
    assert often is not None
    assert single is not None
    assert often.value == single.value
    assert often.high - often.low > 4 * (single.high - single.low)
