"""What the form of a check-in tells beside its ticket: when opened, by which phone, from where.

The position is read for one decision and given to nobody else: no log, no table, no page.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from enishi.events import tickets
from enishi.events.event import Told
from enishi.events.places import Point, Position
from enishi.kit import ids
from enishi.web.member import device

OPENED = "opened"
LATITUDE, LONGITUDE, ACCURACY = "latitude", "longitude", "accuracy"


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.TICKET_SECRET, salt="enishi.opened")


def _plain(stamp: str, ticket: str, holder: str) -> str:
    return f"{stamp}:{ids.as_typed(ticket)}:{holder}"


def opened(ticket: str, holder: str, at: datetime) -> str:
    """Return the page's word that this phone opened a turning code now; a poster's needs none.

    `holder` is the member, or what the form of a new phone carries: copied to somebody else's
    form it is worth nothing.
    """
    read = tickets.read(ticket, secret=settings.TICKET_SECRET)
    if read.window is None:
        return ""
    stamp = str(int(at.timestamp()))
    return f"{stamp}:{_signer().signature(_plain(stamp, ticket, holder))}"


def told(request: HttpRequest, member_id: UUID | None) -> Told:
    """Read what the form tells; whatever is missing or odd is not told.

    A phone without a mark is given one with the answer (`leave_mark`).
    """
    return Told(
        mark=device.mark(request) or ids.new_id(),
        opened_at=_opened_at(request, member_id),
        position=_position(request),
    )


def _opened_at(request: HttpRequest, member_id: UUID | None) -> datetime | None:
    ticket = request.POST.get("t", "")
    stamp, _, signature = request.POST.get(OPENED, "").partition(":")
    # The member may be new since the form was made: a second press of one button.
    for holder in (str(member_id or ""), request.POST.get(device.FIELD, "")):
        wanted = _signer().signature(_plain(stamp, ticket, holder))
        if holder and constant_time_compare(signature, wanted):
            return datetime.fromtimestamp(int(stamp), tz=UTC)
    return None


def _position(request: HttpRequest) -> Position | None:
    try:
        latitude, longitude, accuracy = (
            float(request.POST[name]) for name in (LATITUDE, LONGITUDE, ACCURACY)
        )
    except (KeyError, ValueError):
        return None
    if not all(math.isfinite(number) for number in (latitude, longitude, accuracy)):
        return None
    return Position(Point(latitude, longitude), accuracy)


def leave_mark(request: HttpRequest, answer: HttpResponse, given: Told) -> None:
    """Leave the mark on a phone that had none."""
    if given.mark is not None and device.mark(request) is None:
        device.keep_mark(answer, given.mark)
