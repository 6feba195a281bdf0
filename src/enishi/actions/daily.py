"""May this be recorded today, under which key, or is it there already; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.actions import action as actions
from enishi.actions.action import Action
from enishi.activities.activity import Past
from enishi.activities.evidence import is_verified
from enishi.kit.refusal import Refusal

# Kinds by which an action is met when a scan or a shop has seen it.
_ALSO = {"event": ("event", "e_visit")}


@dataclass(frozen=True, slots=True)
class Tap:
    """A member says: I did this. `turn` is what the form carried (see `turn_of`)."""

    member_id: UUID
    action_id: int
    at: datetime
    turn: int | None = None


class ActionIsClosed(Refusal):
    """The region does not ask for this action any more."""

    code = "action_is_closed"


class ActionIsOfTeam(Refusal):
    """Only members of a team may record this action."""

    code = "action_is_of_team"
    status = 403


class TooManyReports(Refusal):
    """The member recorded as much by own word as the region counts in one day."""

    code = "too_many_reports"


def turn_of(form_key: str) -> int | None:
    """Read the turn that a form's key begins with: `2.<random>`; None when it names none.

    A form made before an undo asks for the turn that was taken back. Sent again, it must not
    record anew.
    """
    number = form_key.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 3 else None  # noqa: PLR2004


def next_turn(action_id: int, past: Sequence[Past]) -> int:
    """Return the turn that a form of today carries: one more than were taken back."""
    return 1 + sum(one.is_withdrawn for one in past if actions.is_of(one.key, action_id))


def met(action: Action, past: Sequence[Past]) -> Past | None:
    """Return what a day holds of an action: the member's own tap, else what somebody saw."""
    living = [one for one in past if not one.is_withdrawn]
    for one in living:
        if actions.is_of(one.key, action.id):
            return one
    if action.team_id is not None:
        return None
    kinds = _ALSO.get(action.kind, (action.kind,))
    return next((one for one in living if one.kind in kinds and is_verified(one.evidence)), None)


def decide(
    tap: Tap, action: Action, *, on: date, past: Sequence[Past], keys: Collection[str], most: int
) -> Past | str:
    """Return what stands already for this tap, or the key of a new activity.

    `past` is what the member did in the region on the day; `keys` what was decided beside it.

    Raises:
        ActionIsClosed: the region does not ask for it any more.
        TooManyReports: the day's own reports are used up.
    """
    standing = met(action, past)
    if standing is not None:
        return standing
    own = [one for one in past if actions.is_of(one.key, action.id)]
    turn = next_turn(action.id, past)
    if tap.turn is not None and tap.turn < turn:
        return own[-1]
    if not action.is_open:
        raise ActionIsClosed(title=action.title)
    key = actions.key(action.id, tap.member_id, on, turn)
    if key not in keys and len(keys) + sum(actions.is_key(one.key) for one in past) >= most:
        raise TooManyReports(most=most)
    return key
