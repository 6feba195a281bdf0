"""Home: for a member one next thing, a card per region and a year of ties; else the regions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.actions import queries as actions
from enishi.activities import queries as activities
from enishi.events import event as event_rules
from enishi.events import queries as events
from enishi.events.event import Event
from enishi.kit.periods import jst_day
from enishi.membership import queries as membership
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.ties import honour as honours
from enishi.ties import next_thing
from enishi.ties.letter import Letter
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import (
    demo_me,
    device,
    fund,
    gifts,
    keeping,
    letters,
    my_year,
    next_one,
    tie,
    walked,
)
from enishi.web.member.keeping import Keeping
from enishi.web.member.next_one import Found, Lapse, Next, Offer, ToDo
from enishi.web.member.tie import Known, Tie
from enishi.web.member.walked import Walked

_SHOWN_EVENTS = 3


def soonest(event: Event) -> tuple[bool, datetime, str]:
    """Order events by their day; those without an end can wait, so they come last."""
    return (event.ends_at is None, event.starts_at, event.code)


def offers(
    shown: Sequence[Region], at: datetime, limit: int = _SHOWN_EVENTS, but: Collection[str] = ()
) -> list[Offer]:
    """Return the next events of these regions, the first to start first, with what they promise."""
    names = {region.code: region for region in shown}
    found = [one for one in events.upcoming_in(list(names), at) if one.code not in but]
    return [
        Offer(one, names[one.region_code], gifts.promised(one, jst_day(at)))
        for one in sorted(found, key=soonest)[:limit]
    ]


def next_thing_of(
    mine: Known, shown: Sequence[Tie], written: Sequence[Letter], kept: Keeping, at: datetime
) -> Next:
    """Choose the one next thing to do."""
    named = {one.region.code: one.region for one in shown}
    came = activities.events_met(mine.member_id)
    soon = offers(list(named.values()), at, limit=1, but=came)
    invited = [one for one in mine.honours if one.state == honours.INVITED]
    unread = [one for one in written if not one.is_read and next_thing.is_new(one.at, at)]
    found = Found(
        held_until=kept.until if kept.is_held else None,
        action=_action(mine, shown),
        today=_today(mine, came, at),
        lapse=_lapse(mine, named),
        invitation=(invited[0], named[invited[0].region_code]) if invited else None,
        letter=(unread[0], named[unread[0].region_code]) if unread else None,
        event=soon[0] if soon else None,
    )
    return next_one.choose(found, at)


def _today(mine: Known, came: Collection[str], at: datetime) -> Offer | None:
    """Return the event of today that the member means to come to, and did not reach yet."""
    coming = [
        one
        for one in events.signed_up_for(mine.member_id, at)
        if one.code not in came and _is_on(one, mine.on)
    ]
    if not coming:
        return None
    first = min(coming, key=soonest)
    return Offer(first, regions.region(first.region_code), gifts.promised(first, mine.on))


def _action(mine: Known, shown: Sequence[Tie]) -> ToDo | None:
    """Ask about today in the town that was met most often, until something of today is there."""
    for one in shown[:1]:
        today = actions.today(mine.member_id, one.region.code, mine.on)
        if not today or any(each.past is not None for each in today):
            return None
        action = today[0].action
        english = not (get_language() or "ja").startswith("ja")
        title = action.title_en if english else ""
        return ToDo(one.region, title or action.title, action.coins)
    return None


def _is_on(event: Event, on: date) -> bool:
    """Say whether an event is on a day."""
    until = event_rules.collect_until(event)
    begun = jst_day(event.starts_at) <= on
    return begun and (until is None or on < jst_day(until))


def _lapse(mine: Known, named: Mapping[str, Region]) -> Lapse | None:
    """Return the points that end first, if that is soon."""
    near = [
        (pocket.expires_on, asset, pocket.points)
        for asset, pocket in mine.nearest.items()
        if asset.endswith(":point") and next_thing.lapses_soon(pocket.expires_on, mine.on)
    ]
    if not near:
        return None
    expires_on, code, points = min(near)
    asset = programs.asset(code)
    return Lapse(named[asset.region_code], points, expires_on, asset.takes_donations)


def my_places(mine: Known, shown: Sequence[Tie]) -> list[Walked]:
    """Tell where a member was in each region."""
    places = activities.places_met(mine.member_id)
    language = get_language() or "ja"
    return [
        walked.walked(one.region, one.wording, places.get(one.region.code, ()), language)
        for one in shown
    ]


@anyone
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the member's home, or the start for those who have none yet."""
    at = clock.now()
    member_id = device.member_of(request)
    if member_id is None:
        shown = regions.participating()
        page = {
            "regions": shown,
            "offers": offers(shown, at),
            "demo_me": demo_me.is_there(),
            "here": "home",
        }
        return render(request, "member/start.html", page)
    mine = tie.known(member_id, jst_day(at))
    cards = tie.of(mine)
    kept = keeping.keeping(member_id, at)
    found = letters.to(mine, [one.region.code for one in cards])
    page = {
        "member": membership.member(member_id),
        "ties": cards,
        "next": next_thing_of(mine, cards, found, kept, at),
        "year": my_year.told(mine, cards) if mine.met else None,
        "became": fund.told(mine, cards, at) if cards else None,
        "walked": my_places(mine, cards),
        "letter": letters.told(found[0]) if found else None,
        "letters": len(found),
        "was_returned": kept.was_returned,
        "region": cards[0].region if cards else None,
        "here": "home",
    }
    return render(request, "member/home.html", page)


@anyone
@require_safe
def towns(request: HttpRequest) -> HttpResponse:
    """List the regions that take part, for somebody who looks for another one."""
    return render(request, "member/towns.html", {"regions": regions.participating()})
