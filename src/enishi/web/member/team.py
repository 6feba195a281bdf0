"""The team's number: entered here, it joins a team and unlocks its actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.actions import operations, queries
from enishi.actions.action import Team
from enishi.events import queries as events
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design import clock, sentences
from enishi.web.design.permission import anyone
from enishi.web.design.sentence import Sentence
from enishi.web.member import actions, device

LENGTH_MAX = 24


@dataclass(frozen=True, slots=True)
class Place:
    """One team that a member is in: where, for which project, and what it unlocked."""

    team: Team
    region: Region
    project: str
    unlocked: Sequence[tuple[str, str]]  # the drawing and the name of each action


def places(member_id: UUID) -> list[Place]:
    """Return the teams of a member."""
    return [_place(team) for team in queries.teams_of(member_id)]


def _place(team: Team) -> Place:
    projects = {one.id: one.title for one in events.projects_of(team.region_code)}
    unlocked = [
        (one.icon, actions.title(one))
        for one in queries.actions_of(team.region_code)
        if one.is_open and one.team_id == team.id
    ]
    project = projects.get(team.project_id or 0, "")
    return Place(team, regions.region(team.region_code), project, unlocked)


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """Ask for a team's number; a right one opens the team's actions, also on a new phone."""
    member_id = device.member_of(request)
    typed = request.POST.get("code", "")[:LENGTH_MAX]
    no: Sentence | None = None
    if request.method == "POST":
        try:
            return _joined(request, member_id, typed)
        except queries.UnknownTeam as refusal:
            no = sentences.sentence(refusal.code, refusal.facts)
    page = {
        "places": places(member_id) if member_id else [],
        "joined": request.GET.get("joined", ""),
        "left": "left" in request.GET,
        "typed": typed,
        "no": no,
        "phone": device.key_for_form(request),
        "here": "team",
    }
    return render(request, "member/team.html", page, status=422 if no else 200)


def _joined(request: HttpRequest, member_id: UUID | None, code: str) -> HttpResponse:
    """Let the phone's member in, and lead to the page that says so."""
    at = clock.now()
    if member_id is not None:
        entered = operations.join(member_id=member_id, code=code, at=at)
        return HttpResponseRedirect(_address(entered))
    held, entered = operations.join_newcomer(device_id=device.new_phone(request), code=code, at=at)
    answer = HttpResponseRedirect(_address(entered))
    device.keep(answer, held.device_id)
    return answer


def _address(entered: Team) -> str:
    return f"{reverse('team')}?joined={entered.id}"


@anyone
@require_POST
def leave(request: HttpRequest, team_id: int) -> HttpResponse:
    """Leave a team; what was recorded stays."""
    member_id = device.member_of(request)
    if member_id is not None:
        operations.leave(member_id=member_id, team_id=team_id, at=clock.now())
    return HttpResponseRedirect(reverse("team") + "?left=1")
