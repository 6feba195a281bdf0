"""What a region asks for: its actions, and how many reports a day it counts."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from enishi.actions import action as rules
from enishi.actions import models, pilot
from enishi.actions.action import NewAction
from enishi.actions.queries import UnknownAction, UnknownTeam
from enishi.activities import queries as activities
from enishi.kit.refusal import Refusal
from enishi.regions import queries as regions

_REPORTS_MAX = 100
_ORDER_MAX = 999


@transaction.atomic(durable=True)
def set_up(*, region_code: str) -> None:
    """Give a region the five actions of the pilot; again adds only what is missing.

    What the region changed or closed stays so.

    Raises:
        UnknownRegion: no region has the code.
    """
    region = regions.region(region_code)
    for place, proposal in enumerate(pilot.ACTIONS, start=1):
        told = asdict(proposal)
        models.Action.objects.get_or_create(
            region_id=region.code,
            kind_id=told.pop("kind"),
            is_of_pilot=True,
            defaults=told | {"order": 10 * place},
        )


class BadAction(Refusal):
    """A part of the action is missing or not one of its words."""

    code = "bad_action"
    status = 422


@transaction.atomic(durable=True)
def add_action(*, action: NewAction) -> int:
    """Ask for one more action and return its number.

    Raises:
        UnknownRegion: no region has the code.
        UnknownTeam: the region has no such open team.
        BadAction: a part is missing or not one of its words.
    """
    regions.region(action.region_code)
    _check(action)
    return models.Action.objects.create(**_columns(action)).pk


@transaction.atomic(durable=True)
def change_action(*, action_id: int, action: NewAction) -> None:
    """Write an action anew; region, kind and team stay, for what was recorded stays as it was.

    Raises:
        UnknownAction: the region has no such action.
        BadAction: a part is missing or not one of its words, or one that must stay.
    """
    rows = models.Action.objects.select_for_update()
    row = rows.filter(pk=action_id, region_id=action.region_code).first()
    if row is None:
        raise UnknownAction(action=action_id)
    for part, kept, given in (
        ("kind", row.kind_id, action.kind),
        ("team", row.team_id, action.team_id),
    ):
        if given != kept:
            raise BadAction(part=part, given=given)
    _check(action)
    models.Action.objects.filter(pk=row.pk).update(**_columns(action))


def _check(action: NewAction) -> None:
    lengths = (
        ("title", action.title, rules.TITLE_LENGTH_MAX),
        ("title_en", action.title_en, rules.TITLE_LENGTH_MAX),
        ("hint", action.hint, rules.HINT_LENGTH_MAX),
        ("hint_en", action.hint_en, rules.HINT_LENGTH_MAX),
    )
    for part, text, most in lengths:
        if len(text) > most or (part == "title" and not text.strip()):
            raise BadAction(part=part, given=text)
    if action.kind not in {kind.code for kind in activities.kinds()}:
        raise BadAction(part="kind", given=action.kind)
    if action.icon not in rules.ICONS:
        raise BadAction(part="icon", given=action.icon)
    if not 0 <= action.order <= _ORDER_MAX:
        raise BadAction(part="order", given=action.order)
    if action.coins is not None and action.coins < 0:
        raise BadAction(part="coins", given=action.coins)
    if action.team_id is not None:
        teams = models.Team.objects.filter(pk=action.team_id, closed_at=None)
        if not teams.filter(region_id=action.region_code).exists():
            raise UnknownTeam(team=action.team_id)


def _columns(action: NewAction) -> dict[str, object]:
    columns = {
        name: text.strip() if isinstance(text, str) else text
        for name, text in asdict(action).items()
    }
    columns["region_id"] = columns.pop("region_code")
    columns["kind_id"] = columns.pop("kind")
    return columns


def close_action(*, region_code: str, action_id: int) -> None:
    """Ask for an action no longer; what was recorded stays. Durable.

    Raises:
        UnknownAction: the region has no such action.
    """
    _set_open(region_code, action_id, is_open=False)


def open_action(*, region_code: str, action_id: int) -> None:
    """Ask for an action again. Durable.

    Raises:
        UnknownAction: the region has no such action.
    """
    _set_open(region_code, action_id, is_open=True)


@transaction.atomic(durable=True)
def _set_open(region_code: str, action_id: int, *, is_open: bool) -> None:
    rows = models.Action.objects.filter(pk=action_id, region_id=region_code)
    if not rows.update(is_open=is_open):
        raise UnknownAction(action=action_id)


@transaction.atomic(durable=True)
def set_allowance(*, region_code: str, reports_a_day: int) -> None:
    """Say how many actions a member may record by own word in one day of a region.

    Raises:
        UnknownRegion: no region has the code.
        BadAction: not a number from 1 to 100.
    """
    region = regions.region(region_code)
    if not 1 <= reports_a_day <= _REPORTS_MAX:
        raise BadAction(part="reports_a_day", given=reports_a_day)
    models.Allowance.objects.update_or_create(
        region_id=region.code, defaults={"reports_a_day": reports_a_day}
    )
