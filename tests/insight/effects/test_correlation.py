"""Coefficients equal scipy's, ranges hold what is true, and a few people do not go unnoticed."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from enishi.insight.effects import correlation, intervals
from enishi.insight.effects.correlation import Counts, Pair, pairs
from enishi.insight.effects.weighing import ByRank, ByValue

Table = NDArray[np.float64]


def counts(values: Table, *, persons: list[str] | None = None, regions: int = 3) -> Counts:
    rows = len(values)
    return Counts(
        values,
        persons or [f"person {number}" for number in range(rows)],
        [f"region {number % regions}" for number in range(rows)],
    )


def some_counts(rows: int, columns: int, seed: int = 1) -> Table:
    """Counts as they are: most people do little, a few do much, some actions go together."""
    dice = np.random.default_rng(seed)
    liking = dice.lognormal(0.0, 1.0, size=(rows, 1))
    return dice.poisson(liking * dice.uniform(0.2, 2.0, size=columns)).astype(np.float64)


@pytest.mark.parametrize("seed", range(5))
def test_plain_coefficients_equal_those_of_scipy(seed: int) -> None:
    values = some_counts(30, 4, seed)
    found = pairs(counts(values), draws=50)
    for pair, (one, other) in zip(found, combinations(range(4), 2), strict=True):
        x, y = values[:, one], values[:, other]
        assert pair.pearson.range.value == pytest.approx(stats.pearsonr(x, y)[0], abs=1e-12)
        assert pair.spearman.range.value == pytest.approx(stats.spearmanr(x, y)[0], abs=1e-12)
        by_log = stats.pearsonr(np.log1p(x), np.log1p(y))[0]
        assert pair.log.range.value == pytest.approx(by_log, abs=1e-12)


def test_a_weight_is_as_many_equal_rows() -> None:
    values = some_counts(12, 3)
    times = np.array([0, 2, 1, 3, 1, 1, 0, 4, 1, 1, 2, 1])
    repeated = np.repeat(values, times, axis=0)
    for way, measure in ((ByValue, stats.pearsonr), (ByRank, stats.spearmanr)):
        (found,) = way(values).of(times[None, :].astype(np.float64))
        wanted = [measure(repeated[:, a], repeated[:, b])[0] for a, b in combinations(range(3), 2)]
        assert found == pytest.approx(wanted, abs=1e-12)


def test_leaving_one_out_means_the_whole_person() -> None:
    values = some_counts(20, 2, seed=3)
    persons = [f"person {number // 2}" for number in range(20)]
    (pair,) = pairs(counts(values, persons=persons), draws=50)
    each = [
        stats.spearmanr(*np.delete(values, [2 * number, 2 * number + 1], axis=0).T)[0]
        for number in range(10)
    ]
    assert pair.spearman.without_one_low == pytest.approx(min(each), abs=1e-12)
    assert pair.spearman.without_one_high == pytest.approx(max(each), abs=1e-12)


def test_regions_at_different_heights_are_told_from_people_who_do_both() -> None:
    """Simpson's trap: between two regions everything goes together, within each it is opposed."""
    low = np.array([[number, 9 - number] for number in range(10)], dtype=np.float64)
    values = np.concatenate([low, low + 30])
    given = Counts(values, [str(number) for number in range(20)], ["a"] * 10 + ["b"] * 10)
    (pair,) = pairs(given, draws=100)
    assert pair.pearson.range.value is not None
    assert pair.pearson.range.value > 0.8
    assert pair.pearson.within == pytest.approx(-1.0)


def test_one_very_active_person_is_noticed() -> None:
    dice = np.random.default_rng(4)
    values = dice.poisson(2.0, size=(30, 2)).astype(np.float64)
    values[0] = (90, 20)
    (pair,) = pairs(counts(values))
    assert pair.pearson.range.value is not None
    assert pair.pearson.range.value > 0.85
    assert pair.is_influenced
    assert pair.is_grey  # by rank there is nothing
    assert pair.pearson.without_top is not None
    assert abs(pair.pearson.without_top) < 0.6
    assert pair.top_share > 0.5


def test_many_equal_people_are_not_called_few() -> None:
    dice = np.random.default_rng(5)
    liking = dice.uniform(1, 9, size=(300, 1))
    (pair,) = pairs(counts(dice.poisson(np.repeat(liking, 2, axis=1)).astype(np.float64)))
    assert not pair.is_influenced
    assert not pair.is_grey
    assert pair.q is not None
    assert pair.q < 0.001


def test_below_ten_rows_nothing_is_computed() -> None:
    assert pairs(counts(some_counts(9, 5))) == []
    assert len(pairs(counts(some_counts(10, 5)), draws=50)) == 10


def test_an_action_that_nobody_did_has_no_coefficient() -> None:
    values = some_counts(30, 2)
    values[:, 1] = 0
    (pair,) = pairs(counts(values), draws=100)
    assert pair.pearson.range == intervals.Range(None, None, None)
    assert pair.p is None
    assert pair.q is None
    assert pair.is_grey
    assert pair.is_influenced


def test_an_action_of_one_person_is_flagged_because_some_draws_lose_it() -> None:
    values = some_counts(30, 2)
    values[:, 1] = 0
    values[7, 1] = 5
    (pair,) = pairs(counts(values))
    assert 0.3 < pair.pearson.undefined_draws / correlation.DRAWS < 0.42  # (29/30) ** 30
    assert pair.is_influenced


def test_chance_is_that_of_shuffled_rows() -> None:
    values = some_counts(25, 2, seed=8)
    (pair,) = pairs(counts(values))
    shuffled = stats.permutation_test(
        (values[:, 0],),
        lambda x: stats.spearmanr(x, values[:, 1])[0],
        permutation_type="pairings",
        n_resamples=2_000,
        rng=np.random.default_rng(1),
    )
    assert pair.p == pytest.approx(shuffled.pvalue, abs=0.03)


def test_many_questions_at_once_are_adjusted_as_scipy_does() -> None:
    p = [0.01, 0.2, 0.03, 0.04, 0.9]
    assert correlation.adjusted(p) == pytest.approx(list(stats.false_discovery_control(p)))
    assert correlation.adjusted([None, 0.02]) == [None, 0.02]


def test_corrected_ranges_are_those_of_scipy() -> None:
    """BCa (Efron 1987) of a skewed mean, from the same draws."""
    sample = np.random.default_rng(2).lognormal(size=150)
    drawn = stats.bootstrap(
        (sample,), np.mean, n_resamples=4_000, method="BCa", rng=np.random.default_rng(3)
    )
    left_out = np.array([np.delete(sample, number).mean() for number in range(150)])
    found = intervals.interval(float(sample.mean()), drawn.bootstrap_distribution, left_out)
    assert (found.low, found.high) == pytest.approx(tuple(drawn.confidence_interval), rel=1e-6)


def test_the_same_counts_give_the_same_figures() -> None:
    given = counts(some_counts(30, 3))
    assert pairs(given, draws=500) == pairs(given, draws=500)


def test_ten_thousand_draws_of_thirty_people_take_less_than_two_seconds() -> None:
    given = counts(some_counts(30, 5))
    started = time.process_time()
    assert len(pairs(given)) == 10
    assert time.process_time() - started < 2.0


@pytest.mark.thorough
@pytest.mark.parametrize(("rows", "shared"), [(30, 0.0), (30, 0.8), (60, 0.8), (150, 0.8)])
def test_the_range_by_rank_holds_the_truth_in_about_95_of_100_worlds(
    rows: int, shared: float
) -> None:
    dice = np.random.default_rng(rows)

    def world(people: int) -> Table:
        common, own = dice.normal(size=(people, 1)), dice.normal(size=(people, 2))
        return dice.poisson(np.exp(1 + shared * common + 0.6 * own)).astype(np.float64)

    truth = stats.spearmanr(*world(400_000).T)[0]
    worlds = 400
    found: list[Pair] = [pairs(counts(world(rows)), draws=1_000)[0] for _ in range(worlds)]
    ranges = [pair.spearman.range for pair in found]
    held = sum(
        one.low is not None and one.high is not None and one.low <= truth <= one.high
        for one in ranges
    )
    assert 0.90 <= held / worlds <= 0.985
