"""Post transfers: one by the SQL function, many by deciding in Python between two round trips."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.db import connection, transaction

from enishi.ledger.deciding import Account, AccountKey, Books, Known, Move, Side
from enishi.ledger.pockets import Pocket
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
            ],
        )
        return Result(cursor.fetchone()[0])


@transaction.atomic(savepoint=False)
def post_many(transfers: Sequence[NewTransfer]) -> list[Result]:
    """Post transfers in order, in the caller's transaction; linked ones stand or fall together.

    Two round trips whatever the number: read under locks, then write what was decided.
    Best in batches of up to 1,000: locks are held until the caller commits.
    """
    if len(transfers) == 1 and transfers[0].chain is None:
        return [post(transfers[0])]
    written = not transfers
    results: list[Result] = []
    while not written:
        books = _read(transfers)
        results = books.decide(transfers)
        written = not books.moves or _write(books)
    return results


def _read(transfers: Sequence[NewTransfer]) -> Books:
    """Lock and read what a batch touches, in one round trip."""
    good = [transfer for transfer in transfers if fault_of_shape(transfer) is None]
    keys = sorted({(name, one.asset) for one in good for name in (one.source, one.target)})
    names, assets = [key[0] for key in keys], [key[1] for key in keys]
    ids = [transfer.id for transfer in transfers]
    originals = [transfer.reverses for transfer in good if transfer.reverses]
    with (
        _one_trip(),
        connection.cursor() as locked,
        connection.cursor() as met,
        connection.cursor() as held,
    ):
        locked.callproc("ledger_lock_accounts_v1", [names, assets])
        met.callproc("ledger_known_transfers_v1", [ids, originals])
        held.callproc("ledger_open_pockets_v1", [names, assets])
        accounts = _accounts(locked)
        known = {row[0]: _known(row) for row in met.fetchall()}
        holders = {account.id: account for account in accounts.values()}
        for account_id, expires_on, remaining in held.fetchall():
            holders[account_id].pockets[expires_on] = remaining
    return Books(accounts, known)


def _one_trip() -> AbstractContextManager[Any]:
    """Send several calls before waiting for the first answer."""
    connection.ensure_connection()
    return connection.connection.pipeline()  # type: ignore[no-any-return]


def _accounts(cursor: Any) -> dict[AccountKey, Account]:
    """Turn rows of the account table into values."""
    rows = cursor.fetchall()
    columns = [column.name for column in cursor.description]
    accounts = {}
    for row in rows:
        told = dict(zip(columns, row, strict=True))
        accounts[told["name"], told["asset"]] = Account(
            id=told["id"],
            has_floor=told["has_floor"],
            has_pockets=told["has_pockets"],
            is_closed=told["closed_at"] is not None,
            balance=told["balance"],
            held=told["held"],
            seq=told["seq"],
        )
    return accounts


def _known(row: Sequence[Any]) -> Known:
    """Turn a row of ledger_known_transfers_v1 into a value."""
    _, source, target, asset, amount, kind, chain, reverses, expires_on, *pockets = row
    drawn_dates, drawn_points, filled_dates, filled_points = pockets
    return Known(
        source_id=source,
        target_id=target,
        asset=asset,
        amount=amount,
        kind=kind,
        chain=chain,
        reverses=reverses,
        expires_on=expires_on,
        drawn=_pockets(drawn_dates, drawn_points),
        filled=_pockets(filled_dates, filled_points),
    )


def _pockets(dates: Sequence[date] | None, points: Sequence[int] | None) -> Sequence[Pocket]:
    """Put the two arrays of an entry together."""
    return [Pocket(*pair) for pair in zip(dates or (), points or (), strict=True)]


def _write(books: Books) -> bool:
    """Write a decided batch in one round trip; False if an id was posted in the meantime."""
    moves = books.moves
    with connection.cursor() as cursor:
        cursor.callproc(
            "ledger_write_batch_v1",
            [
                *_transfer_columns(moves),
                *_side_columns([move.source for move in moves]),
                *_side_columns([move.target for move in moves]),
                *_changed_columns(books),
            ],
        )
        return bool(cursor.fetchone()[0])


def _transfer_columns(moves: Sequence[Move]) -> list[list[Any]]:
    """List the columns of the transfer table."""
    asked = [move.transfer for move in moves]
    return [
        [one.id for one in asked],
        [move.source.account_id for move in moves],
        [move.target.account_id for move in moves],
        [one.amount for one in asked],
        [one.asset for one in asked],
        [one.kind for one in asked],
        [one.chain for one in asked],
        [one.reverses for one in asked],
        [one.expires_on for one in asked],
        [one.at for one in asked],
    ]


def _side_columns(sides: Sequence[Side]) -> list[list[Any]]:
    """List the columns of the entries on one side; arrays of arrays travel as text."""
    return [
        [side.seq for side in sides],
        [side.balance for side in sides],
        ["{" + ",".join(str(one.expires_on) for one in side.pockets) + "}" for side in sides],
        ["{" + ",".join(str(one.points) for one in side.pockets) + "}" for side in sides],
    ]


def _changed_columns(books: Books) -> list[list[Any]]:
    """List what accounts and pockets end with, each changed one once."""
    sides = [side for move in books.moves for side in (move.source, move.target)]
    changed = {side.account_id for side in sides if side.seq is not None}
    touched = {(side.account_id, one.expires_on) for side in sides for one in side.pockets}
    holders = {one.id: one for one in books.accounts.values() if one.id in changed}
    accounts = [holders[account_id] for account_id in sorted(holders)]
    pockets = [(place, day, holders[place].pockets[day]) for place, day in sorted(touched)]
    return [
        [account.id for account in accounts],
        [account.balance for account in accounts],
        [account.seq for account in accounts],
        [place for place, _, _ in pockets],
        [day for _, day, _ in pockets],
        [points for _, _, points in pockets],
    ]
