"""A sale that was just made: what came in, and the signs by which both phones agree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.sales import queries
from enishi.web.design import clock, moving, word
from enishi.web.till import door
from enishi.web.till.door import Till


@door.till
@never_cache
@require_safe
def done(request: HttpRequest, till: Till, sale_code: str) -> HttpResponse:
    """Show what the customer paid, used, earned, and on its day what is left to them."""
    at = clock.now()
    sold = queries.sale(sale_code, shop_code=till.shop.code)
    on = jst_day(at)
    # What a customer holds on another day is none of the shop's business.
    wallet = f"{MEMBER}{sold.member_id}" if sold.member_id and sold.on == on else ""
    page = {
        "till": till,
        "sold": sold,
        "left": ledger.free_to_move(wallet, sold.asset, on=on) if wallet else None,
        "may_undo": sold.on == on and not sold.is_undone,
        "word": word.today(till.shop.code, at),
        "now": at,
        "picture": moving.picture(sold.code),
        "here": "till",
    }
    return render(request, "till/done.html", page)
