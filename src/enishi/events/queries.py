"""Every reading of events for others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q

from enishi.activities import queries as activities
from enishi.events import event as events
from enishi.events import models, tickets, windows
from enishi.events.event import Event, Poster, Project, Reviewed
from enishi.kit import ids
from enishi.kit.refusal import Refusal


class UnknownEvent(Refusal):
    """No event has this code."""

    code = "unknown_event"
    status = 404


class NoLivePoster(Refusal):
    """No code hangs at the event."""

    code = "no_live_poster"
    status = 404


def event_value(row: models.Event) -> Event:
    """Return a row as others may see it."""
    return Event(
        code=row.code,
        region_code=row.region_id,
        project_id=row.project_id,
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        theme=row.theme,
        place=row.place,
        online=row.online,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        sdgs=tuple(row.sdgs),
        coins=row.coins,
        monthly_code=row.monthly_code,
        closed_at=row.closed_at,
        rotating=row.rotating,
        latitude=row.latitude,
        longitude=row.longitude,
        radius_m=row.radius_m,
    )


def poster_value(row: models.Poster) -> Poster:
    """Return a code with the text that its QR carries."""
    return Poster(
        serial=row.serial,
        event_code=row.event_id,
        ticket=tickets.issue(secret=settings.TICKET_SECRET, event=row.event_id, serial=row.serial),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        killed_at=row.killed_at,
    )


# What a scan asks for: the columns of the event under their names as a value, then the code's.
_EVENT = tuple(field.name for field in fields(Event))
_POSTER = ("serial", "event_id", "valid_from", "valid_until", "killed_at")


@lru_cache(maxsize=1)
def _of_a_code() -> str:
    """Write the question of every scan once: putting it together costs more than asking it."""
    names = [f"event__{'region_id' if name == 'region_code' else name}" for name in _EVENT]
    rows = models.Poster.objects.filter(pk="").values_list(*names, *_POSTER)
    return str(rows.query.sql_with_params()[0])


def of_code(serial: str) -> tuple[Event, Poster] | None:
    """Return a code, hanging or dead, with its event; None where there never was one."""
    with connection.cursor() as cursor:
        cursor.execute(_of_a_code(), [serial])
        row = cursor.fetchone()
    if row is None:
        return None
    told = dict(zip(_EVENT, row, strict=False))
    shown = Event(**told | {"sdgs": tuple(told["sdgs"])})
    serial, event_code, *times = row[len(_EVENT) :]
    ticket = tickets.issue(secret=settings.TICKET_SECRET, event=event_code, serial=serial)
    return shown, Poster(serial, event_code, ticket, *times)


def event(code: str) -> Event:
    """Return one event.

    Raises:
        UnknownEvent: no event has the code.
    """
    row = models.Event.objects.filter(code=ids.as_typed(code)).first()
    if row is None:
        raise UnknownEvent(event=code)
    return event_value(row)


def events_of(region_code: str) -> list[Event]:
    """Return a region's events, the latest to start first."""
    rows = models.Event.objects.filter(region_id=region_code).order_by("-starts_at", "code")
    return [event_value(row) for row in rows]


def upcoming(region_code: str, at: datetime, limit: int = 20) -> list[Event]:
    """Return a region's events that can still be attended, the first to start first."""
    rows = models.Event.objects.filter(region_id=region_code).order_by("starts_at", "code")
    found = [event_value(row) for row in rows]
    return [one for one in found if events.status(one, at) == "open"][:limit]


def upcoming_in(region_codes: Collection[str], at: datetime) -> list[Event]:
    """Return the events of several regions that can still be attended, in the order of starts."""
    latest = at - timedelta(days=2)  # collecting ends at 24:00 of the last day
    rows = models.Event.objects.filter(region_id__in=set(region_codes)).filter(
        Q(ends_at=None) | Q(ends_at__gt=latest), Q(closed_at=None) | Q(closed_at__gt=at)
    )
    found = [event_value(row) for row in rows.order_by("starts_at", "code")]
    return [one for one in found if events.status(one, at) == "open"]


def signed_up_for(member_id: UUID, at: datetime) -> list[Event]:
    """Return the events a member means to come to and still can, the first to start first."""
    rows = models.Event.objects.filter(
        sign_ups__member_id=member_id, sign_ups__cancelled_at=None
    ).order_by("starts_at", "code")
    found = [event_value(row) for row in rows]
    return [one for one in found if events.status(one, at) == "open"]


def sign_ups_of(member_id: UUID) -> list[dict[str, object]]:
    """Return every word to come that a member gave, taken back or not, for the member to read."""
    rows = models.SignUp.objects.filter(member_id=member_id).order_by("-at", "-id")
    return [dict(row) for row in rows.values("event_id", "event__title", "at", "cancelled_at")]


def held_between(region_codes: Iterable[str], since: datetime, until: datetime) -> dict[str, int]:
    """Count the events of each region that began in a time and were not called off before."""
    rows = models.Event.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=F("starts_at")),
        region_id__in=set(region_codes),
        starts_at__gte=since,
        starts_at__lt=until,
    )
    counted = rows.order_by().values("region_id").annotate(n=Count("code"))
    return dict(counted.values_list("region_id", "n"))


def titles(codes: Collection[str]) -> dict[str, str]:
    """Return what events are called, by their codes; unknown ones are left out."""
    rows = models.Event.objects.filter(code__in=set(codes))
    return dict(rows.values_list("code", "title"))


def projects_of(region_code: str) -> list[Project]:
    """Return a region's projects, newest first."""
    rows = models.Project.objects.filter(region_id=region_code).order_by("-id")
    return [Project(row.pk, row.region_id, row.title, row.summary) for row in rows]


def poster(event_code: str) -> Poster:
    """Return the code that hangs at an event now.

    Raises:
        NoLivePoster: none does.
    """
    row = models.Poster.objects.filter(event_id=ids.as_typed(event_code), killed_at=None).first()
    if row is None:
        raise NoLivePoster(event=event_code)
    return poster_value(row)


def turning_ticket(shown: Poster, at: datetime) -> str:
    """Return what a screen at the event shows at this moment; another one follows soon."""
    return tickets.issue(
        secret=settings.TICKET_SECRET,
        event=shown.event_code,
        serial=shown.serial,
        window=windows.number(at),
    )


def poster_by_serial(serial: str) -> Poster:
    """Return the code that hangs somewhere now, by the eight letters printed under it.

    Raises:
        NoLivePoster: none has these letters, or a new one has taken its place.
    """
    row = models.Poster.objects.filter(pk=ids.as_typed(serial), killed_at=None).first()
    if row is None:
        raise NoLivePoster(serial=serial)
    return poster_value(row)


def signed_up(event_code: str) -> int | None:
    """Return how many people mean to come, for everybody's eyes: None below five."""
    return _shown(models.SignUp.objects.filter(event_id=event_code, cancelled_at=None).count())


def participants(event_code: str) -> int | None:
    """Return how many people came, for everybody's eyes: None below five."""
    return _shown(activities.participants(event_code))


def places_left(event_code: str) -> int | None:
    """Return how many places are free; None without a limit, or where it would tell of few.

    Capacity minus places left is the number who come, so it obeys the same floor.
    """
    capacity = event(event_code).capacity
    taken = models.SignUp.objects.filter(event_id=event_code, cancelled_at=None).count()
    if capacity is None or _shown(taken) is None:
        return None
    return max(capacity - taken, 0)


def is_signed_up(event_code: str, member_id: UUID) -> bool:
    """Say whether a member means to come."""
    return models.SignUp.objects.filter(
        event_id=event_code, member_id=member_id, cancelled_at=None
    ).exists()


def _shown(people: int) -> int | None:
    return people if people >= events.SHOWN_FROM else None


def reviews(region_code: str, limit: int = 50) -> list[Reviewed]:
    """Return what staff of a region decided about records, latest first."""
    rows = models.Review.objects.filter(region_id=region_code).order_by("-at", "-id")[:limit]
    return [_reviewed(row) for row in rows]


def looked_at(seqs: Iterable[int]) -> set[int]:
    """Return those of some records that staff decided about."""
    rows = models.Review.objects.filter(activity_seq__in=list(seqs))
    return {seq for seq in rows.values_list("activity_seq", flat=True) if seq is not None}


def found_in_order(region_code: str, since: datetime) -> set[tuple[UUID, str]]:
    """Return whose many records of which kind staff found in order since a moment."""
    rows = models.Review.objects.filter(
        region_id=region_code, activity_seq=None, decision="kept", at__gte=since
    )
    return set(rows.values_list("member_id", "kind"))


def _reviewed(row: models.Review) -> Reviewed:
    return Reviewed(
        activity_seq=row.activity_seq,
        member_id=row.member_id,
        kind=row.kind,
        decision=row.decision,
        evidence_before=row.evidence_before,
        evidence_after=row.evidence_after,
        doubt=row.doubt,
        reason=row.reason,
        by=row.by_id,
        at=row.at,
    )


def lifted_between(first_xid: int, until_xid: int) -> Iterator[tuple[int, str]]:
    """Yield the records that these transactions lifted, each with its grade since.

    Complete only where every transaction below `until_xid` has ended (insight.md 5).
    """
    rows = models.Review.objects.filter(
        xid__gte=first_xid, xid__lt=until_xid, decision="lifted"
    ).order_by("id")
    for seq, grade in rows.values_list("activity_seq", "evidence_after"):
        assert seq is not None, "a lift is of one record"
        yield seq, grade
