"""A cell moves on with three people, never with one or two."""

from __future__ import annotations

import numpy as np
import pytest

from enishi.insight.disclosure import moving


def settle(*lines: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    since, group, persons, keys = (np.array(column) for column in zip(*lines, strict=True))
    told, told_keys = moving.settle(since, group, persons, keys.astype(np.uint64))
    return list(zip(told.tolist(), told_keys.tolist(), strict=True))


@pytest.mark.parametrize(("came", "told"), [(1, 10), (2, 10), (3, 13), (8, 18)])
def test_so_many_must_come_before_a_number_moves(came, told):
    found = settle((0, 0, 10, 0b1010), (1, 0, came, 0b0110))
    assert found == [(told, 0b1010 if told == 10 else 0b1100)]


def test_one_at_a_time_the_third_moves_it_and_the_count_begins_again():
    lines = [(0, 0, 10, 1), *((closing, 0, 1, 1 << closing) for closing in range(1, 6))]
    assert [settle(*lines[:count])[0][0] for count in range(1, 7)] == [10, 10, 10, 13, 13, 13]


def test_groups_move_by_themselves_and_small_ones_are_not_told_at_all():
    assert settle((0, 0, 20, 5), (0, 1, 2, 3), (1, 1, 4, 9), (1, 0, 2, 8), (2, 2, 1, 7)) == [
        (20, 5), (6, 10), (0, 0),
    ]  # fmt: skip
