"""The events of a region as staff see them, and one event with everything to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from enishi.activities import queries as activities
from enishi.events import event as events
from enishi.events import operations, queries
from enishi.events.event import Event, Poster
from enishi.kit.periods import jst_day
from enishi.membership import queries as membership
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.permission import needs


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the list."""

    event: Event
    is_open: bool
    came: int
    is_today: bool


def event_of(region_code: str, event_code: str) -> Event:
    """Return an event of this region; one of another region is not found."""
    event = queries.event(event_code)
    if event.region_code != region_code:
        raise Http404
    return event


def hanging(event_code: str) -> Poster | None:
    """Return the code that hangs at an event, or None before the first one is made."""
    try:
        return queries.poster(event_code)
    except queries.NoLivePoster:
        return None


@needs("event.manage")
@require_safe
def listing(request: HttpRequest, region_code: str) -> HttpResponse:
    """List the events of a region, the latest first."""
    at = clock.now()
    rows = [
        Row(
            one,
            events.status(one, at) == "open",
            activities.participants(one.code),
            is_today=jst_day(one.starts_at) == jst_day(at),
        )
        for one in queries.events_of(region_code)
    ]
    page = {
        "region": regions.region(region_code),
        "rows": rows,
        "today": [row for row in rows if row.is_today],
        "here": "events",
    }
    return render(request, "console/events.html", page)


@needs("event.manage")
@require_safe
def event(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show one event: its facts, its poster, its reception."""
    shown = event_of(region_code, event_code)
    at = clock.now()
    page = {
        "region": regions.region(region_code),
        "event": shown,
        "is_open": events.status(shown, at) == "open",
        "until": events.collect_until(shown),
        "poster": hanging(shown.code),
        "came": activities.participants(shown.code),
        "registered": membership.completed_among(activities.participant_ids(shown.code)),
        "here": "events",
    }
    return render(request, "console/event.html", page)


@needs("event.manage")
@require_POST
def renew(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:  # noqa: ARG001
    """Make a new code; the last poster is dead from now on."""
    shown = event_of(region_code, event_code)
    operations.make_poster(event_code=shown.code, at=clock.now())
    return HttpResponseRedirect(reverse("console-poster", args=[region_code, shown.code]))


@needs("event.manage")
@require_POST
def close(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:  # noqa: ARG001
    """End an event now."""
    shown = event_of(region_code, event_code)
    operations.close_event(event_code=shown.code, at=clock.now())
    return HttpResponseRedirect(reverse("console-event", args=[region_code, shown.code]))
