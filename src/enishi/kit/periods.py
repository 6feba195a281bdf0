"""Days, months and fiscal years of Japan; periods are half-open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from enishi.kit.refusal import Refusal

JST = ZoneInfo("Asia/Tokyo")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"[0-9]{4}")


class BadPeriod(Refusal):
    """The text is not a day, a month (YYYY-MM) or a fiscal year (YYYY)."""

    code = "bad_period"
    status = 422


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of Japan."""

    year: int
    number: int

    def __str__(self) -> str:
        """Write it as YYYY-MM."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def fiscal_year(self) -> int:
        """The Japanese fiscal year (April to March) it lies in."""
        return self.year if self.number >= 4 else self.year - 1  # noqa: PLR2004 - April


def month_of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)


def parse_month(text: str) -> Month:
    """Read YYYY-MM.

    Raises:
        BadPeriod: the text is something else.
    """
    found = _MONTH.fullmatch(text)
    if found is None:
        raise BadPeriod(given=text, wanted="YYYY-MM")
    return Month(int(found[1]), int(found[2]))


def parse_fiscal_year(text: str) -> int:
    """Read YYYY.

    Raises:
        BadPeriod: the text is something else.
    """
    if _YEAR.fullmatch(text) is None:
        raise BadPeriod(given=text, wanted="YYYY")
    return int(text)


def months(first: Month, until: Month) -> Iterator[Month]:
    """Yield the months from `first` to `until`, both inclusive."""
    while first <= until:
        yield first
        first = first.next


def months_of_year(fiscal_year: int) -> Iterator[Month]:
    """Yield the twelve months of a fiscal year, from April to March."""
    return months(Month(fiscal_year, 4), Month(fiscal_year + 1, 3))


def fiscal_year_of(day: date) -> int:
    """Return the Japanese fiscal year (April to March) of a day."""
    return month_of(day).fiscal_year


def fiscal_year_end(fiscal_year: int) -> date:
    """Return 31 March that ends a fiscal year."""
    return date(fiscal_year + 1, 3, 31)


def jst_day(moment: datetime) -> date:
    """Return the day in Japan of an aware moment."""
    assert moment.tzinfo is not None, "a moment carries its time zone"
    return moment.astimezone(JST).date()


def end_of_day(day: date) -> datetime:
    """Return 24:00 JST of a day: the first moment that no longer belongs to it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=JST)
