"""Take activities back, and what they earned with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from enishi.activities import models, queries
from enishi.activities.activity import AwardValue, Recorded
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger import queries as ledger_queries
from enishi.ledger import transfers
from enishi.ledger.transfers import MEMBER, MERGE, NewTransfer, PostedTransfer, Result, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members


class UnknownActivity(Refusal):
    """No activity has this key."""

    code = "unknown_activity"
    status = 404


class AlreadySpent(Refusal):
    """The member spent or lost what the activity earned; taking it back would leave a debt."""

    code = "already_spent"


@transaction.atomic(savepoint=False)
def withdraw(*, key: str, at: datetime, reason: str) -> Recorded:
    """Take an activity back and reverse what it earned; a repetition gets the same answer.

    In the caller's transaction. The activity stays readable; statistics leave it out, limits
    and budgets get back what it used (budgets with the reversal, in the ledger).

    Raises:
        UnknownActivity: no activity has the key.
        AlreadySpent: the member holds less than the activity earned.
    """
    row = models.Activity.objects.filter(key=key).first()
    if row is None:
        raise UnknownActivity(key=key)
    membership.lock(member_ids=[row.member_id])
    _, is_new = models.Withdrawal.objects.get_or_create(
        activity=row, defaults={"at": at, "reason": reason}
    )
    awards = queries.awards_of([row.seq]).get(row.seq, ())
    if is_new:
        for award, result in take_back_awards(rows=[row], at=at):
            if result is Result.INSUFFICIENT_BALANCE:
                raise AlreadySpent(key=row.key, asset=award.asset, amount=award.amount)
            assert result.stands, (result, row.key)
    return Recorded(row.seq, key, repeated=not is_new, awards=awards, is_withdrawn=True)


def take_back_awards(
    *, rows: Sequence[models.Activity], at: datetime
) -> list[tuple[AwardValue, Result]]:
    """Reverse what activities of one member earned, where it is still there; say what became of it.

    In the caller's transaction (for this room).
    """
    found = queries.awards_of(row.seq for row in rows)
    given = [
        (row, award, award.transfer_id)
        for row in rows
        for award in found.get(row.seq, ())
        if award.transfer_id is not None
    ]
    if not given:
        return []
    secrets = members.transfer_secrets(row.member_id for row in rows)
    originals = ledger_queries.posted(transfer for _, _, transfer in given)
    ways = [
        _way_back(row, award.rule_id, originals[transfer], secrets[row.member_id], at)
        for row, award, transfer in given
    ]
    results = iter(ledger.post_many([step for way in ways for step in way]))
    told = []
    for (_, award, _), way in zip(given, ways, strict=True):
        ends = [next(results) for _ in way]
        told.append((award, next((one for one in ends if one in _REASONS), ends[-1])))
    return told


# In a chain the others only say that one link failed.
_REASONS = frozenset(Result) - {Result.OK, Result.EXISTS, Result.LINKED_CHAIN_FAILED}


def _way_back(
    row: models.Activity, rule_id: int, original: PostedTransfer, secret: bytes, at: datetime
) -> list[NewTransfer]:
    """Return what reverses an award; first what the member holds goes where it was received.

    A person who had two accounts received it on the one that was given up.
    """
    holder = f"{MEMBER}{row.member_id}"
    as_id = transfer_id(secret, "withdraw", f"{row.key}:{rule_id}")
    if original.target == holder:
        return [transfers.reversal(original, as_id=as_id, at=at)]
    step = NewTransfer(
        id=transfer_id(secret, "withdraw-from", f"{row.key}:{rule_id}"),
        source=holder,
        target=original.target,
        asset=original.asset,
        amount=original.amount,
        kind=MERGE,
        at=at,
        chain=as_id,
    )
    return [step, transfers.reversal(original, as_id=as_id, at=at, chain=as_id)]
