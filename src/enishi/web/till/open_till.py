"""Open a till: the shop's card and its number make a phone one of the shop's three."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.merchants import operations, queries
from enishi.merchants.operations import PinIsWrong, TillIsLocked, TooManyDevices, UnknownShopCard
from enishi.merchants.queries import ShopIsNotOpen
from enishi.merchants.shop import PHONE, Enrolled
from enishi.web.design import amounts, clock, handset, sentences
from enishi.web.design.permission import anyone
from enishi.web.till import door

_TOLD = (UnknownShopCard, PinIsWrong, TillIsLocked, TooManyDevices, ShopIsNotOpen)


def card_in(text: str) -> str:
    """Return the card's secret in what a camera or a person gave: an address ends with it."""
    return ids.as_typed(amounts.plain(text).rpartition("card=")[2].partition("&")[0])


def _enrolled(request: HttpRequest) -> Enrolled:
    ending = request.POST.get("ending", "")
    try:
        instead = UUID(ending) if ending else None
    except ValueError:
        instead = None
    return operations.enrol_phone(
        secret=card_in(request.POST.get("card", "")),
        pin=amounts.plain(request.POST.get("pin", "")),
        label=handset.label(request),
        at=clock.now(),
        ending=instead,
    )


def _after(request: HttpRequest) -> str:
    """Return the shop's page that was asked for before the till was open, or the till."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.startswith("/till/") else reverse("till")


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_till(request: HttpRequest) -> HttpResponse:
    """Ask for the shop's card, then for its number; a phone that knows both is a till."""
    told = request.POST if request.method == "POST" else request.GET
    page: dict[str, object] = {"card": card_in(told.get("card", "")), "next": told.get("next", "")}
    if request.method != "POST" or not page["card"] or not told.get("pin"):
        return render(request, "till/open_till.html", page)
    try:
        enrolled = _enrolled(request)
    except _TOLD as refusal:
        return _again(request, page, refusal)
    answer = HttpResponseRedirect(_after(request))
    door.keep(answer, enrolled.secret)
    return answer


def _again(request: HttpRequest, page: dict[str, object], refusal: Refusal) -> HttpResponse:
    """Say what is wrong beside the keys; where three phones sell already, ask which one ends."""
    page["told"] = sentences.sentence(refusal.code, refusal.facts)
    if isinstance(refusal, TooManyDevices):
        living = queries.devices(str(refusal.facts["shop"]))
        page["phones"] = [one for one in living if one.kind == PHONE and one.ended_at is None]
        page["pin"] = request.POST.get("pin", "")
    if isinstance(refusal, UnknownShopCard):
        page["card"] = ""
    return render(request, "till/open_till.html", page, status=refusal.status)
