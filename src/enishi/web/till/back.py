"""Take a sale back: all of it, or a part that the customer returns; what is handed out is said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.sales import operations, queries, returning
from enishi.sales.sale import Sold
from enishi.web.design import amounts, clock
from enishi.web.till import door
from enishi.web.till.door import Till

WHOLE, PART = "whole", "part"


def _key(told: str) -> str:
    """Return the key of the page that asks, so that two presses give back once."""
    try:
        return f"till:{UUID(told)}"
    except ValueError:
        return f"till:{ids.new_id()}"


def fault(yen: int | None, sold: Sold) -> str:
    """Say what is wrong with a part of the price; empty when it can go back."""
    left = returning.left_of(sold)
    if not yen:
        return gettext("返す金額を、1から始まる数字で入れてください。")
    if yen > left:
        facts = {"left": f"{left:,}"}
        return gettext("返せるのは%(left)s円までです。小さい数に直してください。") % facts
    return ""


def _give_back(request: HttpRequest, till: Till, sold: Sold, yen: int | None, at: datetime) -> None:
    is_today = sold.on == jst_day(at)
    is_untouched = not sold.returned_yen + sold.returned_points
    if yen is None and is_today and is_untouched:
        operations.undo(sale_code=sold.code, shop_code=till.shop.code, device_id=till.id, at=at)
        return
    operations.give_back(
        sale_code=sold.code,
        shop_code=till.shop.code,
        key=_key(request.POST.get("key", "")),
        yen=yen,
        reason=request.POST.get("reason", ""),
        device_id=till.id,
        at=at,
    )


@door.till
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, till: Till, sale_code: str) -> HttpResponse:
    """Ask how much of a sale goes back, show what that comes to, and give it back once."""
    at = clock.now()
    sold = queries.sale(sale_code, shop_code=till.shop.code)
    told = request.POST if request.method == "POST" else request.GET
    how = told.get("how", "")
    yen = amounts.typed(told.get("yen", "")) if how == PART else None
    wrong = fault(yen, sold) if how == PART else ""
    if request.method == "POST" and how in (WHOLE, PART) and not wrong:
        _give_back(request, till, sold, yen, at)
        return HttpResponseRedirect(f"{reverse('till-sold', args=[sold.code])}?back=1")
    is_checked = how == WHOLE or (how == PART and yen is not None and not wrong)
    page = {
        "till": till,
        "sold": sold,
        "left": returning.left_of(sold),
        "how": how,
        "yen": yen,
        "typed": told.get("yen", ""),
        "fault": wrong,
        "split": returning.split(sold, yen) if is_checked else None,
        "key": ids.new_id(),
        "is_today": sold.on == jst_day(at),
        "here": "day",
    }
    return render(request, "till/back.html", page, status=422 if wrong else 200)
