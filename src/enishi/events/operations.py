"""Every change to projects and events: made, hung up, attended, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.activities.activity import NewActivity, Recorded
from enishi.events import checkin, models, tickets
from enishi.events import event as events
from enishi.events.event import Event, NewEvent, Poster
from enishi.events.queries import UnknownEvent, event_value, poster_value
from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.ledger.operations import queueing
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
    row = _locked(code)
    if event.region_code != row.region_id:
        raise BadEvent(part="region_code", given=event.region_code)
    _check(event)
    columns = _columns(event)
    if columns["kind"] != row.kind and activity_queries.participant_ids(row.pk):
        raise BadEvent(part="kind", given=columns["kind"])
    models.Event.objects.filter(pk=row.pk).update(**columns)
    return event_value(models.Event.objects.get(pk=row.pk))


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


def _locked(code: str) -> models.Event:
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
    row = _locked(event_code)
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
    row = _locked(event_code)
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
    event = event_value(_locked(event_code))
    until = events.collect_until(event)
    if until is not None and at >= until:
        raise checkin.EventIsOver(event=event.code, title=event.title, until=until)
    if member_id in _expected(event):
        return
    _keep_place(event, member_id)
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


def _keep_place(event: Event, member_id: UUID) -> None:
    """Refuse one more than fit; the caller holds the event's row, so nobody comes between."""
    if event.capacity is None:
        return
    inside = _expected(event) | activity_queries.participant_ids(event.code)
    if member_id not in inside and len(inside) >= event.capacity:
        raise EventIsFull(event=event.code, title=event.title, capacity=event.capacity)


class CheckInWasWithdrawn(Refusal):
    """Staff took this check-in back; scanning again does not bring it back."""

    code = "check_in_was_withdrawn"


def check_in(*, ticket: str, member_id: UUID, at: datetime, evidence: str = "own_scan") -> Recorded:
    """Admit a member who read a poster once, and credit what the visit earns.

    A second scan of a valid code gets the first answer. Durable; many at once share a commit.

    Raises:
        TicketIsForged: the code was not made here.
        UnknownEvent: its event is gone.
        TicketIsOld, TicketIsEarly, EventNotStarted, EventIsOver: not now.
        EventIsFull: all places are taken.
        CheckInWasWithdrawn: staff took the check-in back.
    """
    return _scan(ticket, member_id, at, evidence)


@transaction.atomic(durable=True)
def check_in_newcomer(*, ticket: str, device_id: UUID, at: datetime) -> tuple[Held, Recorded]:
    """Admit the member of a new phone, who is made here: both, or neither when refused.

    Asked again with the same phone, also at once, it is the same member's second scan.

    Raises:
        TicketIsForged, UnknownEvent, TicketIsOld, TicketIsEarly, EventNotStarted, EventIsOver,
        EventIsFull, CheckInWasWithdrawn: as `check_in`.
    """
    held = membership.hold_on_device(device_id=device_id, at=at)
    return held, _scan(ticket, held.member_id, at, "own_scan")


def _scan(ticket: str, member_id: UUID, at: datetime, evidence: str) -> Recorded:
    read = tickets.read(ticket, secret=settings.TICKET_SECRET)
    poster = models.Poster.objects.filter(pk=read.serial, event_id=read.event).first()
    if poster is None:
        raise tickets.TicketIsForged
    return _admit(read.event, poster_value(poster), member_id, at, evidence)


def receive(*, event_code: str, member_id: UUID, at: datetime) -> Recorded:
    """Admit a member whose card staff read at the door; the answers are those of `check_in`.

    Durable; many at once share a commit.

    Raises:
        UnknownEvent: no event has the code.
        EventNotStarted, EventIsOver: not now.
        EventIsFull: all places are taken.
        CheckInWasWithdrawn: staff took the check-in back.
    """
    return _admit(ids.as_typed(event_code), None, member_id, at, "staff_scan")


def _admit(
    event_code: str, poster: Poster | None, member_id: UUID, at: datetime, evidence: str
) -> Recorded:
    row = models.Event.objects.filter(pk=event_code).first()
    if row is None:
        raise UnknownEvent(event=event_code)
    event = event_value(row)
    checkin.decide(event, poster, at)
    key = checkin.key(event, member_id, at)
    activity = NewActivity(
        key=key,
        kind=event.kind,
        member_id=member_id,
        region_code=event.region_code,
        at=at,
        evidence=evidence,
        place=event.place,
        event=event.code,
        theme=event.theme,
        online=event.online,
        hours=events.hours(event),
        coins=event.coins,
    )
    recorded = _record(event, activity)
    if recorded.is_withdrawn:
        raise CheckInWasWithdrawn(event=event.code, title=event.title)
    return recorded


# Many who scan at one moment share a commit.
_QUEUE = queueing.queue_of(activities.record_many, name="enishi-recorder")


def _record(event: Event, activity: NewActivity) -> Recorded:
    """Record a visit together with those that wait just now; places are taken one by one."""
    if event.capacity is None and not connection.in_atomic_block:
        return _QUEUE.ask(activity)
    with transaction.atomic():
        if event.capacity is not None:
            _locked(event.code)
            _keep_place(event, activity.member_id)
        return activities.record(activity)
