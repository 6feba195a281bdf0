"""The code on a shop's counter: type the price, choose the points, show that it is paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.merchants import queries as merchants
from enishi.merchants.queries import ShopIsNotOpen
from enishi.merchants.shop import Shop
from enishi.regions import queries as regions
from enishi.sales import operations, queries
from enishi.sales.sale import COUNTER, COUNTER_YEN_MAX, NewSale, Sold
from enishi.web.design import amounts, clock, moving, paying, word
from enishi.web.design.paying import Asked, Offer
from enishi.web.design.permission import anyone
from enishi.web.member import device

# A member who is not there yet: nobody has this id.
_NOBODY = UUID(int=0)


def open_shop(code: str) -> Shop:
    """Return a shop that takes part now.

    Raises:
        UnknownShop, ShopIsNotOpen: none, or not now.
    """
    found = merchants.shop(ids.as_typed(code))
    if not found.is_open:
        raise ShopIsNotOpen(shop=found.code, state=found.state)
    return found


def _key(told: Mapping[str, str]) -> str:
    try:
        return f"counter:{UUID(told.get('key', ''))}"
    except ValueError:
        raise Http404 from None


def _before(told: Mapping[str, str], shop: Shop, member_id: UUID | None) -> Sold | None:
    """Return the member's sale that this form made: its points are no longer on the card."""
    found = queries.sold_under(shop.code, _key(told))
    if found is None or member_id is None or found.member_id != member_id:
        return None
    if not paying.is_same(found, told):
        raise operations.SaleIsDifferent(shop=shop.code, key=_key(told))
    return found


def _sale(
    told: Mapping[str, str], shop: Shop, member_id: UUID | None, offer: Offer, wanted: Asked
) -> NewSale:
    return NewSale(
        key=_key(told),
        shop_code=shop.code,
        member_id=member_id or _NOBODY,
        asset=offer.asset.code,
        amount_yen=wanted.amount_yen,
        spend=wanted.spend,
        at=clock.now(),
        channel=COUNTER,
    )


def _buy(request: HttpRequest, new: NewSale) -> HttpResponse:
    """Buy, and lead to the page that is shown at the counter; a new phone is held with it."""
    if new.member_id != _NOBODY:
        sold = operations.buy_at_counter(new)
        return HttpResponseRedirect(reverse("counter-done", args=[new.shop_code, sold.code]))
    held, sold = operations.buy_as_newcomer(new, device_id=device.new_phone(request))
    answer = HttpResponseRedirect(reverse("counter-done", args=[new.shop_code, sold.code]))
    device.keep(answer, held.device_id)
    return answer


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest, shop_code: str) -> HttpResponse:
    """Ask for price and points, then whether; the second yes buys, once however often sent."""
    shop = open_shop(shop_code)
    at = clock.now()
    member_id = device.member_of(request)
    told = (request.POST if request.method == "POST" else request.GET).dict()
    before = _before(told, shop, member_id) if request.method == "POST" else None
    if before is not None:
        return HttpResponseRedirect(reverse("counter-done", args=[shop.code, before.code]))
    found = paying.offers(shop.code, member_id or _NOBODY, jst_day(at))
    offer = paying.chosen(found, told.get("asset", ""))
    if offer is None:
        raise operations.ShopDoesNotTakePart(shop=shop.code, asset="")
    wanted = paying.asked(told, offer.has)
    if request.method == "POST" and not wanted.fault:
        return _buy(request, _sale(told, shop, member_id, offer, wanted))
    page = _page(shop, offer, wanted, at) | {
        "offers": found,
        "is_member": member_id is not None,
        "fault": wanted.fault if told.get("amount") or request.method == "POST" else "",
        "phone": device.key_for_form(request),
        "key": uuid4(),
    }
    if request.method != "POST" and told.get("sure") and not wanted.fault:
        return render(request, "member/counter_confirm.html", page)
    return render(request, "member/counter.html", page, status=422 if page["fault"] else 200)


def _page(shop: Shop, offer: Offer, wanted: Asked, at: datetime) -> dict[str, object]:
    return {
        "shop": shop,
        "region": regions.region(shop.region_code),
        "offer": offer,
        "asked": wanted,
        "odd": amounts.odd(wanted.amount_yen, offer.has),
        "most": COUNTER_YEN_MAX,
        "now": at,
        "here": "home",
    }


@anyone
@never_cache
@require_safe
def done(request: HttpRequest, shop_code: str, sale_code: str) -> HttpResponse:
    """Show the shop that it is paid: moving picture, word of the day, running clock."""
    at = clock.now()
    member_id = device.member_of(request)
    sold = queries.sale(sale_code, shop_code=ids.as_typed(shop_code))
    if member_id is None or sold.member_id != member_id:
        raise Http404
    shop = merchants.shop(sold.shop_code)
    page = {
        "shop": shop,
        "region": regions.region(shop.region_code),
        "sold": sold,
        "left": ledger.free_to_move(f"{MEMBER}{member_id}", sold.asset, on=jst_day(at)),
        "is_today": sold.on == jst_day(at),
        "word": word.today(shop.code, at),
        "picture": moving.picture(sold.code),
        "now": at,
        "here": "home",
    }
    return render(request, "member/counter_done.html", page)
