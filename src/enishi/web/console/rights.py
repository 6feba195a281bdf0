"""Requests on paper: hand somebody their data, or erase them, at a desk that checked them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership import slips
from enishi.regions import queries as regions
from enishi.rights import operations, queries
from enishi.rights.copy import Copy
from enishi.web.design import clock, data_file
from enishi.web.design.permission import needs, reader

_TAIL = 4
_PURPOSE = "rights"


@dataclass(frozen=True, slots=True)
class Found:
    """Whose card it is, as much as the desk needs to be sure that it is this person."""

    number: str
    tail: str
    since: datetime
    records: int


def _holder(request: HttpRequest, region_code: str, number: str) -> UUID:
    """Return who holds a living card of the region; who looked is written down."""
    card = members.card_holder(slips.number_in(number))
    if card is None or card.region_code != region_code:
        raise Http404
    membership.note_look(
        member_id=card.member_id,
        reader_id=reader(request),
        region_code=region_code,
        purpose=_PURPOSE,
        at=clock.now(),
    )
    return card.member_id


@needs("region.manage")
@never_cache
@require_safe
def rights(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for the card, and list the erasures that this desk did."""
    page = {
        "region": regions.region(region_code),
        "erasures": queries.erasures(region_code),
        "here": "cards",
    }
    return render(request, "console/rights.html", page)


@needs("region.manage")
@never_cache
@require_POST
def found(request: HttpRequest, region_code: str) -> HttpResponse:
    """Say what would happen to the holder of a card; nothing happens yet."""
    number = slips.number_in(request.POST.get("number", ""))
    page = {"region": regions.region(region_code), "here": "cards"}
    try:
        member_id = _holder(request, region_code, number)
    except Http404:
        wrong = gettext("この番号の、使える会員証はありません。番号を確かめてください。")
        return render(request, "console/rights.html", page | {"wrong": wrong}, status=422)
    copied = queries.copy_of(member_id, clock.now())
    page["found"] = _told(number, copied)
    return render(request, "console/rights.html", page)


def _told(number: str, copied: Copy) -> Found:
    person = copied.rows("person")[0]
    records = sum(section.count for section in copied.sections)
    return Found(number, number[-_TAIL:], person["joined_at"], records)


@needs("region.manage")
@never_cache
@require_POST
def hand_over(request: HttpRequest, region_code: str) -> HttpResponse:
    """Hand out all that is kept about the holder of a card, as one file (開示)."""
    number = request.POST.get("number", "")
    at = clock.now()
    return data_file.answer(queries.copy_of(_holder(request, region_code, number), at))


@needs("region.manage")
@never_cache
@require_POST
def erase(request: HttpRequest, region_code: str) -> HttpResponse:
    """Erase the holder of a card for a reason that is named (利用停止・消去)."""
    member_id = _holder(request, region_code, request.POST.get("number", ""))
    if request.POST.get("sure") != "yes":
        return HttpResponseRedirect(reverse("console-rights", args=[region_code]))
    done = operations.erase_on_paper(
        member_id=member_id,
        reader_id=reader(request),
        region_code=region_code,
        reason=request.POST.get("reason", ""),
        at=clock.now(),
    )
    return HttpResponseRedirect(reverse("erased", args=[done.id]))
