"""The sales of a day: what came in, and each one to look at, give back or take back."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.sales import queries
from enishi.web.design import clock
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def day(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the shop's sales of today."""
    on = jst_day(clock.now())
    sales = queries.sales_of_shop(till.shop.code, since=on, until=on + timedelta(days=1))
    page = {"till": till, "on": on, "sales": sales, "here": "day"}
    return render(request, "till/day.html", page)
