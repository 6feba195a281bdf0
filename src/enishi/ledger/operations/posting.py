"""Post transfers: one by the SQL function, many by deciding in Python between two round trips."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from enishi.ledger.operations.reading import read
from enishi.ledger.operations.writing import pack, write
from enishi.ledger.transfers import NewTransfer, Result, fault_of_shape


@transaction.atomic(savepoint=False)
def post(transfer: NewTransfer) -> Result:
    """Post one transfer, in the caller's transaction: one call of the SQL function."""
    fault = fault_of_shape(transfer)
    if fault is not None:
        return fault
    with connection.cursor() as cursor:
        cursor.callproc(
            "ledger_post_transfer_v1",
            [
                transfer.id,
                transfer.source,
                transfer.target,
                transfer.asset,
                transfer.amount,
                transfer.kind,
                transfer.at,
                transfer.expires_on,
                transfer.chain,
                transfer.reverses,
                transfer.captures,
                list(transfer.budgets) or None,
            ],
        )
        return Result(cursor.fetchone()[0])


@transaction.atomic(savepoint=False)
def post_many(transfers: Sequence[NewTransfer]) -> list[Result]:
    """Post transfers in order, in the caller's transaction; linked ones stand or fall together.

    Two round trips whatever the number (three where accounts keep holds or daily limits): read
    under locks, then write what was decided. Best in batches of up to 1,000: locks are held
    until the caller commits.
    """
    if len(transfers) == 1 and transfers[0].chain is None:
        return [post(transfers[0])]
    written = not transfers
    results: list[Result] = []
    while not written:
        books = read(transfers)
        results = books.decide(transfers)
        written = not books.moves or write(pack(books)) is not None
    return results
