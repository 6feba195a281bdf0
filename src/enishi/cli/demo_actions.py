"""The daily actions of the invented towns, the team 888002, and あおい's last days, in a demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from enishi.actions import operations, queries
from enishi.actions.action import NewAction
from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.kit import periods
from enishi.kit.periods import JST
from enishi.membership import queries as members
from enishi.programs import queries as programs
from enishi.simulation import town
from enishi.web.member import demo_me

CODE, TITLE = "888002", "あかり隊"
_UNLOCKED = (
    NewAction(
        region_code=town.HOME_TOWN,
        kind="support",
        title="灯籠の竹を切った",
        title_en="Cut bamboo for lanterns",
        hint="竹林の手入れも、ひと節から",
        hint_en="Even one pole helps the grove",
        icon="users",
        coins=100,
    ),
    NewAction(
        region_code=town.HOME_TOWN,
        kind="step",
        title="棚田のあぜ道を歩いた",
        title_en="Walked along the rice terraces",
        hint="気づいたことを、つぎの集まりで",
        hint_en="Tell the others what you saw",
        icon="map-pin",
    ),
)
_PEOPLE = 6
# How many days before today, at which hour, and what.
_DAYS: tuple[tuple[int, int, str], ...] = (
    (6, 20, "contact"),
    (5, 12, "post"),
    (3, 18, "purchase"),
    (3, 21, "post"),
    (2, 8, "contact"),
    (1, 19, "post"),
)


def load(*, at: datetime) -> None:
    """Let every invented town that gives coins ask for the five; found the team; once."""
    for shape in town.SHAPES:
        if shape.code in programs.regions_with_programmes():
            operations.set_up(region_code=shape.code)
    _found(at)
    member_id = members.member_of_device(demo_me.phone())
    if member_id is None:
        return
    operations.join(member_id=member_id, code=CODE, at=at)
    by_kind = {one.kind: one.id for one in queries.actions_of(town.HOME_TOWN) if not one.team_id}
    today = periods.jst_day(at)
    for ago, hour, kind in _DAYS:
        day = today - timedelta(days=ago)
        told_at = datetime(day.year, day.month, day.day, hour, tzinfo=JST)
        operations.do(member_id=member_id, action_id=by_kind[kind], at=told_at)


def _found(at: datetime) -> None:
    """Make the team with its project and two actions, and let some people in."""
    if all(team.code != CODE for team in queries.teams_in(town.HOME_TOWN)):
        project = next((one.id for one in events.projects_of(town.HOME_TOWN)), None)
        operations.make_team(
            region_code=town.HOME_TOWN, title=TITLE, project_id=project, code=CODE, at=at
        )
    team = queries.team_of(CODE)
    if not any(one.team_id == team.id for one in queries.actions_of(town.HOME_TOWN)):
        for number, action in enumerate(_UNLOCKED, start=1):
            operations.add_action(action=replace(action, team_id=team.id, order=100 + number))
    for member_id in _people():
        operations.join(member_id=member_id, code=CODE, at=at)


def _people() -> list[UUID]:
    """Return a few of those who came to the town's events."""
    came: set[UUID] = set()
    for event in events.events_of(town.HOME_TOWN):
        came |= activities.participant_ids(event.code)
        if len(came) >= _PEOPLE:
            break
    return sorted(came)[:_PEOPLE]
