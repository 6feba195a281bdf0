"""Home: for a member one next thing and a card per region; for others, the regions there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.events.event import Event
from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.pockets import Pocket
from enishi.membership import queries as membership
from enishi.membership.member import Card
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, gifts, purse
from enishi.web.member.purse import Soon

_SHOWN_EVENTS = 3
_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Tie:
    """One region as a member sees it: the card, coins and points apart, how often they met."""

    region: Region
    coins: int
    points: int
    times: int
    card: Card | None
    lapses: Soon | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An event with what it promises."""

    event: Event
    region: Region
    gift: gifts.Gift


def ties(member_id: UUID, on: date | None = None) -> list[Tie]:
    """Return a card per region that the member met, the most often met first.

    With a day, each says which of its points lapse next, if that is near.
    """
    past = [one for one in activities.of_member(member_id, limit=_COUNTED) if not one.is_withdrawn]
    times = Counter(one.region_code for one in past)
    held = ledger.balances(f"member:{member_id}")
    nearest = ledger.next_lapses(f"member:{member_id}", on=on) if on else {}
    cards = {card.region_code: card for card in membership.cards(member_id) if card.is_live}
    codes = {*times, *cards, *(asset.partition(":")[0] for asset in held)}
    found = regions.regions(sorted(codes))
    made = [
        Tie(
            region=found[code],
            coins=held.get(f"{code}:coin", 0),
            points=held.get(f"{code}:point", 0),
            times=times[code],
            card=cards.get(code),
            lapses=_near(nearest.get(f"{code}:point"), on),
        )
        for code in codes
        if code in found
    ]
    return sorted(made, key=lambda tie: (-tie.times, tie.region.code))


def _near(pocket: Pocket | None, on: date | None) -> Soon | None:
    """Return what lapses within the days in which a member is told; None before."""
    if pocket is None or on is None:
        return None
    next_one = purse.soon([pocket], on)
    return next_one if next_one and next_one.within else None


def soonest(event: Event) -> tuple[bool, datetime, str]:
    """Order events by their day; those without an end can wait, so they come last."""
    return (event.ends_at is None, event.starts_at, event.code)


def offers(shown: list[Region], at: datetime, limit: int = _SHOWN_EVENTS) -> list[Offer]:
    """Return the next events of these regions, the first to start first."""
    found = [
        Offer(event, region, gifts.promised(event, jst_day(at)))
        for region in shown
        for event in sorted(events.upcoming(region.code, at), key=soonest)[:limit]
    ]
    return sorted(found, key=lambda offer: soonest(offer.event))[:limit]


@anyone
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the member's home, or the start for those who have none yet."""
    at = clock.now()
    member_id = device.member_of(request)
    if member_id is None:
        shown = regions.participating()
        page = {"regions": shown, "offers": offers(shown, at), "here": "home"}
        return render(request, "member/start.html", page)
    mine = ties(member_id, jst_day(at))
    got = {one.event for one in activities.of_member(member_id, limit=_COUNTED)}
    coming = [
        offer
        for offer in offers([tie.region for tie in mine], at, limit=_SHOWN_EVENTS + len(got))
        if offer.event.code not in got
    ]
    page = {
        "member": membership.member(member_id),
        "ties": mine,
        "next": coming[0] if coming else None,
        "region": mine[0].region if mine else None,
        "here": "home",
    }
    return render(request, "member/home.html", page)
