"""Parts of a gap add up to it, and published examples come out."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.insight.effects import decomposition
from enishi.insight.effects.decomposition import Group, compose, shares_of_gap, weighted

POSITIVE = st.floats(0.01, 1e7)
# UC Berkeley 1973, six largest departments: applicants and admitted (Bickel et al. 1975).
MEN = {"A": (825, 512), "B": (560, 353), "C": (325, 120), "D": (417, 138), "E": (191, 53),
       "F": (373, 22)}  # fmt: skip
WOMEN = {"A": (108, 89), "B": (25, 17), "C": (593, 202), "D": (375, 131), "E": (393, 94),
         "F": (341, 24)}  # fmt: skip


def exactly(here: dict[str, tuple[int, int]], there: dict[str, tuple[int, int]]) -> list[Fraction]:
    """Kitagawa's two parts in whole fractions, written out."""
    whole = [sum(size for size, _ in side.values()) for side in (here, there)]
    rate = composition = Fraction(0)
    for name, (size, events) in here.items():
        other_size, other_events = there[name]
        own, other = Fraction(size, whole[0]), Fraction(other_size, whole[1])
        own_rate, other_rate = Fraction(events, size), Fraction(other_events, other_size)
        rate += (own_rate - other_rate) * (own + other) / 2
        composition += (own - other) * (own_rate + other_rate) / 2
    return [rate, composition]


def test_das_guptas_earnings_come_out_as_printed() -> None:
    # Das Gupta (1993), example 2.1: mean earnings are earnings of earners x share of earners.
    split = compose({"all": Group(0.825974, 16591)}, {"all": Group(0.717892, 10930)})
    assert round(split.gap) == 5857
    assert round(split.rate) == 4370
    assert round(split.composition) == 1487


def test_berkeleys_admissions_turn_around() -> None:
    split = compose(weighted(MEN), weighted(WOMEN))
    assert round(split.gap, 3) == 0.142  # 44.5 % of men, 30.4 % of women
    rate, composition = exactly(MEN, WOMEN)
    assert math.isclose(split.rate, rate, rel_tol=1e-12)
    assert math.isclose(split.composition, composition, rel_tol=1e-12)
    assert rate + composition == Fraction(1198, 2691) - Fraction(557, 1835)
    assert round(split.rate, 3) == -0.036
    assert split.turns_around
    assert split.ranked[0].name == "A"


def test_kidney_stones_turn_around_too() -> None:
    # Charig et al. (1986): open surgery against puncture, small and large stones.
    open_surgery = weighted({"small": (87, 81), "large": (263, 192)})
    puncture = weighted({"small": (270, 234), "large": (80, 55)})
    split = compose(open_surgery, puncture)
    assert round(split.gap, 3) == -0.046  # 78.0 % against 82.6 %
    assert split.rate > 0
    assert split.turns_around


def test_equal_rates_leave_only_composition() -> None:
    here = {"a": Group(0.8, 2.0), "b": Group(0.2, 1.0)}
    there = {"a": Group(0.3, 2.0), "b": Group(0.7, 1.0)}
    split = compose(here, there)
    assert split.rate == 0
    assert math.isclose(split.composition, 0.5)
    assert not split.turns_around


def test_a_group_on_one_side_only_is_composition() -> None:
    split = compose({"a": Group(1.0, 3.0)}, {"b": Group(1.0, 1.0)})
    assert (split.rate, split.composition, split.gap) == (0, 2, 2)


def test_a_product_of_three_is_split_without_remainder() -> None:
    parts = shares_of_gap(
        {"people": 1004, "frequency": 1.2, "value": 5000},
        {"people": 500, "frequency": 1.2, "value": 8000},
    )
    assert parts["frequency"] == 0
    assert parts["people"] > 0 > parts["value"]
    assert math.isclose(sum(parts.values()), 1004 * 1.2 * 5000 - 500 * 1.2 * 8000)


def test_no_gap_may_still_have_parts_that_cancel_out() -> None:
    parts = shares_of_gap({"people": 20, "frequency": 2}, {"people": 10, "frequency": 4})
    assert math.isclose(parts["people"], 40 * math.log(2))
    assert math.isclose(parts["people"], -parts["frequency"])


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=4))
def test_parts_add_up_and_turn_with_the_sides(pairs: list[tuple[float, float]]) -> None:
    here = {str(number): own for number, (own, _) in enumerate(pairs)}
    there = {str(number): other for number, (_, other) in enumerate(pairs)}
    parts, turned = shares_of_gap(here, there), shares_of_gap(there, here)
    totals = math.prod(here.values()), math.prod(there.values())
    slack = 1e-9 * max(*totals, *map(abs, parts.values()))
    assert math.isclose(sum(parts.values()), totals[0] - totals[1], abs_tol=slack)
    for name, part in parts.items():
        assert math.isclose(part, -turned[name], rel_tol=1e-9, abs_tol=slack)


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.tuples(*[st.tuples(st.integers(0, 500), st.floats(0, 1))] * 2),
        min_size=1,
    )
)
def test_rate_and_composition_add_up_to_the_gap(groups: dict) -> None:  # type: ignore[type-arg]
    here = weighted({name: (size, size * rate) for name, ((size, rate), _) in groups.items()})
    there = weighted({name: (size, size * rate) for name, (_, (size, rate)) in groups.items()})
    split = compose(here, there)
    assert math.isclose(split.rate + split.composition, split.gap, abs_tol=1e-12)


def test_a_logarithm_of_nothing_is_refused() -> None:
    with pytest.raises(AssertionError):
        decomposition.log_mean(0, 1)
