"""The shops of a region: who asks to join, who sells, what they want to tell members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.merchants import offer as offers
from enishi.merchants import operations, queries, shop
from enishi.merchants.offer import Offer
from enishi.merchants.shop import Shop
from enishi.regions import queries as regions
from enishi.sales import queries as sales
from enishi.sales.operations import telling
from enishi.web.design import clock, sheets, shop_papers
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs, reader
from enishi.web.design.shop_form import trade_name

STATES = {
    shop.APPLIED: _("返事を待っています"),
    shop.OPEN: _("加盟店"),
    shop.PAUSED: _("お休み中"),
    shop.REFUSED: _("お断りした"),
    shop.CLOSED: _("終わった"),
}
_DAYS = 28
_ROWS = 50
_SHEETS_MOST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A shop in the list, with what it sold in the last four weeks."""

    shop: Shop
    trade: str
    state: str
    sales: int
    points: int


@dataclass(frozen=True, slots=True)
class Wish:
    """An offer that waits for the town's word, or runs."""

    offer: Offer
    shop: Shop
    waits: bool


def of_region(region_code: str, shop_code: str) -> Shop:
    """Return a shop of this region.

    Raises:
        UnknownShop: the region has no shop of the code.
    """
    found = queries.shop(shop_code)
    if found.region_code != region_code:
        raise queries.UnknownShop(shop=shop_code)
    return found


def _in_order(found: Sequence[Shop], words: str) -> list[Shop]:
    """Return the shops that have every word in their name; who sells first, then by name."""
    order = list(STATES)
    wanted = shop.plain(words).split()
    return sorted(
        (one for one in found if all(word in shop.plain(_names(one)) for word in wanted)),
        key=lambda one: (order.index(one.state), one.kana or one.name),
    )


def _names(one: Shop) -> str:
    return f"{one.name} {one.kana} {one.name_en} {trade_name(one.trade)}"


def _rows(found: Sequence[Shop], today: date) -> list[Row]:
    """Return shops with what they sold."""
    since = today - timedelta(days=_DAYS)
    told = sales.received_by_shops([one.code for one in found], since=since, until=today)
    return [
        Row(one, trade_name(one.trade), translation.gettext(STATES[one.state]), *told[one.code])
        if one.code in told
        else Row(one, trade_name(one.trade), translation.gettext(STATES[one.state]), 0, 0)
        for one in found
    ]


def _wishes(found: Sequence[Shop], today: date) -> list[Wish]:
    known = {one.code: one for one in found}
    states = [(one, one.state(today)) for one in queries.offers_of(known)]
    return [
        Wish(one, known[one.shop_code], state == offers.WAITING)
        for one, state in states
        if state != offers.OVER
    ]


@needs("shop.manage")
@never_cache
@require_safe
def listing(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the shops of a region, what waits for an answer, and the papers of all."""
    today = jst_day(clock.now())
    found = queries.shops_of(region_code)
    words = request.GET.get("q", "")[:80]
    known = [one for one in found if one.state != shop.APPLIED]
    sheet = sheets.sheet(_in_order(known, words), request.GET.get("sheet", ""), _ROWS, {"q": words})
    page = {
        "region": regions.region(region_code),
        "waiting": _rows(_in_order([one for one in found if one.state == shop.APPLIED], ""), today),
        "known": len(known),
        "may_search": len(known) > _ROWS,
        "words": words,
        "sheet": sheet,
        "rows": _rows(sheet.rows, today),
        "open": sum(one.is_open for one in known),
        "wishes": _wishes(found, today),
        "week": shop_papers.last_week(today),
        "done": request.GET.get("done", ""),
        "told": request.GET.get("told", ""),
        "here": "shops",
    }
    return render(request, "console/shops.html", page)


@needs("shop.manage")
@require_POST
def offer(request: HttpRequest, region_code: str, offer_id: int) -> HttpResponse:
    """Say yes or no to an offer, or end it."""
    at = clock.now()
    address = reverse("console-shops", args=[region_code])
    if request.POST.get("answer") == "yes":
        told = telling.tell_offer(
            offer_id=offer_id, region_code=region_code, by=reader(request), at=at
        )
        return HttpResponseRedirect(f"{address}?done=told&told={told}#offers")
    operations.end_offer(offer_id=offer_id, region_code=region_code, at=at)
    return HttpResponseRedirect(f"{address}?done=ended#offers")


def asked_week(request: HttpRequest) -> shop_papers.Week:
    """Return the week that an address names by any of its days; else the last that is over."""
    today = jst_day(clock.now())
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return shop_papers.last_week(today)
    return shop_papers.week_of(min(day, today))


@needs("shop.manage")
@never_cache
@require_safe
def weeks(request: HttpRequest, region_code: str) -> HttpResponse:
    """Print last week's sheets of all shops that sell, for the post or the fax."""
    region, week = regions.region(region_code), asked_week(request)
    found = queries.shops_of(region_code, state=shop.OPEN)
    if not found:
        raise queries.UnknownShop(shop="")
    with translation.override(shop_papers.wanted_language(request)):
        facts = shop_papers.week(region, found, week)
        return shop_papers.download(
            printing.pdf("week", facts), f"week-{week.monday}-{region.code}"
        )


def number_of_sheets(text: str) -> int:
    """Return how many sheets are asked for: one to twenty."""
    told = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1  # noqa: PLR2004
    return min(max(told, 1), _SHEETS_MOST)
