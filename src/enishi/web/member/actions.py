"""Daily actions: what can be recorded today by one tap, what came of it, and the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.actions import queries
from enishi.actions.action import Action, Team, Today
from enishi.activities import queries as activities
from enishi.activities.activity import Past
from enishi.events import queries as events
from enishi.kit.periods import jst_day
from enishi.programs import queries as programs
from enishi.programs import rules
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design import clock, dates
from enishi.web.design.permission import anyone
from enishi.web.design.sentence import Sentence
from enishi.web.member import device, gifts, words
from enishi.web.member import region as sites


@dataclass(frozen=True, slots=True)
class Line:
    """One action of the day, ready to read and to tap."""

    today: Today
    title: str
    hint: str
    gift: gifts.Gift  # what it brought, or what it would bring
    grade: str
    key: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The actions of everybody, or those that one team's code unlocked."""

    team: Team | None
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Bead:
    """One day of the week on the thread."""

    name: str
    did: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the last tap did, in the words of the page."""

    done: Line | None = None
    is_new: bool = False
    is_undone: bool = False
    is_added: bool = False
    no: Sentence | None = None


def title(action: Action) -> str:
    """Name an action in the reader's language."""
    return in_language(action.title, action.title_en)


def in_language(japanese: str, english: str) -> str:
    """Choose the reader's words; Japanese where no English ones are known."""
    return japanese if (get_language() or "ja").startswith("ja") or not english else english


def groups(member_id: UUID | None, region_code: str, on: date) -> list[Group]:
    """Return the day's actions: everybody's, then a group for each team of the member.

    What is done stands first, as it happened; the first that is not is the next one.
    """
    shown = queries.today(member_id, region_code, on)
    promises = programs.rules_in_force([region_code], on)
    by_team: dict[int | None, list[Today]] = {}
    for one in shown:
        by_team.setdefault(one.team.id if one.team else None, []).append(one)
    found, has_next = [], False
    for ones in by_team.values():
        done = sorted((one for one in ones if one.past), key=lambda one: _at(one.past))
        lines = [_line(one, promises, on) for one in done]
        for one in ones:
            if one.past is None:
                lines.append(_line(one, promises, on, is_next=not has_next))
                has_next = True
        found.append(Group(ones[0].team, lines))
    return found


def _at(past: Past | None) -> datetime:
    assert past is not None, "only what was done has a time"
    return past.at


def _line(one: Today, promises: Sequence[rules.Rule], on: date, *, is_next: bool = False) -> Line:
    action, past = one.action, one.past
    if past is None:
        facts = rules.Facts(
            kind=action.kind, region=action.region_code, on=on, coins=action.coins, is_own_word=True
        )
        gift = gifts.received(rules.evaluate(facts, promises))
    else:
        gift = gifts.received(past.awards)
    return Line(
        today=one,
        title=title(action),
        hint=_hint(one),
        gift=gift,
        grade=words.grade(past.evidence) if past else "",
        key=f"{one.turn}.{uuid4()}",
        is_next=is_next,
    )


def _hint(one: Today) -> str:
    """Say what counts; of what a scan or a shop has seen, its name."""
    past = one.past
    if past is not None and not one.is_own:
        return events.event(past.event).title if past.event else past.place
    return in_language(one.action.hint, one.action.hint_en)


def page(
    request: HttpRequest, region: Region, member_id: UUID | None, told: Told | None = None
) -> Mapping[str, object]:
    """Return what the page shows to a member, or to a phone that holds nobody yet."""
    on = jst_day(clock.now())
    past = activities.on_day(member_id, region.code, on) if member_id else []
    got = gifts.received([award for one in past if not one.is_withdrawn for award in one.awards])
    return {
        "region": region,
        "on": on,
        "groups": groups(member_id, region.code, on),
        "week": [
            Bead(dates.weekday(one.on, get_language() or "ja"), one.did, one.on == on)
            for one in queries.week(member_id, region.code, on)
        ],
        "got": got,
        "others": _others(member_id, region),
        "phone": device.key_for_form(request),
        "is_member": member_id is not None,
        "told": told,
        "here": "actions",
    }


def _others(member_id: UUID | None, region: Region) -> list[Region]:
    """Return the other regions that a member met."""
    codes = activities.regions_of_member(member_id) if member_id else []
    found = regions.regions([code for code in codes if code != region.code])
    return [one for one in found.values() if one.participates]


@anyone
@never_cache
@require_safe
def actions(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what can be recorded today, and what the last tap did."""
    region = sites.public_region(region_code)
    member_id = device.member_of(request)
    shown = dict(page(request, region, member_id))
    shown["told"] = _asked(request, shown["groups"])  # type: ignore[arg-type]
    return render(request, "member/actions.html", shown)


def _asked(request: HttpRequest, found: Sequence[Group]) -> Told:
    """Read from the address what the last tap did."""
    new, again = request.GET.get("done", ""), request.GET.get("again", "")
    return Told(
        done=of(found, new or again),
        is_new=bool(new),
        is_undone="undone" in request.GET,
        is_added="added" in request.GET,
    )


def of(found: Sequence[Group], action_id: str) -> Line | None:
    """Return the line of an action that was done today."""
    lines = [line for group in found for line in group.lines if line.today.past]
    return next((line for line in lines if str(line.today.action.id) == action_id), None)
