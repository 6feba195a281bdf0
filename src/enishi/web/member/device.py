"""The phone in the hand: a signed cookie that stands for one device, and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.membership import queries
from enishi.membership.family import Proxy
from enishi.web.design import clock

COOKIE = "enishi_device"
# The longest that browsers keep a cookie (RFC 6265bis, 5.5).
KEPT_SECONDS = 400 * 24 * 3600
# Says that two visits came from one phone, and nothing else: not whose it is.
MARK = "enishi_phone"
ACTING = "enishi_acting"
ACTING_SECONDS = 3600
FIELD = "phone"
FORM_SECONDS = 48 * 3600  # as long as a phone without a network may keep it


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.TICKET_SECRET, salt="enishi.device")


def this(request: HttpRequest) -> UUID | None:
    """Return the name of this phone as its cookie says it, living or ended; None: forged."""
    try:
        return UUID(_signer().unsign(request.COOKIES.get(COOKIE, "")))
    except (signing.BadSignature, ValueError):
        return None


def person(request: HttpRequest) -> UUID | None:
    """Return the member this phone holds; None for a new, ended or forged one."""
    device_id = this(request)
    return queries.member_of_device(device_id) if device_id else None


def member_of(request: HttpRequest) -> UUID | None:
    """Return the member for whom this phone acts now: the one it holds, or who let them act."""
    proxy = acting(request)
    return proxy.member_id if proxy else person(request)


def _acts() -> signing.Signer:
    return signing.Signer(key=settings.TICKET_SECRET, salt="enishi.acting")


def acting(request: HttpRequest) -> Proxy | None:
    """Return for whom this phone acts now; None for its holder, and when acting has ended.

    The cookie names phone, proxy and beginning: taken to another phone it is worth nothing, and
    after an hour a phone that was left lying is its holder's again.
    """
    if ACTING not in request.COOKIES:
        return None
    at = clock.now()
    try:
        device_id, proxy_id, begun = _acts().unsign(request.COOKIES[ACTING]).split(" ")
        is_now = 0 <= at.timestamp() - int(begun) < ACTING_SECONDS
    except (signing.BadSignature, ValueError):
        return None
    by = person(request)
    if by is None or not is_now or device_id != str(this(request)):
        return None
    return queries.acting_for(int(proxy_id), by=by, on=jst_day(at))


def keep_acting(request: HttpRequest, answer: HttpResponse, proxy_id: int) -> None:
    """Let the phone act for somebody from now on."""
    begun = int(clock.now().timestamp())
    answer.set_cookie(
        ACTING,
        _acts().sign(f"{this(request)} {proxy_id} {begun}"),
        max_age=KEPT_SECONDS,  # the page says that acting ended, so the cookie outlives it
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def drop_acting(answer: HttpResponse) -> None:
    """Let the phone be its holder's again."""
    answer.delete_cookie(ACTING, samesite="Lax")


def _forms() -> signing.TimestampSigner:
    """Sign for forms alone: what a form carries is no cookie."""
    return signing.TimestampSigner(key=settings.TICKET_SECRET, salt="enishi.form")


def key_for_form(request: HttpRequest) -> str:
    """Return what the form of a new phone carries: two taps on it are one phone."""
    return "" if member_of(request) else _forms().sign(str(ids.new_id()))


def new_phone(request: HttpRequest) -> UUID:
    """Return the phone that a form was made for; without one of the last days, a fresh one."""
    try:
        return UUID(_forms().unsign(request.POST.get(FIELD, ""), max_age=FORM_SECONDS))
    except (signing.BadSignature, ValueError):
        return ids.new_id()


def keep(answer: HttpResponse, device_id: UUID) -> None:
    """Let the phone remember its device."""
    answer.set_cookie(
        COOKIE,
        _signer().sign(str(device_id)),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _marks() -> signing.Signer:
    return signing.Signer(key=settings.TICKET_SECRET, salt="enishi.phone")


def mark(request: HttpRequest) -> UUID | None:
    """Return the mark of this phone, whoever holds it; None for one that has none yet."""
    try:
        return UUID(_marks().unsign(request.COOKIES.get(MARK, "")))
    except (signing.BadSignature, ValueError):
        return None


def keep_mark(answer: HttpResponse, given: UUID) -> None:
    """Let the phone keep its mark, also when the device on it ends."""
    answer.set_cookie(
        MARK,
        _marks().sign(str(given)),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def drop(answer: HttpResponse) -> None:
    """Let the phone forget its device."""
    answer.delete_cookie(COOKIE, samesite="Lax")
