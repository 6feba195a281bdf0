"""ご確認のお願い: records worth a second look, why, what may be behind them, and what staff decide.

The lists name nobody. Who it is stands on the page of one record, and that look is written down
for the member to read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.activities import queries as activities
from enishi.activities.activity import Doubtful, Past
from enishi.activities.standing_out import StandingOut, standing_out
from enishi.events import operations
from enishi.events import queries as events
from enishi.events.event import Reviewed
from enishi.kit import codes
from enishi.kit.periods import jst_day
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console.doubts import DOUBTS, MANY, Doubt
from enishi.web.design import clock, moves
from enishi.web.design.numbers.naming import Names
from enishi.web.design.permission import needs, reader

DAYS = 365
_SHOWN = 200
_RECORDS_SHOWN = 50
# What was found in order is not asked about again for so long.
_IN_ORDER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the list: what, why, and what may be behind it."""

    record: Doubtful
    kind: str
    title: str
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Many:
    """One member's many records of a kind, still without a name."""

    found: StandingOut
    kind: str


def _kinds() -> Mapping[str, str]:
    return Names().kinds


def _titles(records: Sequence[Doubtful]) -> dict[str, str]:
    return {code: events.event(code).title for code in {one.event for one in records if one.event}}


def rows(region_code: str) -> list[Row]:
    """Return the doubtful records of a year that nobody decided about, latest first."""
    found = activities.doubtful(region_code, clock.now() - timedelta(days=DAYS), _SHOWN)
    done = events.looked_at(one.seq for one in found)
    kinds, titles = _kinds(), _titles(found)
    return [
        Row(one, kinds[one.kind], titles.get(one.event, ""), DOUBTS[one.doubt])
        for one in found
        if one.seq not in done and one.doubt in DOUBTS
    ]


def _places(region: Region) -> list[str]:
    """Return whose records are compared: the region's own; the operator's are all real ones."""
    if region.code != codes.NATION:
        return [region.code]
    return [one.code for one in regions.participating() if not one.is_sample]


@dataclass(frozen=True, slots=True)
class Year:
    """The last year that a region has records of; imported ones may have ended long ago."""

    since: date
    until: date

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.until - timedelta(days=1)


def year_of(region: Region) -> Year:
    """Return the year up to the latest record."""
    last = activities.last_day(_places(region)) or jst_day(clock.now())
    until = min(last, jst_day(clock.now())) + timedelta(days=1)
    return Year(until - timedelta(days=DAYS), until)


def many(region: Region, year: Year) -> list[Many]:
    """Return whose number of records stands out in a year, unless found in order."""
    told = activities.tallies(_places(region), year.since, year.until)
    done = events.found_in_order(region.code, clock.now() - _IN_ORDER)
    kinds = _kinds()
    return [
        Many(one, kinds[one.tallied.kind])
        for one in standing_out(told)
        if (one.tallied.member_id, one.tallied.kind) not in done
    ]


@needs("reception.work")
@never_cache
@require_safe
def second_look(request: HttpRequest, region_code: str) -> HttpResponse:
    """List what is worth a look, without names, and what was decided lately."""
    region = regions.region(region_code)
    waiting = rows(region_code)
    year = year_of(region)
    groups = [
        (doubt, [row for row in waiting if row.record.doubt == code])
        for code, doubt in DOUBTS.items()
    ]
    page = {
        "region": region,
        "groups": [(doubt, found) for doubt, found in groups if found],
        "waiting": len(waiting),
        "year": year,
        "many": many(region, year),
        "many_doubt": MANY,
        "decided": decided(region_code),
        "done": request.GET.get("done", ""),
        "here": "second-look",
    }
    return render(request, "console/second_look.html", page)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the last time, with who made it."""

    review: Reviewed
    kind: str
    by: str
    doubt: Doubt | None


def decided(region_code: str) -> list[Decided]:
    """Return what was decided lately, and by whom."""
    kinds = _kinds()
    return [
        Decided(
            review=one,
            kind=one.kind,
            by=members.member(one.by).display_name if one.by else "",
            doubt=DOUBTS.get(one.doubt) or (MANY if one.activity_seq is None else None),
        )
        for one in events.reviews(region_code, limit=20)
        if one.kind in kinds
    ]


def _record(region_code: str, seq: int) -> Doubtful:
    record = activities.doubted(seq, region_code)
    if record is None:
        raise operations.UnknownRecord(seq=seq)
    return record


def _look(request: HttpRequest, region_code: str, member_id: UUID) -> None:
    membership.note_look(
        member_id=member_id,
        reader_id=reader(request),
        region_code=region_code,
        purpose="doubt",
        at=clock.now(),
    )


def _card(member_id: UUID, region_code: str) -> str:
    live = (card for card in members.cards(member_id) if card.is_live)
    return next((card.number for card in live if card.region_code == region_code), "")


@needs("reception.work")
@never_cache
@require_safe
def one_record(request: HttpRequest, region_code: str, seq: int) -> HttpResponse:
    """Show one record with whose it is, and what staff may decide."""
    record = _record(region_code, seq)
    _look(request, region_code, record.member_id)
    page = {
        "region": regions.region(region_code),
        "record": record,
        "kind": _kinds()[record.kind],
        "grade": moves.grade(record.evidence),
        "title": _titles([record]).get(record.event, ""),
        "doubt": DOUBTS.get(record.doubt),
        "name": members.member(record.member_id).display_name,
        "card": _card(record.member_id, region_code),
        "here": "second-look",
    }
    return render(request, "console/one_record.html", page)


@needs("reception.work")
@require_POST
def decide(request: HttpRequest, region_code: str, seq: int) -> HttpResponse:
    """Keep a record, lift its grade, or take it back."""
    acts: dict[str, Callable[..., None]] = {
        "kept": operations.keep,
        "lifted": operations.lift,
        "withdrawn": operations.take_back,
    }
    decision = request.POST.get("decision", "")
    if decision not in acts:
        raise Http404
    acts[decision](
        region_code=region_code,
        seq=seq,
        reason=request.POST.get("reason", "").replace("\0", ""),
        by=reader(request),
        at=clock.now(),
    )
    address = reverse("console-second-look", args=[region_code])
    return HttpResponseRedirect(f"{address}?done={decision}")


def _standing(region: Region, member_id: UUID, kind: str) -> Many:
    """Return one member's standing; whoever does not stand out is not shown here.

    Raises:
        Http404: this member's records of the kind do not stand out.
    """
    for one in many(region, year_of(region)):
        if (one.found.tallied.member_id, one.found.tallied.kind) == (member_id, kind):
            return one
    raise Http404


def _records(region: Region, member_id: UUID, kind: str) -> list[Past]:
    """Return the member's records of a kind that this page may show, latest first."""
    places, year = set(_places(region)), year_of(region)
    found = activities.of_member(member_id, limit=10 * _SHOWN)
    return [
        one
        for one in found
        if one.kind == kind
        and one.region_code in places
        and not one.is_withdrawn
        and year.since <= one.on < year.until
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One of a member's many records."""

    past: Past
    town: Region
    grade: str


def _lines(past: Sequence[Past]) -> list[Line]:
    towns = regions.regions(sorted({one.region_code for one in past}))
    return [Line(one, towns[one.region_code], moves.grade(one.evidence)) for one in past]


@needs("reception.work")
@never_cache
@require_safe
def one_member(request: HttpRequest, region_code: str, member_id: UUID, kind: str) -> HttpResponse:
    """Show one member's many records of a kind, month by month."""
    region = regions.region(region_code)
    standing = _standing(region, member_id, kind)
    _look(request, region_code, member_id)
    past = _records(region, member_id, kind)
    months: dict[str, int] = {}
    for one in past:
        months[one.on.strftime("%Y-%m")] = months.get(one.on.strftime("%Y-%m"), 0) + 1
    page = {
        "region": region,
        "standing": standing,
        "months": sorted(months.items(), reverse=True)[:13],
        "most": max(months.values(), default=1),
        "past": _lines(past[:_RECORDS_SHOWN]),
        "name": members.member(member_id).display_name,
        "card": _card(member_id, region_code),
        "doubt": MANY,
        "here": "second-look",
    }
    return render(request, "console/one_member.html", page)


@needs("reception.work")
@require_POST
def in_order(request: HttpRequest, region_code: str, member_id: UUID, kind: str) -> HttpResponse:
    """Note that a member's many records are in order."""
    _standing(regions.region(region_code), member_id, kind)
    operations.keep_many(
        region_code=region_code,
        member_id=member_id,
        kind=kind,
        reason=request.POST.get("reason", "").replace("\0", ""),
        by=reader(request),
        at=clock.now(),
    )
    return HttpResponseRedirect(reverse("console-second-look", args=[region_code]) + "?done=kept")
