"""The screen at the venue: a code that turns every 30 seconds, so that a photograph grows old."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.events import checkin, queries, windows
from enishi.events.event import Event
from enishi.regions import queries as regions
from enishi.web.console import events, poster
from enishi.web.design import clock, qr
from enishi.web.design.permission import needs


@needs("reception.work")
@never_cache
@require_safe
def screen(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show the frame of the screen; the code itself is fetched by its script."""
    event = events.event_of(region_code, event_code)
    checkin.decide(event, queries.poster(event.code), clock.now())
    page = {
        "region": regions.region(region_code),
        "event": event,
        "coins": poster.coins_of(event),
    }
    return render(request, "console/screen.html", page)


@needs("reception.work")
@never_cache
@require_safe
def code(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Hand out the code of this moment, and for how long it is the newest.

    Only a length of time is told: the clock of the tablet is not asked.
    """
    event = events.event_of(region_code, event_code)
    at = clock.now()
    shown = queries.poster(event.code)
    checkin.decide(event, shown, at)
    address = _address(request, event, queries.turning_ticket(shown, at))
    answer = {
        "svg": qr.svg(address, label=gettext("参加のQRコード")),
        "address": address,
        "milliseconds": round(windows.seconds_left(at) * 1000),
        "counts_milliseconds": round(windows.COUNTS_FOR.total_seconds() * 1000),
    }
    return JsonResponse(answer)


def _address(request: HttpRequest, event: Event, ticket: str) -> str:
    path = f"{reverse('landing', args=[event.code])}?{urlencode({'t': ticket})}"
    return request.build_absolute_uri(path)
