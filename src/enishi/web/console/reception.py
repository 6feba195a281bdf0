"""The desk at the door: a card read by camera, scanner or hand; who came today; a slip undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.activities import queries as activities
from enishi.activities.activity import Attendance, AwardValue, Recorded
from enishi.events import event as rules
from enishi.events import operations
from enishi.events.operations import CheckInWasWithdrawn
from enishi.kit.periods import jst_day
from enishi.membership import operations as members
from enishi.membership import queries as membership
from enishi.membership import slips
from enishi.regions import queries as regions
from enishi.web.console import events
from enishi.web.design import clock, dates, moves, refusals
from enishi.web.design.permission import needs, reader

_SHOWN = 200
_TAIL = 4


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the list: no names where none were given, of a card's number only its end."""

    attendance: Attendance
    who: str
    grade: str
    may_undo: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk is told, large, after a card was read."""

    state: str  # done, again, withdrawn
    title: str
    who: str
    gift: str = ""
    note: str = ""
    number: str = ""


def who(member_id: UUID, region_code: str) -> str:
    """Name a member as they want to be greeted; else by the end of their card's number."""
    name = membership.member(member_id).display_name
    if name:
        return gettext("%(name)sさん") % {"name": name}
    cards = [one for one in membership.cards(member_id) if one.is_live]
    of_region = [one for one in cards if one.region_code == region_code] or cards
    if not of_region:
        return gettext("お名前なし")
    return gettext("会員証 …%(end)s") % {"end": of_region[0].number[-_TAIL:]}


def guests(event: rules.Event, at: datetime) -> list[Guest]:
    """Return who came, latest first."""
    today = jst_day(at)
    return [
        Guest(
            attendance=one,
            who=who(one.member_id, event.region_code),
            grade=moves.grade(one.evidence),
            may_undo=one.evidence == "staff_scan" and jst_day(one.at) == today,
            is_today=jst_day(one.at) == today,
        )
        for one in activities.attendances(event.code, limit=_SHOWN)
    ]


def gift(awards: tuple[AwardValue, ...]) -> str:
    """Say what a visit brought: coins and points, never as one sum."""
    coins = sum(one.amount for one in awards if one.asset_kind == "coin")
    points = sum(one.amount for one in awards if one.asset_kind != "coin")
    parts = []
    if coins:
        parts.append(gettext("%(coins)sコイン") % {"coins": f"{coins:,}"})
    if points:
        parts.append(gettext("%(points)s円ぶんのポイント") % {"points": f"{points:,}"})
    return gettext("と").join(parts)


def receive(event: rules.Event, number: str, at: datetime, *, anew: bool, by: UUID) -> Answer:
    """Check the holder of a card in; a fresh paper card is handed out with it.

    Who scanned before by themselves is vouched for by whoever sits at the desk.

    Raises:
        UnknownCard: no living card and no blank one of the region has the number.
        EventNotStarted, EventIsOver, EventIsFull: not now.
    """
    card = membership.card_holder(slips.number_in(number))
    is_fresh = card is None and membership.is_blank_card(number, event.region_code)
    try:
        if card is not None:
            member_id = card.member_id
            told = operations.receive(
                event_code=event.code, member_id=member_id, at=at, anew=anew, by=by
            )
        else:
            member_id, told = operations.receive_card(event_code=event.code, number=number, at=at)
    except CheckInWasWithdrawn:
        assert card is not None, "a card handed out here cannot have been received before"
        return Answer(
            "withdrawn",
            gettext("今日の受付を取り消した方です"),
            who(card.member_id, event.region_code),
            note=gettext("まちがいでなければ、もう一度受け付けられます。"),
            number=slips.number_in(number),
        )
    return _answer(told, who(member_id, event.region_code), is_fresh=is_fresh)


def _answer(told: Recorded, name: str, *, is_fresh: bool) -> Answer:
    past = activities.under(told.key)
    assert past is not None, told.key
    facts = {"time": dates.time(past.at)}
    if told.repeated:
        title = gettext("もう受け付けています（%(time)s）") % facts
        return Answer("again", title, name, note=gettext("コインは一度だけ届きます。"))
    fresh = gettext("新しい会員証をお渡ししました。控えも、忘れずに。") if is_fresh else ""
    title = gettext("受け付けました %(time)s") % facts
    return Answer("done", title, name, gift=gift(told.awards), note=fresh)


def _note(request: HttpRequest, member_id: UUID, region_code: str, at: datetime) -> None:
    members.note_look(
        member_id=member_id,
        reader_id=reader(request),
        region_code=region_code,
        purpose="reception",
        at=at,
    )


@needs("reception.work")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show who came; take a card's number and check its holder in."""
    event = events.event_of(region_code, event_code)
    at = clock.now()
    answer = None
    if request.method == "POST":
        number = request.POST.get("number", "")
        anew = request.POST.get("anew") == "1"
        answer = receive(event, number, at, anew=anew, by=reader(request))
        card = membership.card_holder(slips.number_in(number))
        if card is not None:
            _note(request, card.member_id, region_code, at)
        if refusals.wants_json(request):
            return JsonResponse({name: getattr(answer, name) for name in Answer.__slots__})
    came = guests(event, at)
    page = {
        "region": regions.region(region_code),
        "event": event,
        "is_open": rules.status(event, at) == "open",
        "guests": came,
        "came": activities.participants(event.code),
        "answer": answer,
        "undone": "undone" in request.GET,
        "here": "events",
    }
    part = request.method != "POST" and request.GET.get("part") == "list"
    return render(request, f"console/reception{'_list' if part else ''}.html", page)


@needs("reception.work")
@require_POST
def undo(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Take a wrong reception of today back; whoever was received can read who did."""
    event = events.event_of(region_code, event_code)
    at = clock.now()
    try:
        member_id = UUID(request.POST.get("member", ""))
    except ValueError:
        raise Http404 from None
    operations.undo_reception(event_code=event.code, member_id=member_id, at=at)
    _note(request, member_id, region_code, at)
    if refusals.wants_json(request):
        return JsonResponse({"state": "undone"})
    address = reverse("console-reception", args=[region_code, event.code])
    return HttpResponseRedirect(f"{address}?undone=1")
