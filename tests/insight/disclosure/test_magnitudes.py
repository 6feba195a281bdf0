"""Sums beside counts: each rule at its border, the noise, and merchants' benchmarks."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from tests.attacks.world import World

from enishi.insight.disclosure import cellkey, magnitudes, ptable
from enishi.insight.disclosure.magnitudes import NONE, Part, Sum

SECRET = b"a secret of the installation, 32"


def part(values: Sequence[int]) -> Part:
    largest = sorted(values, reverse=True)
    return Part(sum(values), len(values), *[*largest, 0, 0][:2])


def a_sum(persons: Sequence[int], businesses: Sequence[int] = (), key: int = 1) -> Sum:
    return Sum(part(persons), key, part(businesses) if businesses else NONE)


def shown(found: Sum) -> int:
    return magnitudes.perturbed(found, secret=SECRET, table=ptable.USUAL)


def told(found: Sum, measure: str = "yen") -> int | None:
    return magnitudes.told(found, measure, secret=SECRET, table=ptable.USUAL)


@pytest.mark.parametrize(("people", "safe"), [(9, False), (10, True)])
def test_ten_persons_have_to_contribute(people, safe):
    assert magnitudes.is_safe(a_sum([5] * people), "activities") is safe


@pytest.mark.parametrize(("shops", "safe"), [([], True), ([1000], False), ([500] * 2, False),
                                             ([400] * 3, True)])  # fmt: skip
def test_yen_at_businesses_need_three_of_them(shops, safe):
    assert magnitudes.is_safe(a_sum([100] * 100, shops), "yen") is safe


def test_few_rows_at_one_shop_may_stand_among_many_other_rows():
    assert magnitudes.is_safe(a_sum([1] * 100, [10]), "activities")
    assert not magnitudes.is_safe(a_sum([1] * 100, [95]), "activities")


@pytest.mark.parametrize(("rest", "safe"), [(49, False), (50, True)])
def test_the_others_have_to_reach_ten_percent_of_the_largest(rest, safe):
    # p% alone: the two largest hold 500 and 0.
    assert magnitudes.hides_each(Part(500 + rest, 12, 500, 0), 500 + rest) is safe


@pytest.mark.parametrize(("whole", "safe"), [(999, False), (1000, True)])
def test_the_two_largest_hold_at_most_ninety_percent(whole, safe):
    assert magnitudes.is_not_dominated(Part(whole, 12, 600, 300), whole) is safe


def test_what_people_gave_elsewhere_hides_no_shop():
    people = [1_000] * 50  # 40,000 of it are donations
    shops = [9_500, 300, 200]
    assert not magnitudes.is_safe(a_sum(people, shops), "yen")
    assert magnitudes.is_safe(a_sum(people, [4_000, 3_500, 2_500]), "yen")


def test_a_person_who_stands_out_hides_the_sum():
    assert not magnitudes.is_safe(a_sum([100_000, *[10] * 30]), "yen")


def test_a_move_that_eats_up_the_smaller_ones_hides_the_sum():
    hidden = 0
    for key in range(200):
        found = a_sum([1_000] * 200, [100_000, 75_000, 25_000], key=key)
        value = shown(found)
        is_near = abs(value - 175_000) <= 10_000
        assert told(found) == (None if is_near else value)
        hidden += is_near
    assert 0 < hidden < 150


def test_the_same_persons_and_values_give_the_same_number_and_another_value_another_move():
    people = a_sum([700] * 40 + [900], key=77)
    assert shown(people) == shown(a_sum([700] * 40 + [900], key=77))
    swings = {cellkey.swing(SECRET, 77, total) for total in range(50)}
    assert len(swings) == 50
    assert {sign for sign, _ in swings} == {-1, 1}


def test_the_move_beside_the_counts_own_is_15_to_25_percent_of_the_largest():
    for key in range(300):
        found = a_sum([1_000] * 200, [60_000, 50_000, 90_000], key=key)
        move = ptable.USUAL.move(200, cellkey.uniform(SECRET, key))
        sign, w = cellkey.swing(SECRET, key, 200_000)
        beside = sign * 90_000 * 0.2 * (0.75 + 0.5 * w)
        assert 0.15 * 90_000 <= abs(beside) <= 0.25 * 90_000
        expected = 200_000 + move * 1_000 + beside
        assert shown(found) == magnitudes.to_three_digits(expected)


def test_where_everybody_gives_the_same_the_sum_is_no_second_look_at_the_count():
    for key in range(200):
        count = cellkey.perturb(ptable.USUAL, 37, cellkey.uniform(SECRET, key))
        assert round(shown(a_sum([1] * 37, key=key))) == count
        assert abs(shown(a_sum([500] * 37, key=key)) / 500 - count) <= 0.25 + 0.1


@pytest.mark.parametrize(("value", "told"), [
    (0.2, 0), (7.4, 7), (999.4, 999), (1234, 1230), (1235, 1240), (99_950, 100_000),
    (123_456_789, 123_000_000),
])  # fmt: skip
def test_three_digits_are_told(value, told):
    assert magnitudes.to_three_digits(value) == told


@pytest.mark.parametrize(("percentile", "cap"), [(1, 1), (3, 5), (5, 5), (21, 50), (48_000, 50_000),
                                                 (50_001, 100_000)])  # fmt: skip
def test_a_cap_is_rounded_up_to_a_round_number(percentile, cap):
    assert magnitudes.cap_of(percentile) == cap


def test_a_merchant_is_compared_with_four_others_that_do_not_stand_out():
    trade = {"own": 90_000, "a": 100, "b": 120, "c": 130, "d": 150}
    assert magnitudes.benchmark(trade, asking="own") == Part(500, 4, 150, 130)
    assert magnitudes.benchmark({**trade, "d": 0}, asking="own") is None
    assert magnitudes.benchmark({**trade, "d": 50_000}, asking="own") is None
    # Who does not sell at all asks as everybody: nobody is left out.
    assert magnitudes.benchmark(trade, asking="new") is None


def test_the_merchants_own_figures_change_nothing_in_the_answer():
    others = {"a": 100, "b": 120, "c": 130, "d": 150}
    answers = {magnitudes.benchmark({**others, "own": own}, asking="own") for own in (0, 1, 10**9)}
    assert len(answers) == 1


def spent(world: World, *by: str) -> dict[tuple[str, ...], Sum]:
    """Return the purchases of the invented country as sums."""
    persons: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    shops: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in world.country.rows:
        if row.amount_yen:
            cell = tuple(getattr(row, name) for name in by)
            persons[cell][row.person] += row.amount_yen
            shops[cell][row.business_id] += row.amount_yen
    return {
        cell: Sum(
            part([*given.values()]),
            cellkey.cell_key(cellkey.record_key(SECRET, person) for person in given),
            part([*shops[cell].values()]),
        )
        for cell, given in persons.items()
    }


def exposed(sums: dict[tuple[str, ...], Sum], told: dict[tuple[str, ...], int]) -> int:
    """Count cells whose second largest shop works out the largest to 10 %."""
    return sum(
        abs(value - sums[cell].businesses.second - sums[cell].businesses.first)
        <= 0.10 * sums[cell].businesses.first
        for cell, value in told.items()
    )


def test_no_shop_is_worked_out_by_its_rival_and_what_is_told_is_useful(world: World):
    errors = []
    raw = after = 0
    for by in (("region",), ("region", "trade"), ("region", "theme"), ("prefecture", "trade")):
        sums = spent(world, *by)
        asked = {cell: told(one) for cell, one in sums.items()}
        shown_ = {cell: value for cell, value in asked.items() if value is not None}
        raw += exposed(sums, {cell: one.persons.total for cell, one in sums.items()})
        after += exposed(sums, shown_)
        errors += [abs(value / sums[cell].persons.total - 1) for cell, value in shown_.items()]
    assert raw > 10
    assert after == 0
    assert len(errors) > 30
    assert statistics.median(errors) < 0.10
