"""The member's card: what the town calls it, its step, and a QR that staff can read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.membership import operations
from enishi.membership import queries as membership
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, region, tie

_FIRST_KIND = "visitor"


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, region_code: str = "") -> HttpResponse:
    """Show the card of a region, or make it on the tap."""
    member_id = device.member_of(request)
    if member_id is None:
        return render(request, "member/card.html", {"here": "card"})
    ties = tie.ties(member_id)
    if not region_code and len(ties) != 1:
        return render(request, "member/card.html", {"here": "card", "ties": ties})
    shown = region.public_region(region_code or ties[0].region.code)
    if request.method == "POST":
        operations.issue_card(
            member_id=member_id, region_code=shown.code, kind=_FIRST_KIND, at=clock.now()
        )
        return HttpResponseRedirect(reverse("card", args=[shown.code]))
    mine = next((one for one in ties if one.region.code == shown.code), None)
    held = [
        one for one in membership.cards(member_id) if one.region_code == shown.code and one.is_live
    ]
    page = {
        "here": "card",
        "region": shown,
        "card": held[0] if held else None,
        "is_member": True,
        "tie": mine,
        "has_others": len(ties) > 1,
    }
    return render(request, "member/card.html", page)
