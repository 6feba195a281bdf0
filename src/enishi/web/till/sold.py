"""One sale: what was paid, used and earned, and what of it went back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.sales import queries, returning
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def sold(request: HttpRequest, till: Till, sale_code: str) -> HttpResponse:
    """Show a sale of the shop; after giving back, what to hand to the customer."""
    found = queries.sale(sale_code, shop_code=till.shop.code)
    returns = queries.returns_of([found.seq]).get(found.seq, ())
    page = {
        "till": till,
        "sold": found,
        "returns": returns,
        "last": returns[-1] if returns and request.GET.get("back") else None,
        "left": returning.left_of(found),
        "here": "day",
    }
    return render(request, "till/sold.html", page)
