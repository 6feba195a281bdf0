"""The p-table: equal to the published ones, unbiased, bounded, and looked up as promised."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from enishi.insight.disclosure import maximum_entropy, ptable

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "disclosure"


def published(name: str) -> dict[tuple[int, int], float]:
    with (PUBLISHED / f"ptable_{name}.csv").open(encoding="ascii", newline="") as lines:
        return {(int(row["i"]), int(row["v"])): float(row["p"]) for row in csv.DictReader(lines)}


def flat(table: ptable.PTable) -> dict[tuple[int, int], float]:
    return {
        (count, move): chance
        for count, row in enumerate(table.rows)
        for move, chance in row.items()
    }


@pytest.mark.parametrize(
    ("name", "largest_move", "variance", "never_up_to"),
    [
        ("D10_V6_js2", 10, 6, 2),
        ("D8_V5_js2", 8, 5, 2),
        ("D5_V3_js2", 5, 3, 2),
        ("D10_V8_js4", 10, 8, 4),
    ],
)
def test_the_solver_equals_the_published_table_to_one_millionth(
    name, largest_move, variance, never_up_to
):
    solved = flat(maximum_entropy.solve(largest_move, variance, never_up_to))
    assert solved.keys() == published(name).keys()
    assert solved == pytest.approx(published(name), abs=1e-6)


@pytest.mark.parametrize(
    ("shipped", "name"), [(ptable.USUAL, "D10_V6_js2"), (ptable.SENSITIVE, "D10_V8_js4")]
)
def test_the_shipped_table_is_what_the_solver_finds_and_what_was_published(shipped, name):
    largest_move, variance, never_up_to = (int(part.strip("DVjs")) for part in name.split("_"))
    solved = maximum_entropy.solve(largest_move, variance, never_up_to)
    assert flat(shipped) == pytest.approx(flat(solved), abs=1e-7)
    assert flat(shipped) == pytest.approx(published(name), abs=1e-6)


@pytest.mark.parametrize("table", [ptable.USUAL, ptable.SENSITIVE])
def test_every_row_is_unbiased_and_keeps_its_variance(table):
    for row in table.rows:
        assert sum(row.values()) == pytest.approx(1, abs=1e-9)
        assert sum(move * chance for move, chance in row.items()) == pytest.approx(0, abs=1e-9)
    large = table.rows[-1]
    variance = 6 if table is ptable.USUAL else 8
    assert sum(move**2 * chance for move, chance in large.items()) == pytest.approx(
        variance, abs=1e-6
    )


@pytest.mark.parametrize(("table", "never"), [(ptable.USUAL, 2), (ptable.SENSITIVE, 4)])
def test_no_count_becomes_a_small_one_and_none_moves_by_more_than_ten(table, never):
    for count, row in enumerate(table.rows):
        assert all(abs(move) <= 10 for move in row)
        assert all(count + move == 0 or count + move > never for move in row)


def test_an_empty_cell_stays_empty():
    assert {ptable.USUAL.move(0, u / 100) for u in range(100)} == {0}


def test_u_falls_into_the_interval_of_its_move():
    # Row 1 of the published table: 0.7566 stays away, then moves up by 2, by 3 ...
    assert ptable.USUAL.move(1, 0.0) == -1
    assert ptable.USUAL.move(1, 0.7565) == -1
    assert ptable.USUAL.move(1, 0.7567) == 2
    assert ptable.USUAL.move(1, 0.9999999) == 10
    assert ptable.USUAL.move(1, 1 - 2**-53) == 10


def test_counts_beyond_the_last_row_move_like_the_last_row():
    tried = [u / 997 for u in range(997)]
    assert [ptable.USUAL.move(13, u) for u in tried] == [ptable.USUAL.move(5000, u) for u in tried]


def test_looking_up_evenly_spread_numbers_gives_the_probabilities_of_the_row():
    moves = Counter(ptable.USUAL.move(20, (u + 0.5) / 100_000) for u in range(100_000))
    for move, chance in ptable.USUAL.rows[13].items():
        assert moves[move] / 100_000 == pytest.approx(chance, abs=2e-5)


def test_the_chance_of_a_shown_value_is_that_of_its_move():
    assert ptable.USUAL.probability(20, 20) == ptable.USUAL.rows[13][0]
    assert ptable.USUAL.probability(20, 31) == 0.0
