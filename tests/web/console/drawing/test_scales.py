"""Scales of charts: five steps of a map, round marks of an axis."""

from __future__ import annotations

import pytest

from enishi.web.console.drawing import scales


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ([], [10]),
        ([10], [10]),
        ([12, 14], [10]),
        ([231, 147, 12], [10, 20, 40, 70, 150]),
        ([3087, 11], [10, 40, 150, 500, 2000]),
    ],
)
def test_the_steps_of_a_map_are_round_and_grow_by_about_the_same_ratio(values, steps):
    assert scales.five_steps(values, 10) == steps


@pytest.mark.parametrize(("people", "step"), [(9, 1), (10, 1), (20, 2), (39, 2), (40, 3), (231, 5)])
def test_a_value_falls_into_the_last_step_it_reaches(people, step):
    assert scales.step_of(people, [10, 20, 40, 70, 150]) == step


@pytest.mark.parametrize(
    ("top", "wanted", "marks"),
    [
        (0, 5, [0, 1]),
        (19, 5, [0, 5, 10, 15, 20]),
        (52, 5, [0, 20, 40, 60]),
        (20, 3, [0, 10, 20]),
        (100, 5, [0, 20, 40, 60, 80, 100]),
    ],
)
def test_an_axis_ends_at_a_round_mark_at_or_above_the_top(top, wanted, marks):
    assert scales.axis(top, wanted) == marks
