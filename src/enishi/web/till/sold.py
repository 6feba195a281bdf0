"""One sale: what was paid, used and earned, and what of it went back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.sales import operations, queries, returning
from enishi.web.design import clock
from enishi.web.till import again, door, pay
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def sold(request: HttpRequest, till: Till, sale_code: str) -> HttpResponse:
    """Show a sale of the shop; after giving back, what to hand to the customer."""
    found = queries.sale(sale_code, shop_code=till.shop.code)
    returns = queries.returns_of([found.seq]).get(found.seq, ())
    last = returns[-1] if returns and request.GET.get("back") else None
    is_at_counter = again.guest_of(found, last, till, clock.now()) is not None
    page = {
        "till": till,
        "sold": found,
        "returns": returns,
        "last": last,
        "is_undone": last is not None and last.key == operations.UNDO,
        "customer": pay.who(found.member_id, till.shop.region_code)
        if is_at_counter and found.member_id
        else None,
        "left": returning.left_of(found),
        "here": "day",
    }
    return render(request, "till/sold.html", page)
