"""The desk that hands rewards over: a voucher read by camera, scanner or hand, used once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.membership import operations as membership
from enishi.regions import queries as regions
from enishi.rewards import operations, queries, reward
from enishi.web.console.reception import who
from enishi.web.console.rewards import WAYS, title
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader


@needs("reception.work")
@never_cache
@require_safe
def vouchers(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for a voucher's number, and lead to it."""
    typed = ids.as_typed(request.GET.get("number", ""))
    if typed and typed.isalnum() and typed.isascii():
        return HttpResponseRedirect(reverse("console-voucher", args=[region_code, typed]))
    page = {"region": regions.region(region_code), "here": "vouchers", "wrong": bool(typed)}
    return render(request, "console/vouchers.html", page)


@needs("reception.work")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voucher(request: HttpRequest, region_code: str, voucher_code: str) -> HttpResponse:
    """Show what a voucher stands for; hand it over, once. The member can read that staff did."""
    found = queries.voucher(voucher_code)
    if found.reward.region_code != region_code:
        raise Http404
    at = clock.now()
    if request.method == "POST":
        by = reader(request)
        operations.hand_over_voucher(code=found.code, region_code=region_code, by=by, at=at)
        if found.member_id is not None:
            membership.note_look(
                member_id=found.member_id,
                reader_id=by,
                region_code=region_code,
                purpose="voucher",
                at=at,
            )
        return HttpResponseRedirect(
            reverse("console-voucher", args=[region_code, found.code]) + "?done=1"
        )
    page = {
        "region": regions.region(region_code),
        "voucher": found,
        "title": title(found.reward),
        "way": gettext(WAYS[found.way]),
        "who": who(found.member_id, region_code) if found.member_id else "",
        "is_over": found.until is not None and found.until < jst_day(at),
        "is_here": found.way == reward.DESK,
        "done": "done" in request.GET,
        "here": "vouchers",
    }
    return render(request, "console/voucher.html", page)
