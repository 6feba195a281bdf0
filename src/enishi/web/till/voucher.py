"""A reward used at a shop: the member's code is read, shown, and used once; a slip undone."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit import ids
from enishi.kit.periods import end_of_day, jst_day
from enishi.rewards import operations, queries, reward
from enishi.rewards.operations import WrongPlace
from enishi.rewards.reward import Reward
from enishi.web.design import clock
from enishi.web.till import door
from enishi.web.till.door import Till


def title(one: Reward) -> str:
    """Name a reward in the reader's language."""
    japanese = (get_language() or "ja").startswith("ja")
    return one.title if japanese else one.title_en or one.title


@door.till
@never_cache
@require_safe
def vouchers(request: HttpRequest, till: Till) -> HttpResponse:
    """Ask for a voucher's number; list what was used here today."""
    typed = ids.as_typed(request.GET.get("number", ""))
    if typed and typed.isalnum() and typed.isascii():
        return HttpResponseRedirect(reverse("till-voucher", args=[typed]))
    until = end_of_day(jst_day(clock.now()))
    since = until - timedelta(days=1)
    page = {
        "till": till,
        "used": [(one, title(one.reward)) for one in queries.used_at(till.shop.code, since, until)],
        "wrong": bool(typed),
        "here": "voucher",
    }
    return render(request, "till/vouchers.html", page)


@door.till
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voucher(request: HttpRequest, till: Till, voucher_code: str) -> HttpResponse:
    """Show what the member is to get; use it, once, or take that back on the same day."""
    found = queries.voucher(voucher_code)
    if found.reward.shop_code != till.shop.code:
        raise WrongPlace(way=found.way)
    at = clock.now()
    if request.method == "POST":
        code, here = found.code, till.shop.code
        if "undo" in request.POST:
            operations.undo_redeem(code=code, shop_code=here, at=at)
        elif "use" in request.POST:
            operations.redeem(code=code, shop_code=here, device_id=till.id, at=at)
        else:
            raise Http404
        return HttpResponseRedirect(reverse("till-voucher", args=[found.code]) + "?done=1")
    is_used = found.state == reward.USED and found.shop_code == till.shop.code
    page = {
        "till": till,
        "voucher": found,
        "title": title(found.reward),
        "is_used": is_used,
        "may_undo": is_used
        and found.ended_at is not None
        and jst_day(found.ended_at) == jst_day(at),
        "is_over": found.until is not None and found.until < jst_day(at),
        "done": "done" in request.GET,
        "here": "voucher",
    }
    return render(request, "till/voucher.html", page)
