"""Every reading of actions, teams and evidence for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from enishi.actions import daily, models
from enishi.actions.action import (
    REPORTS_A_DAY,
    SHOWN_FROM,
    Action,
    Day,
    Evidence,
    Team,
    Today,
    typed_code,
)
from enishi.activities import queries as activities
from enishi.kit.refusal import Refusal

_WEEK = 7


class UnknownAction(Refusal):
    """The region has no such action."""

    code = "unknown_action"
    status = 404


class UnknownTeam(Refusal):
    """No team has this code, or it has ended."""

    code = "unknown_team"
    status = 404


class UnknownPhoto(Refusal):
    """No photo has this name, or it was taken back."""

    code = "unknown_photo"
    status = 404


def action_value(row: models.Action) -> Action:
    """Return a row as others may see it."""
    return Action(
        id=row.pk,
        region_code=row.region_id,
        kind=row.kind_id,
        title=row.title,
        title_en=row.title_en,
        hint=row.hint,
        hint_en=row.hint_en,
        icon=row.icon,
        order=row.order,
        coins=row.coins,
        team_id=row.team_id,
        is_open=row.is_open,
    )


def team_value(row: models.Team) -> Team:
    """Return a row as others may see it."""
    return Team(row.pk, row.code, row.region_id, row.title, row.project_id, row.closed_at)


def evidence_value(row: models.Evidence) -> Evidence:
    """Return a row as others may see it."""
    return Evidence(row.key, row.region_id, row.member_id, row.link, row.photo, row.at)


def actions_of(region_code: str) -> list[Action]:
    """Return a region's actions in their order: everybody's, then those of teams; closed too."""
    rows = models.Action.objects.filter(region_id=region_code)
    found = [action_value(row) for row in rows]
    return sorted(found, key=lambda one: one.team_id or 0)


def action(action_id: int) -> Action:
    """Return one action.

    Raises:
        UnknownAction: there is none of this number.
    """
    row = models.Action.objects.filter(pk=action_id).first()
    if row is None:
        raise UnknownAction(action=action_id)
    return action_value(row)


def reports_a_day(region_code: str) -> int:
    """Return how many actions a member may record by own word in one day of a region."""
    row = models.Allowance.objects.filter(pk=region_code).first()
    return row.reports_a_day if row else REPORTS_A_DAY


def today(member_id: UUID | None, region_code: str, on: date) -> list[Today]:
    """Return a region's open actions on a day, with what the member has of each.

    Everybody's come first, then those of the member's teams. Nobody has done anything yet.
    """
    teams = {team.id: team for team in teams_of(member_id)} if member_id else {}
    past = activities.on_day(member_id, region_code, on) if member_id else []
    shown = [
        one
        for one in actions_of(region_code)
        if one.is_open and (one.team_id is None or one.team_id in teams)
    ]
    met = {one.id: daily.met(one, past) for one in shown}
    added = evidence_of(one.key for one in met.values() if one is not None)
    return [
        Today(
            action=one,
            team=teams.get(one.team_id or 0),
            past=found,
            evidence=added.get(found.key) if found else None,
            turn=daily.next_turn(one.id, past),
        )
        for one in shown
        for found in [met[one.id]]
    ]


def week(member_id: UUID | None, region_code: str, on: date) -> list[Day]:
    """Return the seven days that end with a day: on which did member and region meet?"""
    days = [on - timedelta(days=back) for back in reversed(range(_WEEK))]
    met = activities.days_of(member_id, region_code, days[0], on) if member_id else set()
    return [Day(one, one in met) for one in days]


def team_of(code: str) -> Team:
    """Return the open team of a code as typed.

    Raises:
        UnknownTeam: no open team has it.
    """
    typed = typed_code(code)
    row = models.Team.objects.filter(code=typed, closed_at=None).first()
    if row is None:
        raise UnknownTeam(code=typed)
    return team_value(row)


def team(team_id: int) -> Team:
    """Return one team, also one that has ended.

    Raises:
        UnknownTeam: there is none of this number.
    """
    row = models.Team.objects.filter(pk=team_id).first()
    if row is None:
        raise UnknownTeam(team=team_id)
    return team_value(row)


def teams_in(region_code: str) -> list[Team]:
    """Return a region's teams, the newest first; ended ones too."""
    return [
        team_value(row) for row in models.Team.objects.filter(region_id=region_code).order_by("-id")
    ]


def teams_of(member_id: UUID) -> list[Team]:
    """Return the open teams that a member is in, in the order in which they joined."""
    rows = models.TeamMember.objects.filter(
        member_id=member_id, left_at=None, team__closed_at=None
    ).select_related("team")
    return [team_value(row.team) for row in rows.order_by("joined_at", "id")]


def people_in(team_id: int) -> int | None:
    """Return how many are in a team; None below five."""
    people = models.TeamMember.objects.filter(team_id=team_id, left_at=None).count()
    return people if people >= SHOWN_FROM else None


def evidence_of(keys: Iterable[str]) -> dict[str, Evidence]:
    """Return what members added to these activities, by the activity's key."""
    rows = models.Evidence.objects.filter(key__in=list(keys))
    return {row.key: evidence_value(row) for row in rows}


def evidence_of_member(member_id: UUID) -> list[Evidence]:
    """Return everything a member added, oldest first."""
    rows = models.Evidence.objects.filter(member_id=member_id).order_by("at", "id")
    return [evidence_value(row) for row in rows]


def photo(name: UUID) -> Evidence:
    """Return the evidence that a photo belongs to.

    Raises:
        UnknownPhoto: there is none of this name.
    """
    row = models.Evidence.objects.filter(photo=name).first()
    if row is None:
        raise UnknownPhoto
    return evidence_value(row)


def photo_path(name: UUID) -> Path:
    """Say where the file of a photo lies."""
    return Path(settings.DATA_DIR) / "photos" / name.hex[:2] / f"{name}.jpg"


def photo_bytes(name: UUID) -> bytes:
    """Return a photo as it is kept: JPEG, drawn anew.

    Raises:
        UnknownPhoto: its file is gone.
    """
    try:
        return photo_path(name).read_bytes()
    except FileNotFoundError:
        raise UnknownPhoto from None
