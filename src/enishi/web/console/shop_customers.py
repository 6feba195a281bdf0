"""Customers of all shops, for the federation: on a basis in law, each look noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit.periods import jst_day
from enishi.membership import operations as membership
from enishi.merchants import queries
from enishi.regions import queries as regions
from enishi.sales import customers
from enishi.sales import queries as sales
from enishi.sales.customers import Customer
from enishi.web.console.reception import who
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader

# On which basis personal data of shops' customers may be seen together (APPI 27, 61, 69).
BASES = (
    ("consent", _("ご本人の同意")),
    ("delegation", _("町からの委託")),
    ("joint", _("共同利用（公表している範囲）")),
    ("law", _("法令にもとづく求め")),
)
_DAYS = (28, 91, 365)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One customer, by name or by the end of a card's number."""

    who: str
    customer: Customer


def _found(region_code: str, days: int) -> Sequence[Customer]:
    today = jst_day(clock.now())
    since = today - timedelta(days=days)
    sold = [
        one
        for shop in queries.shops_of(region_code)
        for one in sales.sales_of_shop(shop.code, since=since, until=today + timedelta(days=1))
    ]
    return customers.customers(sold)


@needs("shop.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for the basis and the purpose; then show who buys most, and let each of them know."""
    at = clock.now()
    basis = request.POST.get("basis", "")
    purpose = " ".join(request.POST.get("purpose", "").split())[:200]
    typed = request.POST.get("days", "")
    days = int(typed) if typed in {str(number) for number in _DAYS} else _DAYS[0]
    page: dict[str, object] = {
        "region": regions.region(region_code),
        "bases": BASES,
        "basis": basis,
        "purpose": purpose,
        "days": days,
        "choices": [(number, gettext("この%(n)s日") % {"n": number}) for number in _DAYS],
        "shown_most": _SHOWN,
        "here": "shops",
    }
    if request.method == "POST":
        if basis not in dict(BASES) or not purpose:
            page["wrong"] = True
            return render(request, "console/shop_customers.html", page, status=422)
        found = _found(region_code, days)
        for one in found[:_SHOWN]:
            membership.note_look(
                member_id=one.member_id,
                reader_id=reader(request),
                region_code=region_code,
                purpose=f"shops:{basis}",
                at=at,
            )
        page |= {
            "all": len(found),
            "basis_name": dict(BASES)[basis],
            "lines": [Line(who(one.member_id, region_code), one) for one in found[:_SHOWN]],
        }
    return render(request, "console/shop_customers.html", page)
