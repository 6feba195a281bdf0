"""Events and projects as others see them, and what follows from their times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from enishi.events.places import Point, Position, Venue
from enishi.kit import periods

STATUSES = ("open", "over")  # 募集中, 終了
LONGEST_BY_THE_HOUR = timedelta(hours=24)
SHOWN_FROM = 5  # people; fewer who come are not told to the public


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as a region writes it down."""

    region_code: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    theme: str = ""
    place: str = ""
    online: bool = False
    kind: str = ""  # empty: e_visit online, else event
    summary: str = ""
    project_id: int | None = None
    capacity: int | None = None
    sdgs: tuple[int, ...] = ()
    coins: int | None = None
    monthly_code: bool = False
    rotating: bool = False
    latitude: float | None = None
    longitude: float | None = None
    radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something people attend, in a place or online."""

    code: str
    region_code: str
    project_id: int | None
    kind: str
    title: str
    summary: str
    theme: str
    place: str
    online: bool
    starts_at: datetime
    ends_at: datetime | None
    capacity: int | None
    sdgs: tuple[int, ...]
    coins: int | None
    monthly_code: bool
    closed_at: datetime | None
    rotating: bool = False
    latitude: float | None = None
    longitude: float | None = None
    radius_m: int | None = None

    @property
    def venue(self) -> Venue | None:
        """Where it is, where it asks phones; None: it does not ask."""
        if self.latitude is None or self.longitude is None or self.radius_m is None:
            return None
        return Venue(Point(self.latitude, self.longitude), self.radius_m)


@dataclass(frozen=True, slots=True)
class Project:
    """A series of events of one region."""

    id: int
    region_code: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Poster:
    """A code that hangs at an event."""

    serial: str
    event_code: str
    ticket: str
    valid_from: datetime
    valid_until: datetime | None
    killed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone tells with a check-in, beside its ticket; all of it may be missing.

    `mark` stands for the phone in the hand, `opened_at` is when it opened the code as the page
    vouches, `position` where it says it is: used once, and kept nowhere.
    """

    mark: UUID | None = None
    opened_at: datetime | None = None
    position: Position | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decision of staff about a record, or about a member's many records of a kind."""

    activity_seq: int | None
    member_id: UUID
    kind: str
    decision: str
    evidence_before: str
    evidence_after: str
    doubt: str
    reason: str
    by: UUID | None
    at: datetime


def collect_until(event: Event) -> datetime | None:
    """Return the first moment too late to collect: 24:00 JST of the (last) day; None: open."""
    ends = [event.closed_at] if event.closed_at is not None else []
    if event.ends_at is not None:
        last_moment = event.ends_at - timedelta(microseconds=1)
        ends.append(periods.end_of_day(periods.jst_day(last_moment)))
    return min(ends, default=None)


def status(event: Event, at: datetime) -> str:
    """Return "open" (募集中) or "over" (終了)."""
    until = collect_until(event)
    return "open" if until is None or at < until else "over"


def hours(event: Event) -> float | None:
    """Return how long an event lasts, where coins by the hour make sense: up to a day."""
    if event.ends_at is None or event.ends_at - event.starts_at > LONGEST_BY_THE_HOUR:
        return None
    return (event.ends_at - event.starts_at) / timedelta(hours=1)
