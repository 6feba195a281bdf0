"""How many times as large: the value, its range, and what may not be told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from enishi.insight.effects.quotients import Published, per_thousand, quotient, ranks


def test_a_share_twice_as_large_is_two() -> None:
    found = quotient(Published(400, 1000), Published(2000, 10_000))
    assert found is not None
    assert found.value == 2
    # Katz by hand, with 2.45 of protection on part and whole of both sides.
    spread = 1.96 * math.sqrt(
        0.6 / 400 + 0.8 / 2000
        + (2.45 / 400) ** 2 + (2.45 / 1000) ** 2 + (2.45 / 2000) ** 2 + (2.45 / 10_000) ** 2
    )  # fmt: skip
    assert math.isclose(found.low, 2 * math.exp(-spread), rel_tol=1e-4)
    assert math.isclose(found.high, 2 * math.exp(spread), rel_tol=1e-4)
    assert found.verdict == 1


@pytest.mark.parametrize(
    ("own", "other"), [((9, 100), (500, 1000)), ((50, 100), (9, 1000)), ((9, 9), (9, 9))]
)
def test_below_ten_persons_nothing_is_told(own: tuple[int, int], other: tuple[int, int]) -> None:
    assert quotient(Published(*own), Published(*other)) is None


def test_what_may_be_hidden_elsewhere_only_widens_downwards() -> None:
    plain = quotient(Published(100, 1000), Published(100, 1000, tables=5))
    hidden = quotient(Published(100, 1000), Published(100, 1000, tables=5, hidden_most=36))
    assert plain is not None
    assert hidden is not None
    assert hidden.value == plain.value
    assert hidden.high == plain.high
    assert hidden.low < plain.low


def test_equal_shares_are_rarely_called_different() -> None:
    dice = np.random.default_rng(7)
    trials, wrong = 2_000, 0
    for _ in range(trials):
        own, other = dice.binomial(230, 0.2), dice.binomial(2_000, 0.2)
        noise = np.rint(dice.normal(0, 2.45, 4)).astype(int)
        found = quotient(
            Published(int(own + noise[0]), int(230 + noise[1])),
            Published(int(other + noise[2]), int(2_000 + noise[3])),
        )
        wrong += found is not None and found.verdict != 0
    assert wrong / trials < 0.06


def test_a_share_never_passes_the_whole() -> None:
    assert Published(105, 100).share == 1


def test_a_rate_has_the_range_of_its_protection() -> None:
    rate = per_thousand(100, 8_000)
    assert rate.value == 12.5
    assert math.isclose(rate.high - rate.value, 1.96 * 2.45 / 8, rel_tol=1e-4)
    assert per_thousand(2, 8_000).low == 0


def test_ranges_that_overlap_share_a_rank() -> None:
    assert ranks([(1, 2), (8, 9), (7, 8.5), (0, 1.5), (5, 6)]) == [4, 1, 1, 4, 3]
    assert ranks([]) == []
    assert ranks([(3, 3), (3, 3), (1, 1)]) == [1, 1, 3]
