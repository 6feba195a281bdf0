"""Give points to the town now: an amount, what will happen, and thanks."""

from __future__ import annotations

import unicodedata
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER, POINTS_MAX, transfer_id
from enishi.membership import queries as membership
from enishi.programs import operations
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, purse, region
from enishi.web.member.purse import Purse

_QUICK = (100, 500, 1_000)
_DIGITS_MAX = 16


def typed(text: str) -> int | None:
    """Read an amount as people write it: １，２００円 is 1200; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("円").replace(",", "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS_MAX):
        return None
    return min(int(plain), POINTS_MAX)


def fault(amount: int | None, mine: Purse) -> str:
    """Say what is wrong with an amount and what to do; empty when all is well."""
    if not amount:
        return gettext("寄附するぶんを、1から始まる数字で入れてください。")
    if amount > mine.free:
        facts = {"free": f"{mine.free:,}"}
        return (
            gettext("いま寄附できるのは、%(free)s円ぶんまでです。小さい数に直してください。")
            % facts
        )
    return ""


def _giver(request: HttpRequest, region_code: str) -> tuple[UUID, Purse]:
    """Return the phone's member and the points that may be given; 404 where none may."""
    member_id = device.member_of(request)
    if member_id is None:
        raise Http404
    on = jst_day(clock.now())
    for one in purse.purses(member_id, region_code, on):
        if one.gives:
            return member_id, one
    raise Http404


def _give(request: HttpRequest, member_id: UUID, asset: str) -> UUID:
    """Give once under the form's key; the same form again is the same gift."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None
    secret = membership.transfer_secrets([member_id])[member_id]
    donation = transfer_id(secret, "donate", f"{asset}:{key}")
    operations.donate(
        donation=donation,
        account=f"{MEMBER}{member_id}",
        asset=asset,
        points=typed(request.POST.get("amount", "")) or 0,
        at=clock.now(),
    )
    return donation


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donate(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask how much, then whether; the second yes gives it, once however often it is sent."""
    shown = region.public_region(region_code)
    member_id, mine = _giver(request, shown.code)
    if request.method == "POST":
        given = _give(request, member_id, mine.asset.code)
        return HttpResponseRedirect(reverse("donated", args=[shown.code, given]))
    page = {"region": shown, "purse": mine, "here": "home"}
    text = request.GET.get("amount")
    amount = None if text is None else typed(text)
    wrong = "" if text is None else fault(amount, mine)
    if text is None or wrong:
        quick = [one for one in _QUICK if one < mine.free]
        page |= {"wrong": wrong, "typed": text or "", "quick": quick}
        return render(request, "member/donate.html", page, status=422 if wrong else 200)
    page |= {"amount": amount, "key": uuid4(), "left": mine.balance - (amount or 0)}
    return render(request, "member/donate_confirm.html", page)


@anyone
@never_cache
@require_safe
def donated(request: HttpRequest, region_code: str, transfer: UUID) -> HttpResponse:
    """Thank for what was given; nobody else's gift is shown."""
    shown = region.public_region(region_code)
    member_id = device.member_of(request)
    found = ledger.posted([transfer]).get(transfer)
    if found is None or found.kind != "donate" or found.source != f"{MEMBER}{member_id}":
        raise Http404
    if found.asset.partition(":")[0] != shown.code:
        raise Http404
    page = {"region": shown, "amount": found.amount, "here": "home"}
    return render(request, "member/donated.html", page)
