"""Take activities back, and what they earned with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from enishi.activities import models, queries
from enishi.activities.activity import AwardValue, Recorded
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import ISSUE, MEMBER, NewTransfer, Result, transfer_id
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
        given = [award for award in awards if award.transfer_id is not None]
        _reverse(row, given, at)
    return Recorded(row.seq, key, repeated=not is_new, awards=awards, is_withdrawn=True)


def _reverse(row: models.Activity, given: Sequence[AwardValue], at: datetime) -> None:
    for award, result in zip(given, _post_reversals(row, given, at), strict=True):
        if result is Result.INSUFFICIENT_BALANCE:
            raise AlreadySpent(key=row.key, asset=award.asset, amount=award.amount)
        assert result.stands, (result, row.key)


def _post_reversals(
    row: models.Activity, given: Sequence[AwardValue], at: datetime
) -> Sequence[Result]:
    secret = members.transfer_secrets([row.member_id])[row.member_id]
    reversals = [
        NewTransfer(
            id=transfer_id(secret, "withdraw", f"{row.key}:{award.rule_id}"),
            source=f"{MEMBER}{row.member_id}",
            target=f"{ISSUE}{award.asset}",
            asset=award.asset,
            amount=award.amount,
            kind="reverse",
            at=at,
            reverses=award.transfer_id,
        )
        for award in given
    ]
    return ledger.post_many(reversals)
