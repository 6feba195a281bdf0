"""Add transfers up by day, in the order of the books."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from enishi.ledger.operations.sealing import BooksCameFromElsewhere

_AHEAD = -1


@transaction.atomic(durable=True)
def roll_up(*, at: datetime, limit: int = 20_000) -> int:
    """Add the oldest transfers that are in no daily total yet, and say how many.

    A follower: its position and the totals change together, so each transfer counts once however
    often it is stopped. Whatever reads totals adds the rest by itself; nothing waits for this.

    Raises:
        BooksCameFromElsewhere: the order of the books cannot be trusted here.
    """
    del at  # the day of a transfer is that of its own moment
    with connection.cursor() as cursor:
        cursor.callproc("ledger_roll_up_v1", [limit])
        found = int(cursor.fetchone()[0])
    if found == _AHEAD:
        raise BooksCameFromElsewhere(last_sealed="ledger_dailyposition")
    return found
