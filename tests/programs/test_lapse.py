"""Points lapse at the end of a year, a month, after days, or never."""

from datetime import date

import pytest

from enishi.programs.lapse import expires_on, is_known


@pytest.mark.parametrize(
    ("rule", "given_on", "last_day"),
    [
        ("never", date(2026, 6, 6), None),
        ("fiscal-year-end", date(2026, 6, 6), date(2027, 3, 31)),
        ("fiscal-year-end", date(2027, 3, 31), date(2027, 3, 31)),
        ("fiscal-year-end", date(2027, 4, 1), date(2028, 3, 31)),
        ("month-end", date(2028, 2, 1), date(2028, 2, 29)),
        ("days:180", date(2026, 6, 6), date(2026, 12, 3)),
    ],
)
def test_the_last_day_on_which_points_can_be_spent(rule, given_on, last_day):
    assert expires_on(rule, given_on) == last_day


@pytest.mark.parametrize("rule", ["", "days:0", "days:x", "days:", "yearly", "days:180 "])
def test_other_words_are_no_lapse_rule(rule):
    assert not is_known(rule)
