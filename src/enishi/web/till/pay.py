"""A sale at the till: the price, the points the customer wants to use, and one button."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.membership import queries as membership
from enishi.sales import operations, queries
from enishi.sales.sale import TILL, YEN_MAX, NewSale, Sold
from enishi.web.design import amounts, clock, paying, refusals, word
from enishi.web.design.paying import Asked, Offer
from enishi.web.till import door, guest
from enishi.web.till.door import Till
from enishi.web.till.guest import Guest

_TAIL = 4


class CardWasReadLongAgo(Refusal):
    """The card was read on another till, or too long ago."""

    code = "card_was_read_long_ago"
    status = 422


def who(member_id: UUID, region_code: str) -> tuple[str, str]:
    """Return how a customer wants to be called, and the end of their card's number."""
    cards = [one for one in membership.cards(member_id) if one.is_live]
    of_region = [one for one in cards if one.region_code == region_code] or cards
    tail = of_region[0].number[-_TAIL:] if of_region else ""
    return membership.member(member_id).display_name, tail


def _guest(told: str, till: Till, at: datetime) -> Guest:
    """Return whose card was read.

    Raises:
        CardWasReadLongAgo: not here, or not today.
    """
    found = guest.opened(told, key=settings.TICKET_SECRET)
    if found is None or not found.is_here(till.id, at):
        raise CardWasReadLongAgo
    return found


def _key(read: Guest) -> str:
    """Name the sale of one reading of a card."""
    return f"till:{read.key}"


def _done(request: HttpRequest, sold: Sold) -> HttpResponse:
    """Lead to the sale that stands."""
    address = reverse("till-done", args=[sold.code])
    if refusals.wants_json(request):
        return JsonResponse({"address": address, "earned": sold.earned})
    return HttpResponseRedirect(address)


def _sale(read: Guest, till: Till, offer: Offer, wanted: Asked, at: datetime) -> NewSale:
    return NewSale(
        key=_key(read),
        shop_code=till.shop.code,
        member_id=read.member_id,
        asset=offer.asset.code,
        amount_yen=wanted.amount_yen,
        spend=wanted.spend,
        at=at,
        channel=TILL,
        device_id=till.id,
    )


def _again(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Lead to the camera with the price that was typed, where the card has to be read anew."""
    if refusals.wants_json(request):
        return refusals.answer(request, refusal)
    told = request.POST if request.method == "POST" else request.GET
    price = amounts.typed(told.get("amount", ""))
    address = f"{reverse('till')}?again=1"
    return HttpResponseRedirect(f"{address}&amount={price}" if price else address)


@door.till
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, till: Till, customer: str) -> HttpResponse:
    """Ask for price and points, show what it comes to, and sell once, however often pressed."""
    at = clock.now()
    try:
        read = _guest(customer, till, at)
    except CardWasReadLongAgo as refusal:
        return _again(request, refusal)
    told = (request.POST if request.method == "POST" else request.GET).dict()
    before = queries.sold_under(till.shop.code, _key(read)) if request.method == "POST" else None
    if before is not None:  # sent again: the points that it used are no longer on the card
        if not paying.is_same(before, told):
            raise operations.SaleIsDifferent(shop=till.shop.code, key=_key(read))
        return _done(request, before)
    found = paying.offers(till.shop.code, read.member_id, jst_day(at))
    offer = paying.chosen(found, told.get("asset", ""))
    if offer is None:
        raise operations.ShopDoesNotTakePart(shop=till.shop.code, asset="")
    wanted = paying.asked(told, offer.has)
    if request.method == "POST" and not wanted.fault:
        return _done(request, operations.sell(_sale(read, till, offer, wanted, at)))
    if request.method == "POST" and refusals.wants_json(request):
        return JsonResponse({"message": wanted.fault, "code": "bad_sale"}, status=422)
    is_told = "amount" in told and (request.method == "POST" or bool(told["amount"]))
    name, tail = who(read.member_id, offer.asset.region_code)
    page = {
        "till": till,
        "word": word.today(till.shop.code, at),
        "customer": customer,
        "name": name,
        "tail": tail,
        "offers": found,
        "offer": offer,
        "asked": wanted,
        "fault": wanted.fault if is_told else "",
        "is_checked": is_told and not wanted.fault,
        "odd": amounts.odd(wanted.amount_yen, offer.has),
        "most": YEN_MAX,
        "here": "till",
    }
    if page["is_checked"]:
        page["earns"], page["fault"] = paying.would_earn(_sale(read, till, offer, wanted, at))
        page["is_checked"] = not page["fault"]
    return render(request, "till/pay.html", page, status=422 if page["fault"] else 200)


@door.till
@never_cache
@require_safe
def quote(request: HttpRequest, till: Till, customer: str) -> HttpResponse:
    """Tell a script what a sale would earn while its price is typed."""
    at = clock.now()
    read = _guest(customer, till, at)
    offer = paying.chosen(
        paying.offers(till.shop.code, read.member_id, jst_day(at)), request.GET.get("asset", "")
    )
    if offer is None:
        raise operations.ShopDoesNotTakePart(shop=till.shop.code, asset="")
    wanted = paying.asked(request.GET.dict(), offer.has)
    if wanted.fault:
        return JsonResponse({"earns": None, "fault": wanted.fault, "has": offer.has})
    earns, wrong = paying.would_earn(_sale(read, till, offer, wanted, at))
    return JsonResponse({"earns": earns, "fault": wrong, "has": offer.has})
