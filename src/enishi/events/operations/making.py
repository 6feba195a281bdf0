"""Projects, events and posters made, changed and closed; places kept for those who mean to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.activities import queries as activity_queries
from enishi.events import checkin, models, places, tickets
from enishi.events import event as events
from enishi.events.event import Event, NewEvent, Poster
from enishi.events.places import Venue
from enishi.events.queries import UnknownEvent, event_value, poster_value
from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership
from enishi.membership.member import Held
from enishi.regions import queries as regions

_GOALS = range(1, 18)  # the 17 Sustainable Development Goals


@transaction.atomic(durable=True)
def make_project(*, region_code: str, title: str, summary: str = "") -> int:
    """Begin a series of events and return its number.

    Raises:
        UnknownRegion: no region has the code.
    """
    region = regions.region(region_code)
    return models.Project.objects.create(region_id=region.code, title=title, summary=summary).pk


class BadEvent(Refusal):
    """A part of the event cannot be."""

    code = "bad_event"
    status = 422


class UnknownProject(Refusal):
    """The region has no project of this number."""

    code = "unknown_project"
    status = 404


@transaction.atomic(durable=True)
def make_event(*, event: NewEvent) -> Event:
    """Announce an event and return it with its code.

    Raises:
        UnknownRegion: no region has the code.
        UnknownProject: the region has no such project.
        BadEvent: it ends before it starts, or a part is not one of its words.
    """
    regions.region(event.region_code)
    _check(event)
    row = models.Event.objects.create(
        code=_free(lambda code: models.Event.objects.filter(pk=code).exists()),
        **_columns(event),
    )
    return event_value(row)


@transaction.atomic(durable=True)
def change_event(*, code: str, event: NewEvent) -> Event:
    """Write an event anew; its code, its region and what was recorded stay.

    Raises:
        UnknownEvent: no event has the code.
        UnknownProject: the region has no such project.
        BadEvent: it ends before it starts, a part is not one of its words, or what people
            attended would become something else.
    """
    row = locked(code)
    if event.region_code != row.region_id:
        raise BadEvent(part="region_code", given=event.region_code)
    _check(event)
    columns = _columns(event)
    if columns["kind"] != row.kind and activity_queries.participant_ids(row.pk):
        raise BadEvent(part="kind", given=columns["kind"])
    models.Event.objects.filter(pk=row.pk).update(**columns)
    return event_value(models.Event.objects.get(pk=row.pk))


@transaction.atomic(durable=True)
def set_evidence(*, event_code: str, rotating: bool, venue: Venue | None) -> Event:
    """Decide how an event sees that people are there: a code that turns, and where phones are.

    Raises:
        UnknownEvent: no event has the code.
        BadEvent: the venue is not on the Earth, or too wide or narrow.
    """
    row = locked(event_code)
    row.rotating = rotating
    row.latitude = venue.point.latitude if venue else None
    row.longitude = venue.point.longitude if venue else None
    row.radius_m = venue.radius_metres if venue else None
    if not places.is_whole(row.latitude, row.longitude, row.radius_m):
        raise BadEvent(part="radius_m", given=row.radius_m)
    row.save(update_fields=["rotating", "latitude", "longitude", "radius_m"])
    return event_value(row)


def _check(event: NewEvent) -> None:
    if not event.title.strip():
        raise BadEvent(part="title", given=event.title)
    if event.ends_at is not None and event.ends_at <= event.starts_at:
        raise BadEvent(part="ends_at", given=event.ends_at)
    if event.kind and event.kind not in {kind.code for kind in activity_queries.kinds()}:
        raise BadEvent(part="kind", given=event.kind)
    if event.capacity is not None and event.capacity < 1:
        raise BadEvent(part="capacity", given=event.capacity)
    if any(goal not in _GOALS for goal in event.sdgs):
        raise BadEvent(part="sdgs", given=event.sdgs)
    if event.coins is not None and event.coins < 0:
        raise BadEvent(part="coins", given=event.coins)
    if not places.is_whole(event.latitude, event.longitude, event.radius_m):
        raise BadEvent(part="radius_m", given=event.radius_m)
    if event.project_id is not None:
        projects = models.Project.objects.filter(pk=event.project_id)
        if not projects.filter(region_id=event.region_code).exists():
            raise UnknownProject(project=event.project_id)


def _columns(event: NewEvent) -> dict[str, object]:
    columns = asdict(event)
    columns["region_id"] = columns.pop("region_code")
    columns["kind"] = event.kind or ("e_visit" if event.online else "event")
    columns["sdgs"] = sorted(set(event.sdgs))
    return columns


def _free(is_taken: Callable[[str], bool]) -> str:
    """Return a random code that nothing has; 40 bits make a second turn rare."""
    while is_taken(code := ids.readable_code(tickets.EVENT_LENGTH)):
        pass
    return code


def locked(code: str) -> models.Event:
    """Hold an event's row until the caller's transaction ends.

    Raises:
        UnknownEvent: no event has the code.
    """
    row = models.Event.objects.select_for_update().filter(code=ids.as_typed(code)).first()
    if row is None:
        raise UnknownEvent(event=code)
    return row


@transaction.atomic(durable=True)
def make_poster(*, event_code: str, at: datetime) -> Poster:
    """Hang up a new code at an event; the last one is dead from now on.

    Raises:
        UnknownEvent: no event has the code.
        EventIsOver: the time to collect has ended.
    """
    row = locked(event_code)
    event = event_value(row)
    until = events.collect_until(event)
    if until is not None and at >= until:
        raise checkin.EventIsOver(event=event.code, title=event.title, until=until)
    return _hang(event, at)


def _hang(event: Event, at: datetime) -> Poster:
    models.Poster.objects.filter(event_id=event.code, killed_at=None).update(killed_at=at)
    # A code made before the first month of an event is meant for that month.
    month = periods.month_of(periods.jst_day(max(at, event.starts_at)))
    made = models.Poster.objects.create(
        serial=_free(lambda serial: models.Poster.objects.filter(pk=serial).exists()),
        event_id=event.code,
        valid_from=_first_moment(month) if event.monthly_code else at,
        valid_until=_first_moment(month.next) if event.monthly_code else None,
        created_at=at,
    )
    return poster_value(made)


def _first_moment(month: periods.Month) -> datetime:
    return datetime(month.year, month.number, 1, tzinfo=periods.JST)


@transaction.atomic(durable=True)
def renew_monthly_posters(*, at: datetime) -> list[Poster]:
    """Hang up the month's code at every open event that has monthly codes; again adds none."""
    renewed = []
    rows = models.Event.objects.select_for_update().filter(monthly_code=True, closed_at=None)
    for row in rows.order_by("code"):
        event = event_value(row)
        if events.status(event, at) == "over" or at < event.starts_at:
            continue
        hanging = models.Poster.objects.filter(event_id=event.code, killed_at=None)
        if not hanging.filter(valid_until__gt=at).exists():
            renewed.append(_hang(event, at))
    return renewed


@transaction.atomic(durable=True)
def close_event(*, event_code: str, at: datetime) -> None:
    """End an event now; closing it twice changes nothing.

    Raises:
        UnknownEvent: no event has the code.
    """
    row = locked(event_code)
    models.Event.objects.filter(pk=row.pk, closed_at=None).update(closed_at=at)


class EventIsFull(Refusal):
    """All places are taken."""

    code = "event_is_full"


@transaction.atomic(durable=True)
def sign_up(*, event_code: str, member_id: UUID, at: datetime) -> None:
    """Note that a member means to come; again changes nothing.

    Raises:
        UnknownEvent: no event has the code.
        EventIsOver: the time to collect has ended.
        EventIsFull: all places are taken.
    """
    _sign_up(event_code, member_id, at)


@transaction.atomic(durable=True)
def sign_up_newcomer(*, event_code: str, device_id: UUID, at: datetime) -> Held:
    """Sign up the member of a new phone, who is made here: both, or neither when refused.

    Raises:
        UnknownEvent, EventIsOver, EventIsFull: as `sign_up`.
    """
    held = membership.hold_on_device(device_id=device_id, at=at)
    _sign_up(event_code, held.member_id, at)
    return held


def _sign_up(event_code: str, member_id: UUID, at: datetime) -> None:
    event = event_value(locked(event_code))
    until = events.collect_until(event)
    if until is not None and at >= until:
        raise checkin.EventIsOver(event=event.code, title=event.title, until=until)
    if member_id in _expected(event):
        return
    keep_place(event=event, member_id=member_id)
    models.SignUp.objects.create(event_id=event.code, member_id=member_id, at=at)


@transaction.atomic(durable=True)
def cancel_sign_up(*, event_code: str, member_id: UUID, at: datetime) -> None:
    """Note that a member does not mean to come any more; twice changes nothing."""
    models.SignUp.objects.filter(
        event_id=ids.as_typed(event_code), member_id=member_id, cancelled_at=None
    ).update(cancelled_at=at)


def _expected(event: Event) -> set[UUID]:
    rows = models.SignUp.objects.filter(event_id=event.code, cancelled_at=None)
    return set(rows.values_list("member_id", flat=True))


def keep_place(*, event: Event, member_id: UUID) -> None:
    """Refuse one more than fit; the caller holds the event's row, so nobody comes between."""
    if event.capacity is None:
        return
    inside = _expected(event) | activity_queries.participant_ids(event.code)
    if member_id not in inside and len(inside) >= event.capacity:
        raise EventIsFull(event=event.code, title=event.title, capacity=event.capacity)
