"""The shop's phones: which ones sell, and an end for one that is lost or no longer needed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.merchants import operations, queries
from enishi.merchants.shop import PHONES_MOST
from enishi.web.design import clock
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def devices(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the phones that sell for the shop."""
    living = [one for one in queries.devices(till.shop.code) if one.ended_at is None]
    page = {"till": till, "devices": living, "most": PHONES_MOST, "here": "devices"}
    return render(request, "till/devices.html", page)


@door.till
@require_POST
def end(request: HttpRequest, till: Till, device_id: UUID) -> HttpResponse:  # noqa: ARG001
    """Let a phone of the shop sell no more."""
    operations.end_device(shop_code=till.shop.code, device_id=device_id, at=clock.now())
    if device_id != till.id:
        return HttpResponseRedirect(reverse("till-devices"))
    answer = HttpResponseRedirect(reverse("till-open"))
    door.drop(answer)
    return answer
