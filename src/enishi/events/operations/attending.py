"""Check-ins: by a poster, a screen or staff; how sure each is, and what it earns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.activities.activity import NewActivity, Past, Recorded
from enishi.events import checkin, grading, models, possible, queries, tickets
from enishi.events import event as events
from enishi.events.event import NOTHING_TOLD, Event, Poster, Told
from enishi.events.operations.making import keep_place, locked
from enishi.events.operations.reviewing import vouch
from enishi.events.places import Point
from enishi.events.possible import Stop
from enishi.events.queries import UnknownEvent, event_value
from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.ledger.operations import queueing
from enishi.membership import operations as membership
from enishi.membership.member import Held
from enishi.regions import queries as regions

PHONES_KEPT = timedelta(days=40)  # a monthly code's month, and some days to look again


class CheckInWasWithdrawn(Refusal):
    """Staff took this check-in back; scanning again does not bring it back."""

    code = "check_in_was_withdrawn"


def check_in(
    *,
    ticket: str,
    member_id: UUID,
    at: datetime,
    evidence: str = "own_scan",
    told: Told = NOTHING_TOLD,
) -> Recorded:
    """Admit a member who read a poster or a screen once, and credit what the visit earns.

    A second scan of a valid code gets the first answer. What the phone tells decides how sure
    the record is, and never whether it earns; `evidence` is the best that it can be. Durable;
    many at once share a commit.

    Raises:
        TicketIsForged: the code was not made here.
        UnknownEvent: its event is gone.
        TicketIsOld, TicketIsEarly, CodeHasTurned, EventNotStarted, EventIsOver: not now.
        EventIsFull: all places are taken.
        CheckInWasWithdrawn: staff took the check-in back.
    """
    return _scan(ticket, member_id, at, evidence, told)


@transaction.atomic(durable=True)
def check_in_newcomer(
    *,
    ticket: str,
    device_id: UUID,
    at: datetime,
    evidence: str = "own_scan",
    told: Told = NOTHING_TOLD,
) -> tuple[Held, Recorded]:
    """Admit the member of a new phone, who is made here: both, or neither when refused.

    Asked again with the same phone, also at once, it is the same member's second scan.

    Raises:
        TicketIsForged, UnknownEvent, TicketIsOld, TicketIsEarly, CodeHasTurned, EventNotStarted,
        EventIsOver, EventIsFull, CheckInWasWithdrawn: as `check_in`.
    """
    held = membership.hold_on_device(device_id=device_id, at=at)
    return held, _scan(ticket, held.member_id, at, evidence, told)


def _scan(ticket: str, member_id: UUID, at: datetime, evidence: str, told: Told) -> Recorded:
    read = tickets.read(ticket, secret=settings.TICKET_SECRET)
    found = queries.of_code(read.serial)
    if found is None or found[0].code != read.event:
        raise tickets.TicketIsForged
    event, poster = found
    given = grading.at_most(evidence, grading.grade(event, read.window, told, at))
    mark = None if told.mark is None else grading.mark_at(event.code, told.mark, _secret())
    return _admit(event, poster, member_id, at, _Seen(given, mark))


def _secret() -> bytes:
    secret: bytes = settings.TICKET_SECRET
    return secret


def receive(
    *,
    event_code: str,
    member_id: UUID,
    at: datetime,
    anew: bool = False,
    by: UUID | None = None,
) -> Recorded:
    """Admit a member whose card staff read at the door; the answers are those of `check_in`.

    Durable; many at once share a commit. With `anew`, what was taken back is recorded once more:
    staff say that now it is right. Who scanned before is vouched for `by` the staff from now on.

    Raises:
        UnknownEvent: no event has the code.
        EventNotStarted, EventIsOver: not now.
        EventIsFull: all places are taken.
        CheckInWasWithdrawn: staff took the check-in back.
    """
    row = models.Event.objects.filter(pk=ids.as_typed(event_code)).first()
    if row is None:
        raise UnknownEvent(event=event_code)
    event = event_value(row)
    key = checkin.key(event, member_id, at)
    if anew:
        key = _free_key(key)
    recorded = _admit(event, None, member_id, at, _Seen(grading.BY_STAFF, None, key))
    if recorded.repeated and by is not None:
        vouch(seq=recorded.seq, region_code=event.region_code, by=by, at=at)
    return recorded


_AGAIN = ":again"


def last_under(key: str) -> Past | None:
    """Return the latest of a member's visits under a key and those recorded anew after it."""
    past = activity_queries.under(key)
    while past is not None and past.is_withdrawn:
        later = activity_queries.under(past.key + _AGAIN)
        if later is None:
            return past
        past = later
    return past


def _free_key(key: str) -> str:
    """Return the key under which a visit stands, or may stand after others were taken back."""
    past = last_under(key)
    if past is None:
        return key
    return past.key + _AGAIN if past.is_withdrawn else past.key


@dataclass(frozen=True, slots=True)
class _Seen:
    """How sure a check-in is so far, and by which phone (a digest that holds at one event)."""

    grade: grading.Grade
    mark: UUID | None
    key: str = ""


def _admit(
    event: Event, poster: Poster | None, member_id: UUID, at: datetime, seen: _Seen
) -> Recorded:
    checkin.decide(event, poster, at)
    activity = NewActivity(
        key=seen.key or checkin.key(event, member_id, at),
        kind=event.kind,
        member_id=member_id,
        region_code=event.region_code,
        at=at,
        evidence=seen.grade.evidence,
        doubt=seen.grade.doubt,
        place=event.place,
        event=event.code,
        theme=event.theme,
        online=event.online,
        hours=events.hours(event),
        coins=event.coins,
    )
    recorded = _record(event, _Visit(activity, seen.mark))
    if recorded.is_withdrawn:
        raise CheckInWasWithdrawn(event=event.code, title=event.title)
    return recorded


@dataclass(frozen=True, slots=True)
class _Visit:
    """A check-in on its way into the records."""

    activity: NewActivity
    mark: UUID | None

    @property
    def phone(self) -> tuple[str, UUID | None]:
        """Which phone at which event."""
        return self.activity.event, self.mark


def _record_visits(visits: Sequence[_Visit]) -> list[Recorded]:
    """Record visits, those that can be graded only beside others graded now.

    In the caller's transaction. Two questions for all of them together, however many there are.
    """
    first = _first_members(visits)
    before = _stops_before([visit.activity for visit in visits])
    graded = [_graded(visit, first, before) for visit in visits]
    return activities.record_many(graded)


def _graded(
    visit: _Visit,
    first: Mapping[tuple[str, UUID | None], UUID],
    before: Mapping[str, str],
) -> NewActivity:
    """Return the visit with its grade: a doubt that it has already stays the first one."""
    told = visit.activity
    if told.evidence != grading.BY_PHONE.evidence:
        return told
    if first.get(visit.phone, told.member_id) != told.member_id:
        return replace(told, evidence=grading.LOWERED, doubt="same_phone")
    doubt = before.get(told.key, "")
    return replace(told, evidence=grading.LOWERED, doubt=doubt) if doubt else told


def _first_members(visits: Sequence[_Visit]) -> dict[tuple[str, UUID | None], UUID]:
    """Return whom each phone checked in first at each event, these visits included.

    Written before it is read, in one order: two at once wait for each other, none is missed.
    """
    marked = [(visit.mark, visit.activity) for visit in visits if visit.mark is not None]
    if not marked:
        return {}
    rows = {
        (told.event, mark): models.PhoneSeen(
            event_id=told.event, mark=mark, member_id=told.member_id, at=told.at
        )
        for mark, told in reversed(marked)
    }
    ordered = sorted(rows.values(), key=lambda row: (row.event_id, str(row.mark)))
    models.PhoneSeen.objects.bulk_create(ordered, ignore_conflicts=True)
    found = models.PhoneSeen.objects.filter(
        event_id__in={told.event for _, told in marked}, mark__in={mark for mark, _ in marked}
    )
    return {
        (event, mark): member
        for event, mark, member in found.values_list("event_id", "mark", "member_id")
    }


def _stops_before(told: Sequence[NewActivity]) -> dict[str, str]:
    """Return the doubts about visits that nobody can make after those just before, by key."""
    asked = [one for one in told if not one.online and one.evidence == grading.BY_PHONE.evidence]
    if not asked:
        return {}
    since = min(one.at for one in asked) - possible.LOOKED_BACK
    stops: dict[UUID, list[tuple[str, str, datetime]]] = {}
    for stop in activity_queries.visited_since({one.member_id for one in asked}, since):
        stops.setdefault(stop.member_id, []).append((stop.event, stop.region_code, stop.at))
    where: dict[str, Point | None] = {}
    doubts = {}
    for one in asked:
        others = [seen for seen in stops.get(one.member_id, []) if seen[0] != one.event]
        if others:
            unknown = {
                (one.event, one.region_code),
                *((code, region) for code, region, _ in others),
            }
            where |= _points({pair for pair in unknown if pair[0] not in where})
            here = Stop(where[one.event], one.at)
            doubts[one.key] = possible.doubt(
                here, [Stop(where[code], when) for code, _, when in others]
            )
    return {key: doubt for key, doubt in doubts.items() if doubt}


def _points(asked: Iterable[tuple[str, str]]) -> dict[str, Point | None]:
    """Return where events are: their own place, else their region's; by event code."""
    region_of = dict(asked)
    if not region_of:
        return {}
    places = regions.regions(sorted(set(region_of.values())))
    found: dict[str, Point | None] = {}
    for code, region_code in region_of.items():
        region = places[region_code]
        found[code] = _point(region.latitude, region.longitude)
    rows = models.Event.objects.filter(pk__in=region_of).exclude(latitude=None)
    for code, latitude, longitude in rows.values_list("code", "latitude", "longitude"):
        found[code] = _point(latitude, longitude)
    return found


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)


# Many who scan at one moment share a commit.
_QUEUE = queueing.queue_of(_record_visits, name="enishi-recorder")


def _record(event: Event, visit: _Visit) -> Recorded:
    """Record a visit together with those that wait just now; places are taken one by one."""
    if event.capacity is None and not connection.in_atomic_block:
        return _QUEUE.ask(visit)
    with transaction.atomic():
        if event.capacity is not None:
            locked(event.code)
            keep_place(event=event, member_id=visit.activity.member_id)
        return _record_visits([visit])[0]


@transaction.atomic(durable=True)
def forget_phones(*, at: datetime) -> int:
    """Erase which phones were seen at events more than 40 days ago; return how many."""
    return models.PhoneSeen.objects.filter(at__lt=at - PHONES_KEPT).delete()[0]


@transaction.atomic(savepoint=False)
def allow_own_report(*, member_id: UUID, at: datetime) -> None:
    """Let a member tell one more thing of today, up to ten in all regions together.

    In the caller's transaction, which then records it: many at once queue at the member.

    Raises:
        ToldEnoughToday: ten are told already.
    """
    membership.lock(member_ids=[member_id])
    grading.allow_one_more(activity_queries.told_on(member_id, periods.jst_day(at)))
