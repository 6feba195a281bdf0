"""The till without a network: the page that the phone keeps, and what it sends afterwards."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.merchants import queries as merchants
from enishi.programs import queries as programs
from enishi.sales import offline, operations
from enishi.sales.operations import TooManyRecords
from enishi.sales.sale import Sold
from enishi.web.design import clock, sentences
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def away(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the till that needs no network; it names the shop, no member, and carries no secret."""
    on = jst_day(clock.now())
    parts = [
        part
        for part in merchants.participations([till.shop.code])
        if part.earns and part.holds_on(on)
    ]
    page = {
        "till": till,
        "assets": [programs.asset(part.asset) for part in parts],
        "most": offline.SALE_YEN_MOST,
        "most_a_day": offline.DAY_YEN_MOST,
        "days": offline.WAIT_MOST.days,
        "here": "till",
    }
    return render(request, "till/away.html", page)


@door.till
@require_POST
def keep_key(request: HttpRequest, till: Till) -> HttpResponse:
    """Keep the public half of the key with which this phone signs what it sells offline."""
    jwk = request.POST.get("jwk", "")
    operations.keep_device_key(shop_code=till.shop.code, device_id=till.id, jwk=jwk)
    return JsonResponse({"device": str(till.id)})


def _records(told: str) -> list[str]:
    """Return the records that a phone sends; anything else is none."""
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def _answer(answer: Sold | Refusal) -> dict[str, str]:
    if isinstance(answer, Sold):
        return {"sale": answer.code, "why": ""}
    told = sentences.sentence(answer.code, answer.facts)
    return {"sale": "", "why": f"{told.what} {told.then}"}


@door.till
@require_POST
def send(request: HttpRequest, till: Till) -> HttpResponse:
    """Post what the phone kept; say of each record whether it stands, or why not.

    A phone that was enrolled anew may not have told its key yet: it comes with the records.
    """
    records, jwk = _records(request.POST.get("records", "")), request.POST.get("jwk", "")
    if jwk and jwk != till.device.public_key:
        operations.keep_device_key(shop_code=till.shop.code, device_id=till.id, jwk=jwk)
    try:
        answers = operations.post_offline(device_id=till.id, records=records, at=clock.now())
    except TooManyRecords as refusal:
        return JsonResponse(
            {"message": gettext("一度に送れません。"), "code": refusal.code}, status=422
        )
    return JsonResponse({"answers": [_answer(one) for one in answers]})
