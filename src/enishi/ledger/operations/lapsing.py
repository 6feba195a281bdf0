"""Move points past their last day, tell holders before, take transfers back, donate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum

from enishi.kit.ids import new_id
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import models, queries, transfers
from enishi.ledger.lapsing import (
    MARK_ENTRIES,
    NOTICE_DAYS,
    START,
    STEP_ACCOUNTS,
    LapseStep,
    Place,
)
from enishi.ledger.operations.accounts import open_account
from enishi.ledger.operations.posting import post, post_many
from enishi.ledger.pockets import LAPSE
from enishi.ledger.transfers import FUND, NewTransfer, Result


class LapseWasRefused(Refusal):
    """The account that lapsed points go to does not take them."""

    code = "lapse_was_refused"


@transaction.atomic(durable=True)
def lapse(
    *,
    asset: str,
    target: str,
    at: datetime,
    after: Place = START,
    limit: int = STEP_ACCOUNTS,
) -> LapseStep:
    """Move what accounts of an asset hold past its last day, one step of a run.

    Call it again with the answer's place until that is none. What is held stays. A run may be
    broken off and begun again, and two may go on at once: amounts are read under the locks.

    Raises:
        LapseWasRefused: the target is closed.
    """
    day = jst_day(at)
    with connection.cursor() as cursor:
        found = [asset, day, after.expires_on, after.account_id, limit]
        cursor.callproc("ledger_expired_v1", found)
        rows = cursor.fetchall()
    if not rows:
        return LapseStep(0, 0, None)
    open_account(name=target, asset=asset, has_floor=target.startswith(FUND))
    due = _due_under_locks(sorted({name for _, name, _ in rows}), target, asset, day)
    moves = [NewTransfer(new_id(), name, target, asset, points, LAPSE, at) for name, points in due]
    for result in post_many(moves):
        if result is Result.CLOSED_ACCOUNT:
            raise LapseWasRefused(target=target, asset=asset)
        assert result is Result.OK, result
    last_id, _, last_day = rows[-1]
    place = Place(last_day, last_id) if len(rows) == limit else None
    return LapseStep(len(moves), sum(move.amount for move in moves), place)


def _due_under_locks(
    names: Sequence[str], target: str, asset: str, day: date
) -> list[tuple[str, int]]:
    """Lock accounts and target in one order, then say what each has to lapse: not what is held."""
    asked = [*names, target]
    with connection.cursor() as cursor:
        cursor.callproc("ledger_lock_accounts_v1", [asked, [asset] * len(asked)])
    expired = models.Pocket.objects.filter(
        account__name__in=names,
        account__asset=asset,
        account__closed_at=None,
        remaining__gt=0,
        expires_on__lt=day,
    )
    rows = expired.values_list("account_id", "account__name", "account__held")
    totals = rows.annotate(points=Sum("remaining")).order_by("account_id")
    return [(name, points - held) for _, name, held, points in totals if points > held]


@transaction.atomic(durable=True)
def remind(*, at: datetime) -> int:
    """Write down, once each, which holders are due to be told that points will lapse.

    Notices fall due 60, 30 and 7 days before; say how many are new.
    """
    written = 0
    for days in NOTICE_DAYS:
        with connection.cursor() as cursor:
            cursor.callproc("ledger_remind_v1", [jst_day(at), days, at])
            written += int(cursor.fetchone()[0])
    return written


@transaction.atomic(durable=True)
def see_notices(*, account: str, at: datetime) -> int:
    """Note that a holder has seen their notices, of every asset, and say how many were new."""
    unseen = models.Notice.objects.filter(account__name=account, seen_at=None, at__lte=at)
    return unseen.update(seen_at=at)


@transaction.atomic(durable=True)
def mark_time(*, entries: int = MARK_ENTRIES, limit: int = 1_000) -> int:
    """Sum up stretches of long accounts, so that balances of any moment stay fast; say how many."""
    with connection.cursor() as cursor:
        cursor.callproc("ledger_mark_time_v1", [entries, limit])
        return int(cursor.fetchone()[0])


@transaction.atomic(savepoint=False)
def donate(*, donation: UUID, account: str, asset: str, points: int, at: datetime) -> Result:
    """Move points to the asset's fund, once under an id, in the caller's transaction."""
    fund = f"{FUND}{asset}"
    open_account(name=fund, asset=asset)
    return post(NewTransfer(donation, account, fund, asset, points, "donate", at))


class UnknownTransfer(Refusal):
    """No transfer has this id."""

    code = "unknown_transfer"
    status = 404


@transaction.atomic(savepoint=False)
def take_back(*, transfer: UUID, at: datetime, earliest: date | None = None) -> Result:
    """Reverse a transfer whole, in the caller's transaction; a second time says already_reversed.

    Reopened points can be spent until `earliest` at least.

    Raises:
        UnknownTransfer: no transfer has the id.
    """
    original = queries.posted([transfer]).get(transfer)
    if original is None:
        raise UnknownTransfer(transfer=transfer)
    return post(transfers.reversal(original, as_id=new_id(), at=at, earliest=earliest))
