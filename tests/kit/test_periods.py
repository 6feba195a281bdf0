"""Days, months and fiscal years of Japan."""

from datetime import UTC, date, datetime

import pytest

from enishi.kit import periods
from enishi.kit.periods import BadPeriod, Month


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
def test_a_day_ends_at_midnight_in_japan(moment, day):
    assert periods.jst_day(moment) == day


def test_the_first_moment_after_a_day_is_the_next_midnight():
    assert periods.end_of_day(date(2026, 3, 31)) == datetime(2026, 3, 31, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2024, 2, 29), 2023)],
)
def test_a_fiscal_year_runs_from_april_to_march(day, year):
    assert periods.fiscal_year_of(day) == year
    assert periods.fiscal_year_end(year).isoformat() == f"{year + 1}-03-31"


def test_months_follow_each_other_over_the_year():
    found = list(periods.months(Month(2025, 11), Month(2026, 2)))
    assert [str(month) for month in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert [month.last for month in found][-1] == date(2026, 2, 28)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "202601", "２０２６-０１", "2026-01\n", ""])
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(BadPeriod):
        periods.parse_month(text)


def test_a_moment_without_a_zone_is_a_bug():
    with pytest.raises(AssertionError):
        periods.jst_day(datetime(2026, 4, 1))  # noqa: DTZ001 - the point of the test
