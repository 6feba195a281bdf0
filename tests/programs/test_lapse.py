"""Points lapse at the end of a year, a month, after days, or never."""

from datetime import date

import pytest

from enishi.programs.lapse import expires_on, is_known, refund_earliest, target


@pytest.mark.parametrize(
    ("rule", "given_on", "last_day"),
    [
        ("never", date(2026, 6, 6), None),
        ("fiscal-year-end", date(2026, 6, 6), date(2027, 3, 31)),
        ("fiscal-year-end", date(2027, 3, 31), date(2027, 3, 31)),
        ("fiscal-year-end", date(2027, 4, 1), date(2028, 3, 31)),
        ("month-end", date(2028, 2, 1), date(2028, 2, 29)),
        ("days:180", date(2026, 6, 6), date(2026, 12, 3)),
        ("on:2026-12-31", date(2026, 6, 6), date(2026, 12, 31)),
        ("on:2026-12-31", date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_last_day_on_which_points_can_be_spent(rule, given_on, last_day):
    assert expires_on(rule, given_on) == last_day


@pytest.mark.parametrize(
    "rule", ["", "days:0", "days:x", "days:", "yearly", "days:180 ", "days:180\n", "on:2026-02-30"]
)
def test_other_words_are_no_lapse_rule(rule):
    assert not is_known(rule)


def test_lapsed_points_go_to_the_fund_or_are_reported_as_unused():
    assert target("993018:point", "fund") == "fund:993018:point"
    assert target("993018:point", "unused") == "unused:993018:point"


def test_points_given_back_can_be_spent_for_the_days_of_grace():
    assert refund_earliest(30, date(2026, 4, 10)) == date(2026, 5, 10)
