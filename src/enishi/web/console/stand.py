"""As of what the books are shown: one asset of a region, up to the end of a day in Japan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from enishi.kit import periods
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.web.design import clock

# Nobody kept these books before; it keeps odd addresses from asking for the year 1.
_FIRST = date(2000, 4, 1)
_RECORD_DAYS = ((3, 31), (9, 30))  # 基準日 of the Payment Services Act


@dataclass(frozen=True, slots=True)
class Stand:
    """What the address asks for: one asset, up to the end of a day in Japan."""

    region_code: str
    asset: Asset
    on: date
    today: date

    @property
    def until(self) -> datetime:
        """The first moment that no longer counts."""
        return periods.end_of_day(self.on)


def asked(request: HttpRequest, region_code: str) -> Stand | None:
    """Read asset and day; None while the region has neither coin nor point.

    A day that is none, or one that has not come, is today.
    """
    found = sorted(programs.assets(region_code), key=lambda one: one.kind, reverse=True)
    if not found:
        return None
    kind = request.GET.get("asset", "")
    asset = next((one for one in found if one.kind == kind), found[0])
    today = periods.jst_day(clock.now())
    return Stand(region_code, asset, min(day(request.GET.get("on", ""), today), today), today)


def day(text: str, otherwise: date) -> date:
    """Read YYYY-MM-DD; anything else is the other day."""
    try:
        return max(date.fromisoformat(text), _FIRST)
    except ValueError:
        return otherwise


def record_days(today: date) -> list[date]:
    """Return the last 31 March and the last 30 September, the later first."""
    found = []
    for month, number in _RECORD_DAYS:
        this_year = date(today.year, month, number)
        found.append(this_year if this_year <= today else this_year.replace(year=today.year - 1))
    return sorted(found, reverse=True)


def begin_of_year(on: date) -> date:
    """Return 1 April of a day's fiscal year."""
    return date(periods.fiscal_year_of(on), 4, 1)
