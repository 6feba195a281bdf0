"""What a region asks for every day, and its teams with their codes, as staff see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.actions import operations, queries
from enishi.actions.action import Action, Team
from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.membership import operations as membership
from enishi.regions import queries as regions
from enishi.web.design import clock, pictures
from enishi.web.design.permission import needs, reader

_LOOKED_AT = "doubt"


@dataclass(frozen=True, slots=True)
class Row:
    """One action of the list."""

    action: Action
    title: str
    hint: str
    kind: str
    team: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of the list; people are told from five up."""

    team: Team
    project: str
    people: int | None
    actions: int


def rows(region_code: str, teams: Sequence[Team]) -> list[Row]:
    """Return the region's actions with the words for what they are."""
    kinds = {kind.code: told(kind.name, kind.name_en) for kind in activities.kinds()}
    titles = {team.id: team.title for team in teams}
    return [
        Row(
            action=one,
            title=told(one.title, one.title_en),
            hint=told(one.hint, one.hint_en),
            kind=kinds[one.kind],
            team=titles.get(one.team_id or 0, ""),
        )
        for one in queries.actions_of(region_code)
    ]


def told(japanese: str, english: str) -> str:
    """Choose the reader's words; Japanese where no English ones are known."""
    return japanese if (get_language() or "ja").startswith("ja") or not english else english


def team_rows(teams: Sequence[Team], found: Sequence[Row]) -> list[TeamRow]:
    """Return the region's teams, those that are open first."""
    projects: Mapping[int, str] = {
        one.id: one.title for team in teams[:1] for one in events.projects_of(team.region_code)
    }
    shown = [
        TeamRow(
            team=team,
            project=projects.get(team.project_id or 0, ""),
            people=queries.people_in(team.id),
            actions=sum(row.action.team_id == team.id and row.action.is_open for row in found),
        )
        for team in teams
    ]
    return sorted(shown, key=lambda row: row.team.closed_at is not None)


@needs("event.manage")
@never_cache
@require_safe
def actions(request: HttpRequest, region_code: str) -> HttpResponse:
    """List what can be recorded every day, and the teams."""
    teams = queries.teams_in(region_code)
    found = rows(region_code, teams)
    page = {
        "region": regions.region(region_code),
        "rows": found,
        "teams": team_rows(teams, found),
        "most": queries.reports_a_day(region_code),
        "done": request.GET.get("done", ""),
        "here": "actions",
    }
    return render(request, "console/actions.html", page)


def _back(region_code: str, done: str) -> HttpResponse:
    address = reverse("console-actions", args=[region_code])
    return HttpResponseRedirect(f"{address}?done={done}")


@needs("event.manage")
@require_POST
def start(request: HttpRequest, region_code: str) -> HttpResponse:  # noqa: ARG001 - no fields
    """Take over the pilot's five."""
    operations.set_up(region_code=region_code)
    return _back(region_code, "five")


@needs("event.manage")
@require_POST
def switch(request: HttpRequest, region_code: str, action_id: int) -> HttpResponse:
    """Let an action rest, or ask for it again."""
    if request.POST.get("state") == "open":
        operations.open_action(region_code=region_code, action_id=action_id)
    else:
        operations.close_action(region_code=region_code, action_id=action_id)
    return _back(region_code, "action")


@needs("event.manage")
@require_POST
def allowance(request: HttpRequest, region_code: str) -> HttpResponse:
    """Say how many own records a day count."""
    typed = request.POST.get("most", "")
    most = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 3 else 0  # noqa: PLR2004
    operations.set_allowance(region_code=region_code, reports_a_day=most)
    return _back(region_code, "allowance")


@needs("event.manage")
@require_POST
def close_team(request: HttpRequest, region_code: str, team_id: int) -> HttpResponse:  # noqa: ARG001
    """End a team: its code opens nothing any more."""
    operations.close_team(region_code=region_code, team_id=team_id, at=clock.now())
    return _back(region_code, "team")


@needs("event.manage")
@never_cache
@require_safe
def team_note(request: HttpRequest, region_code: str, team_id: int) -> HttpResponse:
    """Show a team's code and what to do with it, ready to print or to hand on."""
    team = queries.team(team_id)
    if team.region_code != region_code or team.closed_at is not None:
        raise Http404
    projects = {one.id: one.title for one in events.projects_of(region_code)}
    page = {
        "region": regions.region(region_code),
        "team": team,
        "code": " ".join(team.code[first : first + 3] for first in range(0, len(team.code), 3)),
        "project": projects.get(team.project_id or 0, ""),
        "unlocked": [
            one for one in queries.actions_of(region_code) if one.team_id == team.id and one.is_open
        ],
        "address": request.build_absolute_uri(reverse("team")),
        "short": request.build_absolute_uri(reverse("team")).partition("://")[2],
    }
    return render(request, "console/team_note.html", page)


@needs("event.manage")
@require_safe
def photo(request: HttpRequest, region_code: str, photo: UUID) -> HttpResponse:
    """Show staff a photo that a member added; the member can read that they looked."""
    shown = queries.photo(photo)
    if shown.region_code != region_code:
        raise Http404
    data = queries.photo_bytes(photo)
    membership.note_look(
        member_id=shown.member_id,
        reader_id=reader(request),
        region_code=region_code,
        purpose=_LOOKED_AT,
        at=clock.now(),
    )
    return pictures.answer(data)
