"""Days on which banks in Japan work: neither weekends, nor national holidays, nor the new year."""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday

_SATURDAY = 5
# Banks close from 31 December to 3 January (Order for Enforcement of the Banking Act, article 5).
_NEW_YEAR = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


def is_open(day: date) -> bool:
    """Say whether banks work on a day; holidays are computed by the law as it stands."""
    return (
        day.weekday() < _SATURDAY
        and (day.month, day.day) not in _NEW_YEAR
        and not jpholiday.is_holiday(day)
    )


def from_day(day: date) -> date:
    """Return the day itself, or the first after it on which banks work."""
    while not is_open(day):
        day += timedelta(days=1)
    return day
