"""The counter's QR on the till's screen: the customer reads it and pays on their own phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.web.design import amounts, clock, word
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def counter(request: HttpRequest, till: Till) -> HttpResponse:
    """Show a QR that carries the price, where one was typed."""
    told = request.GET.get("amount", "")
    price = amounts.typed(told)
    address = request.build_absolute_uri(reverse("counter", args=[till.shop.code]))
    page = {
        "till": till,
        "typed": told,
        "price": price,
        "code": f"{address}?amount={price}" if price else address,
        "word": word.today(till.shop.code, clock.now()),
        "here": "till",
    }
    return render(request, "till/counter.html", page)
