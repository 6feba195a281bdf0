"""Promise points, and free them again; a transfer that captures them is posted like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from enishi.ledger import models
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import POINTS_MAX, Result


@transaction.atomic(savepoint=False)
def authorise(hold: NewHold) -> Result:
    """Promise points to an account, in the caller's transaction: they stay, but cannot be spent."""
    assert hold.at.tzinfo is not None, "a moment carries its time zone"
    if not 0 < hold.amount <= POINTS_MAX:
        return Result.BAD_AMOUNT
    if hold.source == hold.target:
        return Result.SAME_ACCOUNT
    with connection.cursor() as cursor:
        cursor.callproc(
            "ledger_authorise_v1",
            [
                hold.id,
                hold.source,
                hold.target,
                hold.asset,
                hold.amount,
                hold.at,
                hold.expires_at,
            ],
        )
        return Result(cursor.fetchone()[0])


@transaction.atomic(savepoint=False)
def release(*, hold: UUID, at: datetime) -> Result:
    """Free what a hold promised, in the caller's transaction; it moves nothing.

    `exists` says that it was released before, `hold_ended` that it was captured or timed out,
    `bad_hold` that nobody knows it.
    """
    if _end([hold], models.HoldEnd.RELEASED, at):
        return Result.OK
    end = models.HoldEnd.objects.filter(hold_id=hold).first()
    if end is None:
        return Result.BAD_HOLD
    return Result.EXISTS if end.how == models.HoldEnd.RELEASED else Result.HOLD_ENDED


@transaction.atomic(durable=True)
def time_out_holds(*, at: datetime, limit: int = 1_000) -> int:
    """Free the holds that can no longer be captured, soonest first, and say how many."""
    over = models.Hold.objects.filter(account__held__gt=0, end=None, expires_at__lte=at)
    ids = list(over.order_by("expires_at", "id").values_list("id", flat=True)[:limit])
    return len(_end(ids, models.HoldEnd.TIMED_OUT, at))


def _end(ids: Sequence[UUID], how: str, at: datetime) -> Sequence[UUID]:
    """End holds that are still open, and tell which they were."""
    with connection.cursor() as cursor:
        cursor.callproc("ledger_end_holds_v1", [list(ids), how, at])
        return [row[0] for row in cursor.fetchall()]
