"""The shop's own customers: how often and when, under names that only this shop knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.regions import queries as regions
from enishi.sales import customers as gathering
from enishi.sales import queries as sales
from enishi.sales.customers import Customer
from enishi.web.design import clock
from enishi.web.till import figures
from enishi.web.till.door import Till, till

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A customer under the shop's own name for them."""

    mark: str
    customer: Customer


@till
@never_cache
@require_safe
def customers(request: HttpRequest, till: Till) -> HttpResponse:
    """Show who came, oftest first; the number of weeks is kept in the address."""
    weeks, today = figures.asked_weeks(request), jst_day(clock.now())
    until = today + timedelta(days=1)
    since = until - timedelta(days=7 * weeks)
    sold = sales.sales_of_shop(till.shop.code, since=since, until=until)
    found = gathering.customers(sold)
    secret: bytes = settings.TICKET_SECRET
    page = {
        "till": till,
        "lines": [
            Line(gathering.mark(till.shop.code, one.member_id, secret=secret), one)
            for one in found[:_SHOWN]
        ],
        "all": len(found),
        "again": sum(one.sales > 1 for one in found),
        "shown": _SHOWN,
        "weeks": weeks,
        "periods": figures.periods(weeks),
        "since": since,
        "today": today,
        "region": regions.region(till.shop.region_code),
        "here": "shop",
    }
    return render(request, "till/customers.html", page)
