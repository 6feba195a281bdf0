"""The shops of a region: where points are earned and used, as a list and a map; and one shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.merchants import queries, trades
from enishi.merchants.offer import Offer
from enishi.merchants.shop import OPEN, Shop, plain
from enishi.programs import queries as programs
from enishi.regions.region import Region
from enishi.web.design import clock, sheets
from enishi.web.design.permission import anyone
from enishi.web.design.shop_form import trade_name
from enishi.web.member import region, shop_map

# So many shops a sheet: their numbers can still be read on the map of a phone.
SHOPS_A_SHEET = 30
_CHART = "https://maps.gsi.go.jp/#17/{latitude:.6f}/{longitude:.6f}/"


@dataclass(frozen=True, slots=True)
class Part:
    """A programme of a shop: whether points are earned and used there."""

    name: str
    earns: bool
    spends: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One shop as the public sees it."""

    number: int
    shop: Shop
    trade: str
    parts: Sequence[Part]
    offers: Sequence[Offer]

    @property
    def earns(self) -> bool:
        """Whether points are earned there, in any programme."""
        return any(part.earns for part in self.parts)

    @property
    def spends(self) -> bool:
        """Whether points are used there, in any programme."""
        return any(part.spends for part in self.parts)


def _shown(found: Sequence[Shop], on: date) -> list[Shown]:
    """Make shops ready to show; one that takes part in nothing today is left out."""
    codes = [one.code for one in found]
    parts: dict[str, list[Part]] = {}
    takes = [part for part in queries.participations(codes) if part.holds_on(on)]
    names = {code: programs.asset(code).name for code in {part.asset for part in takes}}
    for part in takes:
        told = Part(names[part.asset], part.earns, part.spends)
        parts.setdefault(part.shop_code, []).append(told)
    offers: dict[str, list[Offer]] = {}
    for offer in queries.offers_of(codes):
        if offer.is_shown(on):
            offers.setdefault(offer.shop_code, []).append(offer)
    taking = [one for one in found if one.code in parts]
    return [
        Shown(number, one, trade_name(one.trade), parts[one.code], offers.get(one.code, ()))
        for number, one in enumerate(taking, start=1)
    ]


def of_region(code: str, on: date) -> list[Shown]:
    """Return the shops where points of a region's programmes count today, by name.

    Shops of other regions that take part in them come too.
    """
    found = {one.code: one for one in queries.shops_of(code, state=OPEN)}
    for asset in programs.assets(code):
        found |= {one.code: one for one in queries.shops_taking(asset.code, outside=code)}
    return _shown(sorted(found.values(), key=lambda one: (one.kana or one.name, one.code)), on)


def _is_wanted(one: Shown, trade: str, words: str, only: str) -> bool:
    shop = one.shop
    text = plain(f"{shop.name} {shop.kana} {shop.name_en} {shop.about} {one.trade}")
    return (
        (not trade or shop.trade == trade)
        and all(word in text for word in plain(words).split())
        and (only != "spend" or one.spends)
    )


def _plan(found: Sequence[Shown]) -> shop_map.Plan | None:
    return shop_map.draw(
        [
            shop_map.Place(one.number, one.shop.name, one.shop.latitude, one.shop.longitude)
            for one in found
            if one.shop.latitude is not None and one.shop.longitude is not None
        ]
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of shop to look for: its address and how many there are."""

    name: str
    number: int
    address: str
    is_chosen: bool


def _choices(found: Sequence[Shown], chosen: str, kept: Mapping[str, str]) -> list[Choice]:
    there = [one.shop.trade for one in found]

    def choice(code: str, name: str, number: int) -> Choice:
        told = {**kept, "trade": code}
        query = urlencode({key: value for key, value in told.items() if value})
        return Choice(name, number, f"?{query}", code == chosen)

    return [
        choice(trade.code, trade_name(trade.code), there.count(trade.code))
        for trade in trades.TRADES
        if trade.code in there
    ]


@anyone
@require_safe
def shops(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the shops of a region; trade, words and use are kept in the address."""
    shown = region.public_region(region_code)
    every = of_region(shown.code, jst_day(clock.now()))
    trade = request.GET.get("trade", "")
    words = request.GET.get("q", "")[:80]
    only = request.GET.get("only", "")
    found = [one for one in every if _is_wanted(one, trade, words, only)]
    kept = {"q": words, "trade": trade, "only": only}
    sheet = sheets.sheet(found, request.GET.get("sheet", ""), SHOPS_A_SHEET, kept)
    rows = [replace(one, number=number) for number, one in enumerate(sheet.rows, start=1)]
    has_points = any(one.kind == "point" for one in programs.assets(shown.code))
    page = {
        "region": shown,
        "every": len(every),
        "found": rows,
        "sheet": sheet,
        "plan": _plan(rows),
        "choices": _choices(every, trade, {"q": words, "only": only}),
        "trade": trade,
        "words": words,
        "only": only,
        "is_narrowed": bool(trade or words or only),
        "apply": reverse("shop-apply", args=[shown.code]) if has_points else "",
    }
    return render(request, "member/shops.html", page)


def _chart(shop: Shop, shown: Region) -> str:
    """Return where a real shop stands on the map of the Geospatial Information Authority."""
    if shown.is_sample or shop.latitude is None or shop.longitude is None:
        return ""
    return _CHART.format(latitude=shop.latitude, longitude=shop.longitude)


@anyone
@require_safe
def shop(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Show one shop that is open."""
    shown = region.public_region(region_code)
    found = queries.shop(shop_code)
    told = _shown([found] if found.is_open else [], jst_day(clock.now()))
    if not told or found.region_code != shown.code:
        raise Http404
    page = {"region": shown, "one": told[0], "shop": found, "chart": _chart(found, shown)}
    return render(request, "member/shop.html", page)
