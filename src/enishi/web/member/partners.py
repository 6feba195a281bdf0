"""A region's partners: points to bring in, cards to link with one's word, shops to go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.membership import queries as members
from enishi.membership.contact import EMAIL, PHONE, masked
from enishi.partners import operations, partner, queries
from enishi.partners.partner import Entry, Link, Partner
from enishi.programs import lapse as lapses
from enishi.web.design import clock, refusals
from enishi.web.design.permission import anyone
from enishi.web.member import device, region

_SHOWN = 5
_DAYS = "days:"
# What is linked, in the words of the question that the member agrees to.
WHAT: Mapping[str, str] = {
    partner.TRANSIT: _("このカードで乗った日と運賃を、わたしの記録にします。"),
    partner.LIFT: _(
        "このリフト券を使った日を、わたしの記録にします。寄附とつなぐことにも使います。"
    ),
    partner.DONORS: _("町への寄附を、わたしの記録にします。リフト券とつなぐことにも使います。"),
    partner.POINTS: _("この番号から移したポイントを、わたしのものにします。"),
}
ICONS: Mapping[str, str] = {
    partner.POINTS: "gift",
    partner.TRANSIT: "map-pin",
    partner.LIFT: "flag",
    partner.DONORS: "house",
    partner.SHOP: "shopping-bag",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A partner in the reader's words, with what is the reader's own of it."""

    of: Partner
    name: str
    about: str
    icon: str
    what: str
    link: Link | None
    contact: str  # the address by which it would be linked, hidden in the middle
    asks_contact: bool
    entries: list[Entry]
    host: str

    @property
    def lapse_days(self) -> str:
        """After how many days points that come in lapse; empty where it is no number of days."""
        return self.of.lapse.removeprefix(_DAYS) if self.of.lapse.startswith(_DAYS) else ""

    @property
    def fee(self) -> str:
        """The partner's fee in per cent."""
        return f"{self.of.fee_permille / 10:g} %"

    @property
    def never_lapses(self) -> bool:
        """Whether they never do."""
        return self.of.lapse == lapses.NEVER


def _shown(found: list[Partner], member_id: UUID | None) -> list[Shown]:
    japanese = (get_language() or "ja").startswith("ja")
    living = queries.links_of(member_id) if member_id else []
    links = {one.partner_code: one for one in living if one.ended_at is None}
    contacts = {one.kind: one.value for one in members.contacts(member_id)} if member_id else {}
    entries = queries.entries_of(member_id) if member_id else []
    return [
        Shown(
            of=one,
            name=one.name if japanese else one.name_en or one.name,
            about=one.about if japanese else one.about_en or one.about,
            icon=ICONS[one.kind],
            what=gettext(WHAT[one.kind]) if one.kind in WHAT else "",
            link=links.get(one.code),
            contact=masked(one.identifier, contacts[one.identifier])
            if one.identifier in contacts
            else "",
            asks_contact=one.identifier in (EMAIL, PHONE),
            entries=[entry for entry in entries if entry.partner_code == one.code][:_SHOWN],
            host=urlsplit(one.address).hostname or "" if one.kind == partner.SHOP else "",
        )
        for one in found
        if one.is_on
    ]


@anyone
@never_cache
@require_safe
def partners(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what can be brought in, linked and gone to, and what came of it."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    found = _shown(queries.partners_of(place.code), member_id)
    page = {
        "region": place,
        "points": [one for one in found if one.of.kind == partner.POINTS],
        "linked": [one for one in found if one.of.needs_link],
        "shops": [one for one in found if one.of.kind == partner.SHOP],
        "is_member": member_id is not None,
        "done": request.GET.get("done", ""),
        "here": "home",
    }
    return render(request, "member/partners.html", page)


def _mine(request: HttpRequest, region_code: str, partner_code: str) -> tuple[UUID, Partner]:
    """Return the phone's member and a partner of the region; 404 for anything else."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    found = queries.partner_of(partner_code)
    if member_id is None or found.region_code != place.code:
        raise Http404
    return member_id, found


def _back(region_code: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("partners", args=[region_code]) + f"?done={done}")


@anyone
@require_POST
def link(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """Link a number or a proven address, with the member's word for it."""
    member_id, found = _mine(request, region_code, partner_code)
    if request.POST.get("agree") != "1":
        return _back(region_code, "agree")
    try:
        operations.link(
            member_id=member_id,
            partner_code=found.code,
            typed=request.POST.get("number", "")[:120],
            version=partner.CONSENT_VERSION,
            at=clock.now(),
        )
    except operations.LinkNeedsNumber as refused:
        return refusals.answer(request, refused, region=region.public_region(region_code))
    return _back(region_code, "linked")


@anyone
@require_POST
def unlink(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """End the word given: nothing more comes under it."""
    member_id, found = _mine(request, region_code, partner_code)
    operations.unlink(member_id=member_id, partner_code=found.code, at=clock.now())
    return _back(region_code, "unlinked")


@anyone
@require_POST
def go(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """Lead to a partner's shop under a fresh token; its order brings the points here."""
    member_id, found = _mine(request, region_code, partner_code)
    token = operations.go(member_id=member_id, partner_code=found.code, at=clock.now())
    parts = urlsplit(found.address)
    query = "&".join(one for one in (parts.query, urlencode({"enishi": token})) if one)
    return HttpResponseRedirect(urlunsplit(parts._replace(query=query)))
