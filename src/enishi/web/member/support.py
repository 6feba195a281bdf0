"""Support a town with a yearly fee: choose, get a number, pay at the counter or by the bank."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.membership import queries as membership
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownController
from enishi.supporters import operations, queries
from enishi.supporters.support import SupportClass
from enishi.web.design import clock, receipts
from enishi.web.design.permission import anyone
from enishi.web.member import device, region


def _contact(region_code: str) -> str:
    try:
        return regions.controller(region_code).contact
    except UnknownController:
        return ""


def _name(one: SupportClass) -> str:
    japanese = (get_language() or "ja").startswith("ja")
    return one.name if japanese else one.name_en or one.name


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the classes and what the phone's member asked and paid; take an application."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    if request.method == "POST":
        told = request.POST.get("class", "")
        if member_id is None or not (told.isascii() and told.isdigit() and len(told) < 10):  # noqa: PLR2004
            raise Http404
        reference = operations.apply(
            class_id=int(told),
            region_code=place.code,
            member_id=member_id,
            name=request.POST.get("name", ""),
            at=clock.now(),
        )
        return HttpResponseRedirect(
            reverse("support", args=[place.code]) + f"?asked={reference}#asked"
        )
    found = queries.applications_of(member_id, place.code) if member_id else []
    on = jst_day(clock.now())
    page = {
        "region": place,
        "classes": [(one, _name(one)) for one in queries.classes(place.code, open_only=True)],
        "is_member": member_id is not None,
        "name": membership.member(member_id).display_name if member_id else "",
        "waiting": [(one, _name(one.support)) for one in found if one.payment is None],
        "paid": [one.payment for one in found if one.payment is not None],
        "standing": queries.standing(member_id, place.code, on) if member_id else None,
        "contact": _contact(place.code),
        "asked": request.GET.get("asked", ""),
        "here": "home",
    }
    return render(request, "member/support.html", page)


@anyone
@never_cache
@require_safe
def receipt(request: HttpRequest, region_code: str, receipt: str) -> HttpResponse:
    """Print the phone's member's own receipt."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    own = queries.applications_of(member_id, place.code) if member_id else []
    paid = next(
        (one.payment for one in own if one.payment and one.payment.receipt == receipt), None
    )
    if paid is None:
        raise Http404
    return receipts.answer(place, paid)
