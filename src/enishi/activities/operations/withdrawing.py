"""Take activities back, and what they earned with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
def withdraw(*, key: str, at: datetime, reason: str, but_for: str = "") -> Recorded:
    """Take an activity back and reverse what it earned; a repetition gets the same answer.

    In the caller's transaction. The activity stays readable; statistics leave it out, limits
    and budgets get back what it used (budgets with the reversal, in the ledger). `but_for` names
    an asset of which the caller took back what was there; of others the member keeps what cannot
    go back.

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
        for award, result in take_back_awards(rows=[row], at=at, but_for=but_for):
            if result is Result.INSUFFICIENT_BALANCE and but_for:
                continue
            if result is Result.INSUFFICIENT_BALANCE:
                raise AlreadySpent(key=row.key, asset=award.asset, amount=award.amount)
            assert result.stands, (result, row.key)
    return Recorded(row.seq, key, repeated=not is_new, awards=awards, is_withdrawn=True)


def take_back_awards(
    *, rows: Sequence[models.Activity], at: datetime, but_for: str = ""
) -> list[tuple[AwardValue, Result]]:
    """Reverse what activities of one member earned, where it is still there; say what became of it.

    In the caller's transaction (for this room). `but_for` names an asset that stays as it is.
    """
    found = queries.awards_of(row.seq for row in rows)
    given = [
        (row, award, award.transfer_id)
        for row in rows
        for award in found.get(row.seq, ())
        if award.transfer_id is not None and award.asset != but_for
    ]
    if not given:
        return []
    secrets = members.transfer_secrets(row.member_id for row in rows)
    asked = [transfer for _, _, transfer in given]
    asked += [award.bought_id for _, award, _ in given if award.bought_id is not None]
    originals = ledger_queries.posted(asked)
    ways = [
        _way_back(
            _Way(row, award, originals[transfer], secrets[row.member_id], at),
            originals[award.bought_id] if award.bought_id else None,
        )
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


@dataclass(frozen=True, slots=True)
class _Way:
    """An award that goes back: where from, as what, when."""

    row: models.Activity
    award: AwardValue
    original: PostedTransfer
    secret: bytes
    at: datetime

    def as_id(self, scope: str) -> UUID:
        """Make the id of one of its steps."""
        return transfer_id(self.secret, scope, f"{self.row.key}:{self.award.rule_id}")


def _way_back(way: _Way, bought: PostedTransfer | None) -> list[NewTransfer]:
    """Return what reverses an award; first what the member holds goes where it was received.

    A person who had two accounts received it on the one that was given up. What a payer had
    bought for it goes back to the issuer.
    """
    original, holder = way.original, f"{MEMBER}{way.row.member_id}"
    as_id = way.as_id("withdraw")
    if original.target == holder and bought is None:
        return [transfers.reversal(original, as_id=as_id, at=way.at)]
    steps = [transfers.reversal(original, as_id=as_id, at=way.at, chain=as_id)]
    if original.target != holder:
        gathered = NewTransfer(
            id=way.as_id("withdraw-from"),
            source=holder,
            target=original.target,
            asset=original.asset,
            amount=original.amount,
            kind=MERGE,
            at=way.at,
            chain=as_id,
        )
        steps.insert(0, gathered)
    if bought is not None:
        back = transfers.reversal(
            bought, as_id=way.as_id("withdraw-bought"), at=way.at, chain=as_id
        )
        steps.append(back)
    return steps
