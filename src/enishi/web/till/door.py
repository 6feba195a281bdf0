"""The door of a shop's pages: a signed cookie that says which phone this is, and of which shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from enishi.kit.refusal import Refusal
from enishi.merchants import queries
from enishi.merchants.shop import Device, Shop
from enishi.sales import offline as sales
from enishi.web.design import offline, refusals

COOKIE = "enishi_till"
# The longest that browsers keep a cookie (RFC 6265bis, 5.5).
KEPT_SECONDS = 400 * 24 * 3600
PERMISSION = "till"


@dataclass(frozen=True, slots=True)
class Till:
    """A phone that sells, and the shop it sells for."""

    device: Device
    shop: Shop

    @property
    def id(self) -> UUID:
        """The device's own name."""
        return self.device.id


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.TICKET_SECRET, salt="enishi.till")


def this(request: HttpRequest) -> Till | None:
    """Return the till that this phone is; None for any other phone, an ended or a forged one."""
    try:
        secret = _signer().unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return None
    device = queries.device_of(secret)
    if device is None:
        return None
    return Till(device, queries.shop(device.shop_code))


def keep(answer: HttpResponse, secret: str) -> None:
    """Let the phone remember that it is a till."""
    answer.set_cookie(
        COOKIE,
        _signer().sign(secret),
        max_age=KEPT_SECONDS,
        path="/till/",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def drop(answer: HttpResponse) -> None:
    """Let the phone be a till no more; opened again within days it still sends what it kept."""
    answer.delete_cookie(COOKIE, path="/till/", samesite="Lax")
    _mark(answer, int(sales.WAIT_MOST.total_seconds()))


def _mark(answer: HttpResponse, seconds: int) -> None:
    """Tell pages outside of the shop's own that this phone may hold sales that are not sent."""
    answer.set_cookie(
        offline.SELLS,
        "1",
        max_age=seconds,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


class TillIsClosed(Refusal):
    """This phone is no till, or no longer one."""

    code = "till_is_closed"
    status = 403


def till(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a page is for a shop's own phones; the view is given the `till` it is on.

    Any other phone is led to where a till is opened, and back from there to the page it asked
    for; a script is told so.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = this(request)
        if found is not None:
            answer = view(request, till=found, **kwargs)
            if offline.SELLS not in {*request.COOKIES, *answer.cookies}:
                _mark(answer, KEPT_SECONDS)
            return answer
        if refusals.wants_json(request):
            return refusals.answer(request, TillIsClosed())
        told = {"next": request.path} if request.method in {"GET", "HEAD"} else {}
        address = reverse("till-open")
        return HttpResponseRedirect(f"{address}?{urlencode(told)}" if told else address)

    guarded.permission = PERMISSION  # type: ignore[attr-defined]
    return guarded
