"""Points held for a phone whose member is not complete: kept a week, then given back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from enishi.kit import periods
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.accounting import RETURN
from enishi.ledger.transfers import ISSUE, MEMBER, NewTransfer, Result, transfer_id
from enishi.membership import models
from enishi.membership.holding import until

_BATCH = 500


def return_held(*, at: datetime) -> int:
    """Give back to the issuers what was held too long; return how many members were looked at.

    What the member did stays recorded. Whoever earned since is held for longer. Durable, one
    member at a time; the transfer's id makes it happen once.
    """
    due = models.Member.objects.filter(
        completed_at=None, returned_at=None, held_until__lte=at, merged_into=None, is_active=True
    )
    ids = list(due.order_by("held_until", "id").values_list("id", flat=True)[:_BATCH])
    for member_id in ids:
        _return(member_id, at)
    return len(ids)


@transaction.atomic(durable=True)
def _return(member_id: UUID, at: datetime) -> None:
    """Move what a member holds to the issuers; not if they completed or earned just now."""
    row = (
        models.Member.objects.select_for_update(no_key=True)
        .filter(pk=member_id, completed_at=None, returned_at=None, held_until__lte=at)
        .first()
    )
    if row is None:
        return
    assert row.held_until is not None, "asked for above"
    came = _last_arrival(member_id)
    if came is not None and until(came) > at:
        row.held_until = until(came)
        row.save(update_fields=["held_until"])
        return
    moved = [
        NewTransfer(
            id=transfer_id(bytes(row.transfer_secret), RETURN, f"{asset}:{row.held_until}"),
            source=f"{MEMBER}{member_id}",
            target=f"{ISSUE}{asset}",
            asset=asset,
            amount=points,
            kind=RETURN,
            at=at,
        )
        for asset, points in _free(member_id, at)
    ]
    for result in ledger.post_many(moved):
        assert result.stands or result is Result.CLOSED_ACCOUNT, (result, member_id)
    row.returned_at = at
    row.save(update_fields=["returned_at"])


def _free(member_id: UUID, at: datetime) -> Iterator[tuple[str, int]]:
    """Yield what a member could spend now of each asset: not lapsed, not promised to anybody."""
    name = f"{MEMBER}{member_id}"
    for asset, balance in sorted(books.balances(name).items()):
        promised = sum(hold.amount for hold in books.holds(name, asset))
        today = periods.jst_day(at)
        living = sum(one.points for one in books.pockets(name, asset) if one.expires_on >= today)
        points = min(balance, living) - promised
        if points > 0:
            yield asset, points


def _last_arrival(member_id: UUID) -> datetime | None:
    """Return when points last came to a member; None when none ever did."""
    name = f"{MEMBER}{member_id}"
    came = [
        line.at
        for asset in books.balances(name)
        for line in books.statement(name, asset, limit=20)
        if line.amount > 0
    ]
    return max(came, default=None)


def hold_again(*, at: datetime) -> int:
    """Hold for a week what came to those whose points had gone back before; return how many.

    Durable. Between two looks nothing is lost: it only waits a little longer.
    """
    back = models.Member.objects.filter(
        completed_at=None, returned_at__lte=at, merged_into=None, is_active=True
    )
    found = 0
    for ids in _batches(back.order_by("id").values_list("id", flat=True).iterator()):
        for name in sorted(books.who_hold([f"{MEMBER}{one}" for one in ids])):
            found += _hold_again(UUID(name.removeprefix(MEMBER)), at)
    return found


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(ids)
    while batch := list(islice(left, _BATCH)):
        yield batch


@transaction.atomic(durable=True)
def _hold_again(member_id: UUID, at: datetime) -> bool:
    came = _last_arrival(member_id)
    if came is None or not any(_free(member_id, at)):
        return False
    rows = models.Member.objects.filter(pk=member_id, completed_at=None, returned_at__lt=came)
    return bool(rows.update(held_until=until(came), returned_at=None))


@transaction.atomic(savepoint=False)
def confirm(*, member_id: UUID, at: datetime) -> None:
    """Note that staff met this person, or gave them a card of paper: nothing of theirs goes back.

    In the caller's transaction.
    """
    models.Member.objects.filter(pk=member_id, completed_at=None).update(
        completed_at=at, held_until=None
    )
