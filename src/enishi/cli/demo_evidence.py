"""What the demo shows of honest evidence: a screen whose code turns, and records worth a look."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.events import operations as events
from enishi.events import queries
from enishi.events.event import Event, Told
from enishi.events.places import Point, Position, Venue
from enishi.membership import operations as membership
from enishi.membership.member import ExternalPerson

SOURCE = "sample-evidence"
_HARBOUR = Venue(Point(35.6005, 135.9406), 800)
_TOKYO = Position(Point(35.6812, 139.7671), 30)
_THERE = Position(Point(35.6010, 135.9410), 30)
_MARKS = UUID("5f0a7a52-2f0e-4f4e-9a53-6a0c6f7f6a10")
# Somebody who tells of the town every other day; the others of the town do so a few times a year.
_OFTEN, _DAYS = "毎日の方", 150


def show(event: Event, *, at: datetime) -> None:
    """Let some guests come to an event of today in ways worth a look.

    The screen that turned its code is off again after that: today's poster counts in full.
    """
    venue = event.venue or _HARBOUR
    events.set_evidence(event_code=event.code, rotating=True, venue=venue)
    poster = queries.poster(event.code)
    names = ("母", "父", "子", "遠くの方", "紙の方", _OFTEN)
    people = [ExternalPerson(name) for name in names]
    ids = membership.find_or_make_many(source=SOURCE, people=people, at=at)
    turning = queries.turning_ticket(poster, at)
    shared = uuid5(_MARKS, event.code)
    for name, ticket, told in (
        ("母", turning, Told(mark=shared, position=_THERE)),
        ("父", turning, Told(mark=shared, position=_THERE)),
        ("子", turning, Told(mark=shared, position=_THERE)),
        ("遠くの方", turning, Told(position=_TOKYO)),
        ("紙の方", poster.ticket, Told(position=_THERE)),
    ):
        events.check_in(ticket=ticket, member_id=ids[name], at=at, told=told)
    events.set_evidence(event_code=event.code, rotating=event.rotating, venue=event.venue)
    _tell_often(event.region_code, ids[_OFTEN], at)


def turn_next(region_code: str, *, at: datetime) -> None:
    """Let the next event at a place show a screen whose code turns."""
    later = [one for one in queries.events_of(region_code) if one.starts_at > at and not one.online]
    for event in sorted(later, key=lambda one: one.starts_at)[:1]:
        events.set_evidence(event_code=event.code, rotating=True, venue=event.venue)


def _tell_often(region_code: str, member_id: UUID, at: datetime) -> None:
    """Let one member have far more records of a kind than anybody else in the town."""
    day = at.replace(hour=3, minute=0, second=0, microsecond=0)
    day -= timedelta(days=day.toordinal() % 2)  # begun on another day, it is the same days
    told = [
        NewActivity(
            key=f"{SOURCE}:{(day - timedelta(days=2 * number)).date()}",
            kind="post",
            member_id=member_id,
            region_code=region_code,
            at=day - timedelta(days=2 * number),
            evidence="self_report",
        )
        for number in range(1, _DAYS)
    ]
    activities.record_many(told, earn=False)
