"""The phone in the hand: a signed cookie that stands for one device, and nothing else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from enishi.membership import operations, queries
from enishi.membership.member import Held

COOKIE = "enishi_device"
# The longest that browsers keep a cookie (RFC 6265bis, 5.5).
KEPT_SECONDS = 400 * 24 * 3600


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.TICKET_SECRET, salt="enishi.device")


def member_of(request: HttpRequest) -> UUID | None:
    """Return the member this phone holds; None for a new, ended or forged one."""
    signed = request.COOKIES.get(COOKIE, "")
    try:
        device_id = UUID(_signer().unsign(signed))
    except (signing.BadSignature, ValueError):
        return None
    return queries.member_of_device(device_id)


def member_or_new(request: HttpRequest, at: datetime) -> tuple[UUID, Held | None]:
    """Return the phone's member; for a new phone hold one, and say so that it can be kept."""
    member_id = member_of(request)
    if member_id is not None:
        return member_id, None
    held = operations.hold_on_device(at=at)
    return held.member_id, held


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
