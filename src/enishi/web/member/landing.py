"""The landing page of a poster: what this is, what you get, one button."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from enishi.activities import queries as activities
from enishi.activities.activity import Past
from enishi.events import checkin, grading, operations, queries, tickets
from enishi.events import event as events
from enishi.events.event import NOTHING_TOLD, Event
from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design import clock, inline, offline, refusals
from enishi.web.design.permission import anyone
from enishi.web.member import became, device, evidence, gifts, keeping, words


def already(member_id: UUID | None, event: Event, at: datetime) -> Past | None:
    """Return what this member has from this event (this month, where its code is monthly)."""
    if member_id is None:
        return None
    past = activities.under(checkin.key(event, member_id, at))
    return past if past is not None and not past.is_withdrawn else None


def admit(ticket: str, event: Event, at: datetime) -> grading.Grade:
    """Refuse before the tap what the tap would refuse; return how sure the tap will be.

    Raises:
        TicketIsForged, TicketIsOld, TicketIsEarly, CodeHasTurned, EventNotStarted,
        EventIsOver: as check_in.
    """
    read = tickets.read(ticket, secret=settings.TICKET_SECRET)
    if read.event != event.code:
        raise tickets.TicketIsForged
    checkin.decide(event, None, at)
    poster = queries.poster(event.code)
    if poster.serial != read.serial:
        raise checkin.TicketIsOld(event=event.code, title=event.title)
    checkin.decide(event, poster, at)
    return grading.grade(event, read.window, NOTHING_TOLD, at)


def collect(request: HttpRequest, event_code: str, at: datetime) -> HttpResponse:
    """Check the phone's member in; a new phone is held with it, or not at all.

    What a phone had to keep until there was a network counts from now if it still may; else from
    when the phone says it was done, as a self-report.
    """
    try:
        return _check_in(request, event_code, at, "own_scan")
    except (checkin.EventIsOver, checkin.TicketIsOld):
        done_at = offline.done_at(request, at)
        if done_at is None:
            raise
        return _check_in(request, event_code, done_at, "self_report")


def _check_in(request: HttpRequest, event_code: str, at: datetime, grade: str) -> HttpResponse:
    ticket = request.POST.get("t", "")
    if tickets.read(ticket, secret=settings.TICKET_SECRET).event != ids.as_typed(event_code):
        raise tickets.TicketIsForged
    address = reverse("held", args=[event_code])
    member_id = device.member_of(request)
    told = evidence.told(request, member_id)
    if member_id is None:
        held, _ = operations.check_in_newcomer(
            ticket=ticket, device_id=device.new_phone(request), at=at, evidence=grade, told=told
        )
        answer = HttpResponseRedirect(address)
        device.keep(answer, held.device_id)
    else:
        recorded = operations.check_in(
            ticket=ticket, member_id=member_id, at=at, evidence=grade, told=told
        )
        answer = HttpResponseRedirect(f"{address}?again=1" if recorded.repeated else address)
    evidence.leave_mark(request, answer, told)
    return answer


def refused(request: HttpRequest, refusal: Refusal, region: Region) -> HttpResponse:
    """Tell why not, in the look of the region, with the next events as the way on."""
    way = {"address": reverse("region", args=[region.code]) + "#events"}
    return refusals.answer(request, refusal, region=region, way=way)


@anyone
@never_cache
@gzip_page
@inline.allowed
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, event_code: str) -> HttpResponse:
    """Show the landing page; on the tap, hold the coins for this phone."""
    at = clock.now()
    if request.method == "POST":
        try:
            return collect(request, event_code, at)
        except Refusal as refusal:
            return _refused_tap(request, refusal, queries.event(event_code), at)
    event = queries.event(event_code)
    region = regions.region(event.region_code)
    ticket = request.GET.get("t", "")
    if not ticket:
        return HttpResponseRedirect(reverse("event", args=[region.code, event.code]))
    if already(device.member_of(request), event, at) is not None:
        return HttpResponseRedirect(reverse("held", args=[event.code]) + "?again=1")
    try:
        given = admit(ticket, event, at)
    except Refusal as refusal:
        return refused(request, refusal, region)
    phone = device.key_for_form(request)
    page = {
        "region": region,
        "event": event,
        "ticket": ticket,
        "phone": phone,
        "opened": evidence.opened(ticket, phone or str(device.member_of(request)), at),
        "key": ids.new_id(),
        **_promise(event, given, at),
        "until": events.collect_until(event),
        "day": jst_day(at),
        "became": became.sentence(region.code, at),
    }
    return render(request, "member/landing.html", page)


def _promise(event: Event, given: grading.Grade, at: datetime) -> dict[str, object]:
    """Return what the tap brings, and what would bring the points that it does not bring."""
    full = gifts.promised(event, jst_day(at))
    if given.doubt != "static_code":
        return {"gift": full, "asks_place": given.doubt == "place_unknown"}
    gift = gifts.promised(event, jst_day(at), is_own_word=True)
    return {"gift": gift, "by_screen": full.points if not gift.points else 0}


def _refused_tap(
    request: HttpRequest, refusal: Refusal, event: Event, at: datetime
) -> HttpResponse:
    """Tell why not; whoever has it already is told that, however late they tap."""
    if already(device.member_of(request), event, at) is not None:
        return HttpResponseRedirect(reverse("held", args=[event.code]) + "?again=1")
    return refused(request, refusal, regions.region(event.region_code))


@anyone
@never_cache
@gzip_page
@inline.allowed
@require_http_methods(["GET", "HEAD"])
def held(request: HttpRequest, event_code: str) -> HttpResponse:
    """Show what this phone holds from the event: after the tap, and when scanned again."""
    at = clock.now()
    event = queries.event(event_code)
    past = already(device.member_of(request), event, at)
    if past is None:
        return HttpResponseRedirect(reverse("event", args=[event.region_code, event.code]))
    page = {
        "region": regions.region(event.region_code),
        "event": event,
        "past": past,
        "gift": gifts.received(past.awards),
        "doubt": words.doubt(past.doubt),
        "again": request.GET.get("again") == "1",
    }
    page |= keeping.on_page(request, at)
    return render(request, "member/held.html", page)


@anyone
@require_http_methods(["GET", "HEAD"])
def typed(request: HttpRequest) -> HttpResponse:
    """Lead from the short code under a poster's QR to its landing page; ask for it without one."""
    code = request.GET.get("code", "")
    if not code.strip():
        return HttpResponseRedirect(reverse("scan") + "#typed")
    poster = queries.poster_by_serial(code)
    query = urlencode({"t": poster.ticket})
    return HttpResponseRedirect(f"{reverse('landing', args=[poster.event_code])}?{query}")
