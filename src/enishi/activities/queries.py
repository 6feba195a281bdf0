"""Every reading of activities for others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMonth

from enishi.activities import copying, models
from enishi.activities.activity import (
    Attendance,
    AwardValue,
    Doubtful,
    Kind,
    Met,
    Past,
    Tallied,
    Visited,
)
from enishi.activities.written import WrittenActivity
from enishi.kit.periods import Month, month_of

_CHUNK = 10_000
_COLUMNS = {"kind": "kind_id", "region_code": "region_id"}


def kinds() -> list[Kind]:
    """Return the kinds of activity in their order."""
    return [Kind(row.code, row.name, row.name_en) for row in models.Kind.objects.all()]


def themes() -> list[str]:
    """Return the published themes in their order."""
    return list(models.Theme.objects.order_by("name").values_list("name", flat=True))


def of_member(
    member_id: UUID, region_code: str | None = None, limit: int = 50, month: Month | None = None
) -> list[Past]:
    """Return a member's own history, latest first, with what each activity earned and why."""
    rows = models.Activity.objects.filter(member_id=member_id).select_related("withdrawal")
    if region_code is not None:
        rows = rows.filter(region_id=region_code)
    if month is not None:
        rows = rows.filter(on__gte=month.first, on__lt=month.next.first)
    found = list(rows.order_by("-at", "-seq")[:limit])
    awards = awards_of(row.seq for row in found)
    return [_past(row, awards.get(row.seq, ())) for row in found]


def under(key: str) -> Past | None:
    """Return the activity written under a key; None when there is none."""
    row = models.Activity.objects.filter(key=key).select_related("withdrawal").first()
    return None if row is None else _past(row, awards_of([row.seq]).get(row.seq, ()))


def own(member_id: UUID, key: str) -> Past | None:
    """Return what a member did under a key; None for nothing, and for somebody else's."""
    rows = models.Activity.objects.filter(key=key, member_id=member_id)
    row = rows.select_related("withdrawal").first()
    return None if row is None else _past(row, awards_of([row.seq]).get(row.seq, ()))


def on_day(member_id: UUID, region_code: str, on: date) -> list[Past]:
    """Return what a member did in a region on a day in Japan, oldest first; withdrawn too."""
    rows = models.Activity.objects.filter(member_id=member_id, region_id=region_code, on=on)
    found = list(rows.select_related("withdrawal").order_by("at", "seq"))
    awards = awards_of(row.seq for row in found) if found else {}
    return [_past(row, awards.get(row.seq, ())) for row in found]


def days_of(member_id: UUID, region_code: str, first: date, last: date) -> set[date]:
    """Return the days from `first` to `last` on which a member did something in a region."""
    rows = models.Activity.objects.filter(
        member_id=member_id, region_id=region_code, on__gte=first, on__lte=last, withdrawal=None
    )
    return set(rows.values_list("on", flat=True))


def _past(row: models.Activity, awards: tuple[AwardValue, ...]) -> Past:
    return Past(
        seq=row.seq,
        key=row.key,
        kind=row.kind_id,
        region_code=row.region_id,
        at=row.at,
        on=row.on,
        place=row.place,
        event=row.event,
        theme=row.theme,
        online=row.online,
        evidence=row.evidence,
        doubt=row.doubt,
        is_withdrawn=hasattr(row, "withdrawal"),
        awards=awards,
        withdrawn_for=row.withdrawal.reason if hasattr(row, "withdrawal") else "",
    )


def awards_of(seqs: Iterable[int]) -> dict[int, tuple[AwardValue, ...]]:
    """Return what activities earned and why, in the order of the rules."""
    found: dict[int, tuple[AwardValue, ...]] = {}
    for row in models.Award.objects.filter(activity_id__in=list(seqs)).order_by("rule_id"):
        found[row.activity_id] = (*found.get(row.activity_id, ()), _award(row))
    return found


def _award(row: models.Award) -> AwardValue:
    return AwardValue(
        rule_id=row.rule_id,
        rule_name=row.rule_name,
        asset=row.asset,
        asset_kind=row.asset_kind,
        amount=row.amount,
        reason=row.reason,
        transfer_id=row.transfer_id,
        bought_id=row.bought_id,
    )


def regions_of_member(member_id: UUID) -> list[str]:
    """Return the codes of the regions a member did something in."""
    rows = models.Activity.objects.filter(member_id=member_id, withdrawal=None)
    return sorted(set(rows.values_list("region_id", flat=True)))


def met(member_id: UUID, since: date) -> list[Met]:
    """Return a member's days with regions from a day on, added up by kind and grade; own data."""
    rows = models.Activity.objects.filter(member_id=member_id, on__gte=since, withdrawal=None)
    found = rows.values_list("region_id", "on", "kind_id", "evidence").annotate(times=Count("seq"))
    return [Met(*row) for row in found.order_by("on", "region_id", "kind_id", "evidence")]


def months_of(member_id: UUID) -> list[Month]:
    """Return the months in which a member did something, the latest first; own data."""
    rows = models.Activity.objects.filter(member_id=member_id)
    found = rows.annotate(month=TruncMonth("on")).values_list("month", flat=True).distinct()
    return [month_of(first) for first in found.order_by("-month")]


def first_met(member_id: UUID) -> dict[str, date]:
    """Return since when a member has known each region; own data."""
    rows = models.Activity.objects.filter(member_id=member_id, withdrawal=None)
    return dict(rows.order_by().values_list("region_id").annotate(first=Min("on")))


def times_met(member_id: UUID) -> dict[str, int]:
    """Return how many times a member did something in each region, since ever; own data."""
    rows = models.Activity.objects.filter(member_id=member_id, withdrawal=None)
    return dict(rows.order_by().values_list("region_id").annotate(times=Count("seq")))


def places_met(member_id: UUID) -> dict[str, list[str]]:
    """Return where a member was in each region, as the places were written down; own data."""
    rows = models.Activity.objects.filter(member_id=member_id, withdrawal=None, online=False)
    found: dict[str, list[str]] = {}
    pairs = rows.exclude(place="").values_list("region_id", "place").distinct()
    for region_code, place in pairs.order_by("region_id", "place"):
        found.setdefault(region_code, []).append(place)
    return found


def events_met(member_id: UUID) -> set[str]:
    """Return the events a member was at; own data."""
    rows = models.Activity.objects.filter(member_id=member_id, withdrawal=None)
    return set(rows.exclude(event="").values_list("event", flat=True).distinct())


def members_met(region_code: str) -> set[UUID]:
    """Return who ever did something in a region; to write to them, not for statistics."""
    rows = models.Activity.objects.filter(region_id=region_code, withdrawal=None)
    return set(rows.values_list("member_id", flat=True).distinct())


def often_met(
    region_code: str,
    *,
    since: date,
    until: date,
    kinds: Collection[str] = (),
    grades: Collection[str],
    least: int,
) -> dict[UUID, int]:
    """Return who did something at least so often in a region from a day on, and how often.

    Only records of the grades count, and of the kinds if any are named; to honour people, not
    for statistics. `until` is exclusive.
    """
    rows = models.Activity.objects.filter(
        region_id=region_code,
        on__gte=since,
        on__lt=until,
        evidence__in=list(grades),
        withdrawal=None,
    )
    if kinds:
        rows = rows.filter(kind_id__in=list(kinds))
    found = rows.order_by().values_list("member_id").annotate(times=Count("seq"))
    return dict(found.filter(times__gte=least))


def participant_ids(event: str) -> set[UUID]:
    """Return the members who came to an event; for the door, not for statistics."""
    rows = models.Activity.objects.filter(_attendance(event), withdrawal=None)
    return set(rows.values_list("member_id", flat=True))


def participants(event: str) -> int:
    """Return how many members came to an event."""
    rows = models.Activity.objects.filter(_attendance(event), withdrawal=None)
    return rows.values("member_id").distinct().count()


def attendances(event: str, limit: int = 200) -> list[Attendance]:
    """Return who came to an event, latest first; for the door, not for statistics."""
    rows = models.Activity.objects.filter(_attendance(event), withdrawal=None)
    found = rows.order_by("-at", "-seq").values_list("member_id", "at", "evidence")[:limit]
    return [Attendance(*row) for row in found]


def _attendance(event: str) -> Q:
    return Q(event=event, key__startswith="check-in:")


def doubtful(region_code: str, since: datetime, limit: int = 200) -> list[Doubtful]:
    """Return a region's activities whose grade was lowered, latest first; for staff alone."""
    rows = models.Activity.objects.filter(
        region_id=region_code, at__gte=since, withdrawal=None
    ).exclude(doubt="")
    columns = ("seq", "key", "member_id", "kind_id", "at", "event", "evidence", "doubt")
    return [Doubtful(*row) for row in rows.order_by("-at", "-seq").values_list(*columns)[:limit]]


def doubted(seq: int, region_code: str) -> Doubtful | None:
    """Return one activity of a region by its number, doubted or not; None when there is none."""
    rows = models.Activity.objects.filter(seq=seq, region_id=region_code, withdrawal=None)
    columns = ("seq", "key", "member_id", "kind_id", "at", "event", "evidence", "doubt")
    found = rows.values_list(*columns).first()
    return None if found is None else Doubtful(*found)


def last_day(region_codes: Iterable[str]) -> date | None:
    """Return the day of the latest activity of some regions; None where there is none."""
    rows = models.Activity.objects.filter(region_id__in=list(region_codes), withdrawal=None)
    found: date | None = rows.aggregate(last=Max("on"))["last"]
    return found


def tallies(region_codes: Iterable[str], since: date, until: date) -> list[Tallied]:
    """Return how often each member did each kind of thing from `since` until before `until`.

    For staff who look after the records, not for statistics.
    """
    rows = models.Activity.objects.filter(
        region_id__in=list(region_codes), on__gte=since, on__lt=until, withdrawal=None
    )
    counted = rows.values_list("member_id", "kind_id").annotate(
        times=Count("seq"), days=Count("on", distinct=True)
    )
    return [Tallied(*row) for row in counted.order_by("-times", "member_id", "kind_id")]


def visited_since(member_ids: Iterable[UUID], since: datetime) -> list[Visited]:
    """Return the check-ins of these members at places since a moment, latest first."""
    rows = models.Activity.objects.filter(
        member_id__in=list(member_ids),
        at__gte=since,
        online=False,
        key__startswith="check-in:",
        withdrawal=None,
    )
    found = rows.order_by("-at").values_list("member_id", "region_id", "event", "at")
    return [Visited(*row) for row in found]


def told_on(member_id: UUID, on: date) -> int:
    """Return how many things a member told of themselves on a day, in all regions together.

    A check-in whose grade was lowered is not one of them.
    """
    rows = models.Activity.objects.filter(member_id=member_id, on=on, withdrawal=None)
    return rows.filter(evidence="self_report").exclude(key__startswith="check-in:").count()


def copied_between(first_xid: int, until_xid: int, *, rows: int) -> Iterator[bytes]:
    """Yield the activities that transactions from `first_xid` (inclusive) to `until_xid` wrote.

    PostgreSQL's own CSV, the columns of `WrittenActivity`, `rows` lines at a time; the connection
    is busy until the last one. Complete only where every transaction below `until_xid` has ended
    (insight.md 5).
    """
    columns = [_COLUMNS.get(name, name) for name in WrittenActivity._fields]
    found = models.Activity.objects.filter(xid__gte=first_xid, xid__lt=until_xid)
    asked, values = found.values_list(*columns).query.sql_with_params()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv)", values),
    ):
        yield from copying.blocks(connection.connection, rows=rows)


def regions_written_between(first_xid: int, until_xid: int) -> list[str]:
    """Return the regions of the activities that these transactions wrote."""
    rows = models.Activity.objects.filter(xid__gte=first_xid, xid__lt=until_xid)
    return list(rows.order_by().values_list("region_id", flat=True).distinct())


def withdrawn_between(first_xid: int, until_xid: int) -> Iterator[int]:
    """Yield what transactions from `first_xid` (inclusive) to `until_xid` took back."""
    rows = models.Withdrawal.objects.filter(xid__gte=first_xid, xid__lt=until_xid)
    yield from rows.order_by("activity_id").values_list("activity_id", flat=True)


def written_under(keys: Iterable[str]) -> dict[str, WrittenActivity]:
    """Return the activities that stand under these keys, by key."""
    columns = [_COLUMNS.get(name, name) for name in WrittenActivity._fields]
    rows = models.Activity.objects.filter(key__in=list(keys)).values_list("key", *columns)
    return {key: WrittenActivity(*row) for key, *row in rows}


def forgotten_between(first_xid: int, until_xid: int) -> Iterator[int]:
    """Yield the numbers of which transactions from `first_xid` (inclusive) said: told no longer.

    The activity was erased with its member, or is told anew (`written_as`).
    """
    rows = models.Forgotten.objects.filter(xid__gte=first_xid, xid__lt=until_xid)
    yield from rows.order_by("seq").values_list("seq", flat=True)


def written_as(seqs: Iterable[int]) -> Iterator[WrittenActivity]:
    """Yield the activities of these numbers that still are."""
    columns = [_COLUMNS.get(name, name) for name in WrittenActivity._fields]
    wanted = sorted(set(seqs))
    for first in range(0, len(wanted), _CHUNK):
        rows = models.Activity.objects.filter(seq__in=wanted[first : first + _CHUNK])
        yield from (WrittenActivity(*row) for row in rows.order_by("seq").values_list(*columns))
