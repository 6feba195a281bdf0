"""The sales of a day: what came in, and each one to look at or take back."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.programs import queries as programs
from enishi.sales import queries
from enishi.web.design import clock
from enishi.web.till import door
from enishi.web.till.door import Till

_DAY = timedelta(days=1)


def _asked(told: str, today: date) -> date:
    """Return the day that the address names; today for none, and for one that has not come."""
    try:
        return min(date.fromisoformat(told), today)
    except ValueError:
        return today


@door.till
@never_cache
@require_safe
def day(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the shop's sales of a day and their sums, newest first, and what came back."""
    today = jst_day(clock.now())
    on = _asked(request.GET.get("on", ""), today)
    totals = queries.totals_of_shop(till.shop.code, since=on, until=on + _DAY)
    page = {
        "till": till,
        "on": on,
        "is_today": on == today,
        "before": on - _DAY,
        "after": on + _DAY if on < today else None,
        "sales": queries.sales_of_shop(till.shop.code, since=on, until=on + _DAY),
        "backs": [
            (of, one)
            for of, one in queries.returns_of_shop(till.shop.code, since=on, until=on + _DAY)
            if of.on != on
        ],
        "totals": [(programs.asset(one.asset).name, one) for one in totals],
        "here": "day",
    }
    return render(request, "till/day.html", page)
