"""Become a citizen of a town (e-県民): say on which ground, and print name cards to hand out."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.membership import queries as membership
from enishi.regions.region import Region
from enishi.supporters import operations, queries
from enishi.supporters import support as grounds
from enishi.ties import queries as ties
from enishi.web.design import clock, name_cards
from enishi.web.design.permission import anyone
from enishi.web.member import device, region

GROUNDS: Mapping[str, str] = {
    grounds.RESIDENT: _("住んでいます"),
    grounds.NATIVE: _("ここの出身です"),
    grounds.GRADUATE: _("ここの学校を出ました"),
    grounds.WORKER: _("ここで働いている、働いていました"),
    grounds.INTERESTED: _("ここが好きで、応援したい"),
}
_NAME_MAX = 20


def _card_name(place: Region) -> str:
    return ties.wording(place.code).card.of("ja")


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def citizen(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for the ground, and offer the name cards to whoever told it."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    if request.method == "POST":
        if member_id is None:
            raise Http404
        at = clock.now()
        if "end" in request.POST:
            operations.end_citizen(member_id=member_id, region_code=place.code, at=at)
        else:
            ground = request.POST.get("ground", "")
            operations.become_citizen(
                member_id=member_id, region_code=place.code, category=ground, at=at
            )
        return HttpResponseRedirect(reverse("citizen", args=[place.code]))
    mine = queries.citizen(member_id, place.code) if member_id else None
    page = {
        "region": place,
        "is_member": member_id is not None,
        "mine": mine,
        "ground": gettext(GROUNDS[mine.category]) if mine else "",
        "grounds": [(code, gettext(words)) for code, words in GROUNDS.items()],
        "name": membership.member(member_id).display_name if member_id else "",
        "card_name": _card_name(place),
        "here": "home",
    }
    return render(request, "member/citizen.html", page)


@anyone
@never_cache
@require_safe
def cards(request: HttpRequest, region_code: str) -> HttpResponse:
    """Print ten name cards of the phone's member; the name is in the address and kept nowhere."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    mine = queries.citizen(member_id, place.code) if member_id else None
    if mine is None:
        raise Http404
    address = request.build_absolute_uri(reverse("region", args=[place.code]))
    return name_cards.answer(
        place,
        card=_card_name(place),
        ground=GROUNDS[mine.category],
        name=request.GET.get("name", "").strip()[:_NAME_MAX],
        address=address,
    )
