"""Shares that moved on equal textbook examples, scipy and a draw of many worlds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from enishi.insight.effects.survival import Watched, moved_by

# Weeks of remission under 6-MP (Freireich et al., Blood 21, 1963): the textbooks' example.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def watched(moved: list[int], ended: list[int], target: str = "on") -> Watched:
    return Watched(
        {(time, target): moved.count(time) for time in set(moved)},
        {time: ended.count(time) for time in set(ended)},
    )


def test_the_textbook_example_comes_out():
    found = moved_by(watched(RELAPSED, STILL_WELL), "on", 10)
    assert found is not None
    assert 1 - found.value == pytest.approx(0.7529, abs=5e-5)
    last = moved_by(watched(RELAPSED, STILL_WELL), "on", 23)
    assert last is not None
    assert 1 - last.value == pytest.approx(0.4482, abs=5e-5)
    # R's survfit(conf.type = "log-log") prints 0.188 to 0.680 for it.
    assert (1 - last.high, 1 - last.low) == pytest.approx((0.188, 0.680), abs=1e-3)


@pytest.mark.parametrize("time", [6, 10, 13, 22, 23])
def test_with_one_target_it_is_kaplan_and_meier_with_greenwood(time: int):
    reference = stats.ecdf(stats.CensoredData(uncensored=RELAPSED, right=STILL_WELL)).sf
    interval = reference.confidence_interval(method="log-log")
    found = moved_by(watched(RELAPSED, STILL_WELL), "on", time)
    assert found is not None
    assert 1 - found.value == pytest.approx(float(reference.evaluate(time)))
    assert 1 - found.low == pytest.approx(float(interval.high.evaluate(time)))
    assert 1 - found.high == pytest.approx(float(interval.low.evaluate(time)))


def test_targets_that_rule_each_other_out_add_up_to_all_moves():
    every = Watched({(3, "up"): 4, (3, "back"): 2, (6, "up"): 3, (9, "back"): 5}, {4: 3, 12: 8})
    up, back = moved_by(every, "up", 12), moved_by(every, "back", 12)
    both = Watched({(3, "on"): 6, (6, "on"): 3, (9, "on"): 5}, {4: 3, 12: 8})
    either = moved_by(both, "on", 12)
    assert up is not None
    assert back is not None
    assert either is not None
    assert up.value + back.value == pytest.approx(either.value)


def test_without_anybody_lost_it_is_the_plain_share():
    found = moved_by(Watched({(2, "on"): 30}, {12: 70}), "on", 12)
    assert found is not None
    assert found.value == pytest.approx(0.3)
    greenwood = 1.96 * (0.3 * 0.7 / 100) ** 0.5
    assert (found.high - found.low) / 2 == pytest.approx(greenwood, rel=0.03)


def test_nobody_and_no_move_are_told_apart():
    assert moved_by(Watched({}, {}), "on", 3) is None
    none = moved_by(Watched({}, {12: 20}), "on", 12)
    assert none is not None
    assert none.value == 0.0
    assert none.high == pytest.approx(0.1611, abs=1e-4)


def test_the_range_holds_the_truth_about_95_times_in_100():
    draw = np.random.default_rng(7)
    held, worlds = 0, 500
    truth = 1 - 0.92**6  # moves on with 0.08 a month, falls back never
    for _ in range(worlds):
        moves = draw.geometric(0.08, 80)
        ends = draw.integers(1, 13, 80)
        moved = [int(m) for m, e in zip(moves, ends, strict=True) if m <= e]
        ended = [int(e) for m, e in zip(moves, ends, strict=True) if m > e]
        found = moved_by(watched(moved, ended), "on", 6)
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.91 <= held / worlds <= 0.985
