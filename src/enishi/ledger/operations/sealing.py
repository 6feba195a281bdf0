"""Seal transfers into the log, in the order of the books."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, Func, Q, TextField
from django.db.models.functions import Cast

from enishi.kit.refusal import Refusal
from enishi.ledger import models, queries, sealing
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries

# All transactions below this number have ended: what they wrote is all there will be.
_ENDED_BEFORE = Cast(
    Cast(
        Func(Func(function="pg_current_snapshot"), function="pg_snapshot_xmin"),
        TextField(),
    ),
    BigIntegerField(),
)


class BooksCameFromElsewhere(Refusal):
    """The server counts transactions from a lower number than the last sealed transfer.

    A dump was loaded into another server; its restore must renumber what it loaded.
    """

    code = "books_came_from_elsewhere"


def _unsealed() -> Q:
    """Describe the transfers that come after the last sealed one.

    Raises:
        BooksCameFromElsewhere: the last sealed one lies ahead of the server's own count.
    """
    last = log_queries.last_reference(sealing.PREFIX)
    if last is None:
        return Q()
    sealed = models.Transfer.objects.filter(id=UUID(last.removeprefix(sealing.PREFIX)))
    place = sealed.filter(xid__lt=_ENDED_BEFORE).values_list("xid", "seq").first()
    if place is None:
        raise BooksCameFromElsewhere(last_sealed=last)
    xid, seq = place
    return Q(xid__gte=xid) & ~Q(xid=xid, seq__lte=seq)


@transaction.atomic(durable=True)
def seal(*, at: datetime, limit: int = 1_000) -> int:
    """Seal the oldest transfers that are not leaves yet, and say how many.

    The order is (transaction, seq) and only ended transactions count, so nothing can still
    appear before what is sealed: the last sealed transfer is the follower's whole memory.

    Raises:
        BooksCameFromElsewhere: the order of the books cannot be trusted here.
    """
    log.lock()
    waiting = models.Transfer.objects.filter(_unsealed(), xid__lt=_ENDED_BEFORE)
    oldest = waiting.order_by("xid", "seq")[:limit]
    records = [sealing.record(transfer) for transfer in queries.in_order(oldest)]
    if records:
        log.append(records=records, at=at)
    return len(records)
