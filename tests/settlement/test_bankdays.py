"""Days on which banks in Japan are closed, by the Cabinet Office's list and the banks' own law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from enishi.settlement import bankdays

# 国民の祝日 as the Cabinet Office published them for 2026 and 2027 (syukujitsu.csv).
PUBLISHED = {
    2026: "1-1 1-12 2-11 2-23 3-20 4-29 5-3 5-4 5-5 5-6 7-20 8-11 9-21 9-22 9-23 10-12 11-3 11-23",
    2027: "1-1 1-11 2-11 2-23 3-21 3-22 4-29 5-3 5-4 5-5 7-19 8-11 9-20 9-23 10-11 11-3 11-23",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_banks_close_on_weekends_published_holidays_and_around_new_year(year: int) -> None:
    told = {tuple(int(part) for part in one.split("-")) for one in PUBLISHED[year].split()}
    told |= {(12, 31), (1, 1), (1, 2), (1, 3)}
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    closed = {(day.month, day.day) for day in days if not bankdays.is_open(day)}
    assert closed == told | {(day.month, day.day) for day in days if day.weekday() in (5, 6)}


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 21), date(2026, 11, 24)),  # the Monday after is a holiday
        (date(2026, 9, 20), date(2026, 9, 24)),  # a Sunday and three holidays in a row
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2027, 4, 29), date(2027, 4, 30)),
    ],
)
def test_a_day_moves_to_the_next_on_which_banks_work(day: date, then: date) -> None:
    assert bankdays.from_day(day) == then
