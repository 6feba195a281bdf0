"""Teams: made, joined by their code, left, ended."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from enishi.actions import action as rules
from enishi.actions import models
from enishi.actions.action import Team
from enishi.actions.queries import UnknownTeam, team_of, team_value
from enishi.events import queries as events
from enishi.events.operations import UnknownProject
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership
from enishi.membership.member import Held
from enishi.regions import queries as regions

_CODE = re.compile(r"[0-9A-Z]{4,16}")
_FIRST, _NUMBERS = 100_000, 900_000  # six digits, none of them a leading zero


class BadTeam(Refusal):
    """A part of the team is missing, too long, or no code."""

    code = "bad_team"
    status = 422


class TeamCodeIsTaken(Refusal):
    """Another team of this installation has the code."""

    code = "team_code_is_taken"


@transaction.atomic(durable=True)
def make_team(
    *,
    region_code: str,
    title: str,
    at: datetime,
    project_id: int | None = None,
    code: str = "",
) -> Team:
    """Found a team; without a code of its own it gets six digits that nobody has.

    Raises:
        UnknownRegion: no region has the code.
        UnknownProject: the region has no such project.
        BadTeam: no title, or a code that is not 4 to 16 digits and letters.
        TeamCodeIsTaken: another team has the code.
    """
    region = regions.region(region_code)
    if not 0 < len(title.strip()) <= rules.TITLE_LENGTH_MAX:
        raise BadTeam(part="title", given=title)
    wanted = rules.typed_code(code)
    if wanted and _CODE.fullmatch(wanted) is None:
        raise BadTeam(part="code", given=code)
    projects = {one.id for one in events.projects_of(region.code)}
    if project_id is not None and project_id not in projects:
        raise UnknownProject(project=project_id)
    try:
        with transaction.atomic():
            row = models.Team.objects.create(
                code=wanted or _free(),
                region_id=region.code,
                project_id=project_id,
                title=title.strip(),
                opened_at=at,
            )
    except IntegrityError as taken:
        raise TeamCodeIsTaken(code=wanted) from taken
    return team_value(row)


def _free() -> str:
    """Return six random digits that no team has."""
    while True:
        code = str(_FIRST + secrets.randbelow(_NUMBERS))
        if not models.Team.objects.filter(code=code).exists():
            return code


@transaction.atomic(durable=True)
def close_team(*, region_code: str, team_id: int, at: datetime) -> None:
    """End a team: its code opens nothing any more; twice changes nothing.

    Raises:
        UnknownTeam: the region has no such team.
    """
    rows = models.Team.objects.filter(pk=team_id, region_id=region_code)
    if not rows.exists():
        raise UnknownTeam(team=team_id)
    rows.filter(closed_at=None).update(closed_at=at)


@transaction.atomic(durable=True)
def join(*, member_id: UUID, code: str, at: datetime) -> Team:
    """Let a member into the team of a code as typed; again changes nothing.

    Raises:
        UnknownTeam: no open team has the code.
        UnknownMember: no member has the id.
    """
    return _join(member_id, code, at)


@transaction.atomic(durable=True)
def join_newcomer(*, device_id: UUID, code: str, at: datetime) -> tuple[Held, Team]:
    """Let the member of a new phone into a team, who is made here: both, or neither.

    Raises:
        UnknownTeam: no open team has the code.
    """
    team_of(code)  # before anybody is made
    held = membership.hold_on_device(device_id=device_id, at=at)
    return held, _join(held.member_id, code, at)


def _join(member_id: UUID, code: str, at: datetime) -> Team:
    team = team_of(code)
    membership.lock_one(member_id)  # two taps at once queue here
    models.TeamMember.objects.get_or_create(
        team_id=team.id, member_id=member_id, left_at=None, defaults={"joined_at": at}
    )
    return team


@transaction.atomic(durable=True)
def leave(*, member_id: UUID, team_id: int, at: datetime) -> None:
    """Let a member out of a team; twice changes nothing, and what was recorded stays."""
    models.TeamMember.objects.filter(team_id=team_id, member_id=member_id, left_at=None).update(
        left_at=at
    )
