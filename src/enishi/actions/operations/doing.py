"""A tap: recorded once a day through the waist, and taken back on the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from enishi.actions import action as rules
from enishi.actions import daily, models
from enishi.actions.action import Action, Done
from enishi.actions.daily import ActionIsOfTeam, Tap
from enishi.actions.operations.showing import drop
from enishi.actions.queries import UnknownAction, action_value, reports_a_day
from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.activities.activity import NewActivity, Past, Recorded
from enishi.activities.operations import UnknownActivity
from enishi.events import grading
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger.operations import queueing
from enishi.membership import operations as membership
from enishi.membership.member import Held

_REASON = "ご本人の取り消し"


def do(*, member_id: UUID, action_id: int, key: str = "", at: datetime) -> Done:
    """Record that a member did an action, once a day in Japan, and credit what it earns.

    A second tap of the day gets the first answer; so does one on what a scan or a shop has seen
    that day. `key` is what the form carried: after an undo, the same form sent again records
    nothing. Durable; many at once share a commit.

    Raises:
        UnknownAction: there is no such action.
        ActionIsClosed: the region does not ask for it any more.
        ActionIsOfTeam: the member is not in its team.
        TooManyReports: the day's own reports in this region are used up.
        ToldEnoughToday: those of all regions together are.
    """
    tap = Tap(member_id, action_id, at, daily.turn_of(key))
    if connection.in_atomic_block:
        return _told(_tap_many([tap])[0])
    return _told(_QUEUE.ask(tap))


@transaction.atomic(durable=True)
def do_newcomer(
    *, device_id: UUID, action_id: int, key: str = "", at: datetime
) -> tuple[Held, Done]:
    """Record an action of the member of a new phone, who is made here: both, or neither.

    Raises:
        UnknownAction, ActionIsClosed, ActionIsOfTeam, TooManyReports: as `do`.
    """
    held = membership.hold_on_device(device_id=device_id, at=at)
    tap = Tap(held.member_id, action_id, at, daily.turn_of(key))
    return held, _told(_tap_many([tap])[0])


def _told(answer: Done | Refusal) -> Done:
    """Hand an answer on, or raise the no that stands in its place."""
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _tap_many(taps: Sequence[Tap]) -> list[Done | Refusal]:
    """Decide taps in their order and record the new ones together, in the caller's transaction.

    A refusal is an answer like another: one member's no does not undo the others' batch.
    """
    asked = _actions(taps)
    membership.lock(member_ids={tap.member_id for tap in taps})
    most = {code: reports_a_day(code) for code in {one.region_code for one in asked.values()}}
    teams = _teams(taps)
    new: dict[str, NewActivity] = {}
    decided: list[Past | str | Refusal] = []
    for tap in taps:
        try:
            decided.append(_decide(tap, asked.get(tap.action_id), teams, most, new))
        except Refusal as refusal:
            decided.append(refusal)
    answers = activities.record_many(list(new.values())) if new else []
    recorded = {one.key: one for one in answers}
    first: set[str] = set()
    return [
        _answer(tap, found, recorded, new, first) for tap, found in zip(taps, decided, strict=True)
    ]


def _decide(
    tap: Tap,
    action: Action | None,
    teams: Mapping[UUID, set[int]],
    most: Mapping[str, int],
    new: dict[str, NewActivity],
) -> Past | str:
    """Decide one tap; a new activity joins those that are about to be written."""
    if action is None:
        raise UnknownAction(action=tap.action_id)
    if action.team_id is not None and action.team_id not in teams.get(tap.member_id, set()):
        raise ActionIsOfTeam(title=action.title)
    on = periods.jst_day(tap.at)
    found = daily.decide(
        tap,
        action,
        on=on,
        past=activity_queries.on_day(tap.member_id, action.region_code, on),
        keys=_keys_of(tap.member_id, action.region_code, on, new),
        most=most[action.region_code],
    )
    if isinstance(found, str) and found not in new:
        waiting = sum(one.member_id == tap.member_id for one in new.values())
        grading.allow_one_more(activity_queries.told_on(tap.member_id, on) + waiting)
        new[found] = _activity(found, tap, action)
    return found


def _actions(taps: Sequence[Tap]) -> dict[int, Action]:
    rows = models.Action.objects.filter(pk__in={tap.action_id for tap in taps})
    return {row.pk: action_value(row) for row in rows}


def _teams(taps: Sequence[Tap]) -> dict[UUID, set[int]]:
    """Return the open teams that each of these members is in."""
    rows = models.TeamMember.objects.filter(
        member_id__in={tap.member_id for tap in taps}, left_at=None, team__closed_at=None
    )
    found: dict[UUID, set[int]] = {}
    for member_id, team_id in rows.values_list("member_id", "team_id"):
        found.setdefault(member_id, set()).add(team_id)
    return found


def _keys_of(
    member_id: UUID, region_code: str, on: date, new: Mapping[str, NewActivity]
) -> set[str]:
    """Return the keys of a member's day that this batch is about to write."""
    return {
        key
        for key, one in new.items()
        if (one.member_id, one.region_code, periods.jst_day(one.at)) == (member_id, region_code, on)
    }


def _activity(key: str, tap: Tap, action: Action) -> NewActivity:
    return NewActivity(
        key=key,
        kind=action.kind,
        member_id=tap.member_id,
        region_code=action.region_code,
        at=tap.at,
        evidence=rules.GRADE,
        coins=action.coins,
    )


def _answer(
    tap: Tap,
    found: Past | str | Refusal,
    recorded: Mapping[str, Recorded],
    new: Mapping[str, NewActivity],
    first: set[str],
) -> Done | Refusal:
    """Make the answer to one tap; of two taps in a batch only the first is new."""
    if isinstance(found, Refusal):
        return found
    if isinstance(found, Past):
        return Done(
            action_id=tap.action_id,
            key=found.key,
            at=found.at,
            evidence=found.evidence,
            repeated=True,
            is_withdrawn=found.is_withdrawn,
            awards=found.awards,
        )
    written = recorded[found]
    repeated = written.repeated or found in first
    first.add(found)
    return Done(
        action_id=tap.action_id,
        key=found,
        at=new[found].at,
        evidence=rules.GRADE,
        repeated=repeated,
        is_withdrawn=written.is_withdrawn,
        awards=written.awards,
    )


# Many who tap at one moment share a commit.
_QUEUE = queueing.queue_of(_tap_many, name="enishi-actions")


class UndoIsLate(Refusal):
    """A record can be taken back by its member until the day ends in Japan."""

    code = "undo_is_late"


@transaction.atomic(durable=True)
def undo(*, member_id: UUID, key: str, at: datetime) -> Recorded:
    """Take back what the member recorded today, with what it earned and what was added to it.

    Raises:
        UnknownActivity: the member recorded nothing under this key by an action.
        UndoIsLate: the day is over.
        AlreadySpent: the member holds less than it earned.
    """
    own = _own(member_id, key)
    if periods.jst_day(at) != own.on:
        raise UndoIsLate(day=own.on)
    drop([key])
    return activities.withdraw(key=key, at=at, reason=_REASON)


def _own(member_id: UUID, key: str) -> Past:
    """Return what a member recorded by an action under a key.

    Raises:
        UnknownActivity: nothing, or somebody else's, or no action's.
    """
    past = activity_queries.own(member_id, key) if rules.is_key(key) else None
    if past is None:
        raise UnknownActivity(key=key)
    return past
