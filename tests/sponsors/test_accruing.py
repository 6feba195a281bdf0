"""What uses come to: to the thousandth, under caps, less what went back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kit.periods import Month
from enishi.sponsors import accruing
from enishi.sponsors.accruing import CAP_MONTH, CAP_TOTAL, Counted, Kept, Standing, Terms


@pytest.mark.parametrize(
    ("permille", "yen", "mills"),
    [(1, 1, 1), (1, 999, 999), (1, 1_000, 1_000), (5, 1_580, 7_900), (10, 99, 990), (0, 500, 0)],
)
def test_a_use_counts_its_rate_to_the_thousandth_of_a_yen(
    permille: int, yen: int, mills: int
) -> None:
    assert accruing.use(Terms(permille), Standing(), yen) == Counted(mills)


@pytest.mark.parametrize(
    ("terms", "standing", "counted"),
    [
        (Terms(10, cap_month_yen=20), Standing(0, 0), Counted(10_000)),
        (Terms(10, cap_month_yen=20), Standing(15_000, 99_000), Counted(5_000, 5_000, CAP_MONTH)),
        (Terms(10, cap_month_yen=20), Standing(20_000, 20_000), Counted(0, 10_000, CAP_MONTH)),
        (Terms(10, cap_total_yen=100), Standing(0, 99_500), Counted(500, 9_500, CAP_TOTAL)),
        (Terms(10, 20, 100), Standing(15_000, 99_000), Counted(1_000, 9_000, CAP_TOTAL)),
        (Terms(10, 20, 100), Standing(19_000, 90_000), Counted(1_000, 9_000, CAP_MONTH)),
        # A cap that was lowered by a return before has room again; one overstepped has none.
        (Terms(10, cap_month_yen=5), Standing(6_000, 6_000), Counted(0, 10_000, CAP_MONTH)),
    ],
)
def test_the_nearest_cap_is_told_and_what_it_kept_out(
    terms: Terms, standing: Standing, counted: Counted
) -> None:
    assert accruing.use(terms, standing, 1_000) == counted


@pytest.mark.parametrize(
    ("kept", "yen", "mills"),
    [
        (Kept(1_000, 5_000), 1_000, -5_000),
        (Kept(1_000, 5_000), 300, -1_500),
        (Kept(1_000, 5_000, 300, 1_500), 700, -3_500),
        (Kept(999, 1_000), 333, -334),  # what stays is rounded down
        (Kept(1_000, 0), 500, 0),  # over the cap: it counted nothing
        (Kept(1_000, 5_000, 1_000, 5_000), 10, 0),  # nothing is left of it
    ],
)
def test_a_return_takes_back_its_part_of_what_counted(kept: Kept, yen: int, mills: int) -> None:
    assert accruing.give_back(kept, yen) == Counted(mills)


@given(
    yen=st.integers(1, 10_000),
    mills=st.integers(0, 100_000),
    parts=st.lists(st.integers(0, 4_000), max_size=8),
)
def test_parts_given_back_add_up_to_the_whole(yen: int, mills: int, parts: list[int]) -> None:
    kept = Kept(yen, mills)
    for part in [*parts, yen]:
        counted = accruing.give_back(kept, part)
        assert counted.mills <= 0
        kept = Kept(yen, mills, min(kept.back_yen + part, yen), kept.back_mills - counted.mills)
        assert 0 <= kept.back_mills <= mills
    assert kept.back_mills == mills


@given(
    permille=st.integers(1, 50),
    cap_month=st.none() | st.integers(0, 500),
    cap_total=st.none() | st.integers(0, 900),
    months=st.lists(st.lists(st.integers(1, 50_000), max_size=12), max_size=5),
)
def test_statements_of_all_months_are_what_counted_to_the_yen(
    permille: int, cap_month: int | None, cap_total: int | None, months: list[list[int]]
) -> None:
    terms = Terms(permille, cap_month, cap_total)
    standing, carried, stated, everything = Standing(), 0, 0, 0
    for prices in months:
        standing = Standing(0, standing.total)
        for price in prices:
            counted = accruing.use(terms, standing, price)
            assert counted.mills + counted.over == price * permille
            standing = standing.with_(counted.mills)
        yen, carried = accruing.in_yen(carried, standing.month)
        stated += yen
        everything += standing.month
        assert stated * 1_000 + carried == everything == standing.total
        assert 0 <= carried < 1_000
        # The slow way: every use of the month in full, then the caps.
        full = sum(prices) * permille
        room = min(cap * 1_000 for cap in (cap_month, full) if cap is not None)
        assert standing.month <= min(full, room)
        if cap_month is not None:
            assert standing.month <= cap_month * 1_000
        if cap_total is not None:
            assert standing.total <= cap_total * 1_000


@pytest.mark.parametrize(
    ("carried", "mills", "yen", "left"),
    [(0, 0, 0, 0), (0, 7_900, 7, 900), (900, 100, 1, 0), (0, -300, 0, -300), (-300, 1_500, 1, 200)],
)
def test_what_is_no_whole_yen_is_carried_on_and_never_asked_below_zero(
    carried: int, mills: int, yen: int, left: int
) -> None:
    assert accruing.in_yen(carried, mills) == (yen, left)


def test_what_comes_late_for_a_stated_month_is_written_in_the_next() -> None:
    may, june = Month(2026, 5), Month(2026, 6)
    assert accruing.month_for(may, None) == may
    assert accruing.month_for(june, may) == june
    assert accruing.month_for(may, may) == june
    assert accruing.month_for(Month(2025, 12), Month(2026, 1)) == Month(2026, 2)
