"""My history: what I did, how sure the record is, what it brought, and a receipt for each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.activities import queries as activities
from enishi.activities.activity import Past
from enishi.events import queries as events
from enishi.kit.periods import Month
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as members
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.sales import queries as sales
from enishi.sales.sale import Sold
from enishi.transparency import queries as transparency
from enishi.web.design import dates
from enishi.web.design.permission import anyone
from enishi.web.member import device, gifts, words

_SHOWN = 500
PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Line:
    """One activity of the history, ready to read."""

    past: Past
    region: Region
    title: str
    grade: str
    doubt: str
    gift: gifts.Gift
    receipts: tuple[UUID, ...]
    sold: Sold | None = None  # what was bought, of a purchase at a shop


def lines(past: list[Past], sold: Mapping[str, Sold] | None = None) -> list[Line]:
    """Make the history readable; `sold` tells purchases by their activity's key."""
    known = sold or {}
    found = regions.regions(sorted({one.region_code for one in past}))
    kinds = {kind.code: kind for kind in activities.kinds()}
    titles = events.titles({one.event for one in past if one.event})
    return [
        Line(
            past=one,
            region=found[one.region_code],
            title=titles.get(one.event) or words.kind(kinds[one.kind]),
            grade=words.grade(one.evidence, at_shop=one.key in known),
            doubt=words.doubt(one.doubt),
            gift=gifts.received(one.awards),
            receipts=tuple(award.transfer_id for award in one.awards if award.transfer_id),
            sold=known.get(one.key),
        )
        for one in past
    ]


def bought(past: Iterable[Past]) -> list[str]:
    """Return the keys of what may be sales."""
    return [one.key for one in past if one.kind == PURCHASE]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader narrowed the history to; what nobody did there is left out."""

    region_code: str
    month: Month | None


def asked(request: HttpRequest, codes: Collection[str], months: Collection[Month]) -> Asked:
    """Read the two pickers; anything but one of their lines asks for everything."""
    region_code = request.GET.get("region", "")
    named = {str(month): month for month in months}
    return Asked(
        region_code if region_code in codes else "", named.get(request.GET.get("month", ""))
    )


@anyone
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Show what this phone's member did, newest first: all, of one region, of one month."""
    member_id = device.member_of(request)
    if member_id is None:
        return render(request, "member/history.html", {"here": "history"})
    mine = regions.regions(activities.regions_of_member(member_id))
    months = activities.months_of(member_id)
    wanted = asked(request, mine, months)
    past = activities.of_member(
        member_id, wanted.region_code or None, limit=_SHOWN, month=wanted.month
    )
    language = get_language() or "ja"
    page = {
        "lines": lines(past, sales.sales_under(member_id, bought(past))),
        "is_member": True,
        "asked": wanted,
        "asked_month": str(wanted.month or ""),
        "regions": list(mine.values()),
        "months": [(str(month), dates.month(str(month), language)) for month in months],
        "is_cut": len(past) == _SHOWN,
        "here": "history",
    }
    return render(request, "member/history.html", page)


@anyone
@never_cache
@require_safe
def receipt(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Hand out the receipt of one of the member's own transfers (relpop-receipt/1)."""
    member_id = device.member_of(request)
    past = activities.of_member(member_id, limit=_SHOWN) if member_id else []
    if transfer not in {award.transfer_id for one in past for award in one.awards}:
        raise Http404
    assert member_id is not None, "who has no member has no past"
    told = transparency.receipt(f"transfer:{transfer}", opens=_own_side(transfer, member_id))
    answer = HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="receipt-{transfer}.json"'
    return answer


def _own_side(transfer: UUID, member_id: UUID) -> str:
    """Name the account of a transfer that is the member's, or was before two became one."""
    own = {f"{MEMBER}{one}" for one in members.members_of_person(member_id)}
    posted = ledger.posted([transfer])[transfer]
    return posted.target if posted.target in own else posted.source
