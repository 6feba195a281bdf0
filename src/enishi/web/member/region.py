"""The public site of a region, its events, and who answers for its data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.events import event as events
from enishi.events import operations, queries
from enishi.events.event import Event
from enishi.kit.periods import jst_day
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.regions.region import Controller, Region
from enishi.supporters import queries as supporters
from enishi.ties import queries as ties
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import (
    device,
    for_machines,
    gifts,
    home,
    landing,
    letters,
    report,
    shelf,
    walked,
    where,
)

_SHOWN_OVER = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """One event as the public sees it; people are told from five up."""

    event: Event
    is_open: bool
    is_today: bool
    gift: gifts.Gift
    coming: int | None
    came: int | None


def notice(event: Event) -> Notice:
    """Make one event ready to show."""
    at = clock.now()
    is_open = events.status(event, at) == "open"
    return Notice(
        event=event,
        is_open=is_open,
        is_today=jst_day(at) >= jst_day(event.starts_at),
        gift=gifts.promised(event, jst_day(max(at, event.starts_at))),
        coming=queries.signed_up(event.code) if is_open else None,
        came=None if is_open else queries.participants(event.code),
    )


def public_region(code: str) -> Region:
    """Return a region that takes part; others have no public site and answer 404."""
    region = regions.region(code)
    if not region.participates or region.kind not in {"municipality", "area"}:
        raise Http404
    return region


@dataclass(frozen=True, slots=True)
class Corner:
    """One corner of the town, with what is there."""

    name: str
    about: str


def _lies(region: Region, above: list[Region]) -> where.Map | None:
    """Draw where a real town lies; an invented one lies nowhere."""
    if region.is_sample or not above:
        return None
    return where.draw(region, regions.children(above[0].code))


def _shelf(assets: list[Asset], at: datetime) -> tuple[str, shelf.Shelf] | None:
    """Draw what the town's points became, where a fund has bought something."""
    for asset in assets:
        if asset.takes_donations:
            told = report.account(programs.lapse_report(asset.code, until=at))
            if told.uses:
                drawn = shelf.draw(came=told.came, used=told.used, mine=0, seed=asset.code)
                return report.became(told.report), drawn
    return None


@anyone
@require_safe
def site(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show a region: what it is for, its events and projects, where it lies, what points became."""
    region = public_region(region_code)
    at = clock.now()
    coming = sorted(queries.upcoming(region.code, at), key=home.soonest)
    over = [one for one in queries.events_of(region.code) if events.status(one, at) == "over"]
    assets = programs.assets(region.code)
    above = [one for one in regions.ancestors(region.code) if one.kind == "prefecture"]
    words, language = ties.wording(region.code), get_language() or "ja"
    letter = next(iter(ties.public_letters(region.code)), None)
    page = {
        "region": region,
        "above": above,
        "about": words.about.of(language),
        "card_name": words.card.of(language),
        "soon": [notice(one) for one in coming],
        "over": [notice(one) for one in over[:_SHOWN_OVER]],
        "projects": queries.projects_of(region.code)[:_SHOWN_OVER],
        "gives": bool(assets),
        "has_points": any(asset.kind == "point" for asset in assets),
        "supports": bool(supporters.classes(region.code, open_only=True)),
        "became": _shelf(assets, at),
        "tiles": walked.tiles(words, words.corners, language),
        "corners": [Corner(one.name.of(language), one.about.of(language)) for one in words.corners],
        "map": _lies(region, above),
        "letter": letters.told(letter) if letter else None,
        "controller": _controller(region.code),
    }
    return render(request, "member/region.html", page)


def _controller(region_code: str) -> Controller | None:
    """Return who answers for the region's data; None where nobody said so yet."""
    try:
        return regions.controller(region_code)
    except regions.UnknownController:
        return None


@anyone
@never_cache
@require_safe
def event(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show one event: what, when, where, what it gives."""
    region = public_region(region_code)
    shown = queries.event(event_code)
    if shown.region_code != region.code:
        raise Http404
    member_id = device.member_of(request)
    past = landing.already(member_id, shown, clock.now())
    page = {
        "region": region,
        "notice": notice(shown),
        "event": shown,
        "until": events.collect_until(shown),
        "past": past,
        "left": queries.places_left(shown.code),
        "phone": device.key_for_form(request),
        "for_machines": for_machines.told(shown, region, request.build_absolute_uri(request.path)),
        "is_coming": member_id is not None and queries.is_signed_up(shown.code, member_id),
    }
    return render(request, "member/event.html", page)


@anyone
@require_POST
def sign_up(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Note that the phone's member means to come, or no longer does."""
    at = clock.now()
    region = public_region(region_code)
    shown = queries.event(event_code)
    if shown.region_code != region.code:
        raise Http404
    answer = HttpResponseRedirect(reverse("event", args=[region.code, shown.code]))
    if request.POST.get("cancel"):
        member_id = device.member_of(request)
        if member_id is not None:
            operations.cancel_sign_up(event_code=shown.code, member_id=member_id, at=at)
        return answer
    member_id = device.member_of(request)
    if member_id is None:
        phone = device.new_phone(request)
        held = operations.sign_up_newcomer(event_code=shown.code, device_id=phone, at=at)
        device.keep(answer, held.device_id)
    else:
        operations.sign_up(event_code=shown.code, member_id=member_id, at=at)
    return answer


@anyone
@require_safe
def privacy(request: HttpRequest, region_code: str = "") -> HttpResponse:
    """Say who keeps which data for what; per region, as each town answers for its own."""
    page: dict[str, object] = {"backup_days": settings.BACKUP_DAYS}
    if not region_code:
        return render(request, "member/privacy.html", page | {"regions": regions.participating()})
    region = public_region(region_code)
    page |= {"region": region, "controller": _controller(region.code)}
    return render(request, "member/privacy.html", page)
