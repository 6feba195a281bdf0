"""Who is at the counter: a member's card read by the camera, or its number typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.web.design import clock, word
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def customer(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the camera, and the field for a number."""
    page = {"till": till, "word": word.today(till.shop.code, clock.now()), "here": "till"}
    return render(request, "till/customer.html", page)
