"""The desk at the door: who came, and a member's card read by camera or typed in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.activities import queries as activities
from enishi.activities.activity import Attendance
from enishi.events import event as rules
from enishi.events import operations
from enishi.membership import queries as membership
from enishi.membership.operations import UnknownCard
from enishi.regions import queries as regions
from enishi.web.console import events
from enishi.web.design import clock
from enishi.web.design.permission import needs

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the list: no names where none were given."""

    attendance: Attendance
    name: str
    card: str


def holder(number: str) -> UUID:
    """Return whose card this is.

    Raises:
        UnknownCard: no living card has the number.
    """
    card = membership.card_holder(number)
    if card is None:
        raise UnknownCard(number=number)
    return card.member_id


def guests(event: rules.Event) -> list[Guest]:
    """Return who came, latest first."""
    return [
        Guest(
            attendance=one,
            name=membership.member(one.member_id).display_name,
            card=next(
                (
                    card.number
                    for card in membership.cards(one.member_id)
                    if card.is_live and card.region_code == event.region_code
                ),
                "",
            ),
        )
        for one in activities.attendances(event.code, limit=_SHOWN)
    ]


@needs("reception.work")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show who came; take a card's number and check its holder in."""
    event = events.event_of(region_code, event_code)
    at = clock.now()
    address = reverse("console-reception", args=[region_code, event.code])
    if request.method == "POST":
        member_id = holder(request.POST.get("number", ""))
        received = operations.receive(event_code=event.code, member_id=member_id, at=at)
        return HttpResponseRedirect(f"{address}?{'again' if received.repeated else 'done'}=1")
    page = {
        "region": regions.region(region_code),
        "event": event,
        "is_open": rules.status(event, at) == "open",
        "guests": guests(event),
        "done": "done" in request.GET,
        "again": "again" in request.GET,
        "here": "events",
    }
    return render(request, "console/reception.html", page)
