"""Write a decided batch, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from enishi.ledger import packing
from enishi.ledger.deciding import Books
from enishi.ledger.operations.calling import Call
from enishi.ledger.packing import Packed
from enishi.ledger.touched import Move, Side


def pack(books: Books, *, seen: Mapping[int, int] | None = None) -> list[Packed | None]:
    """Pack a decided batch for the books.

    What was decided without locks says at which entry each account was `seen`.
    """
    moves = books.moves
    return [
        *_transfer_columns(moves),
        *_side_columns([move.source for move in moves]),
        *_side_columns([move.target for move in moves]),
        *_account_columns(books),
        *_budget_columns(moves),
        *_day_columns(books),
        None if seen is None else packing.bigints(list(seen)),
        None if seen is None else packing.bigints(list(seen.values())),
    ]


def write(columns: Sequence[Packed | None]) -> Sequence[int] | None:
    """Write a packed batch in one round trip.

    Returns the accounts that have moved on since they were seen: none when all is written; None,
    too late, when an id was posted in the meantime. Then, too, nothing is written.
    """
    [(moved_on,)] = Call("ledger_write_batch_v1", columns).rows()
    return None if moved_on is None else list(moved_on)


def _transfer_columns(moves: Sequence[Move]) -> list[Packed | None]:
    """Pack the columns of the transfer table; arrays of arrays travel as text."""
    asked = [move.transfer for move in moves]
    budgets = [
        _array([str(one.id) for one in move.budgets]) if move.budgets else None for move in moves
    ]
    return [
        packing.uuids([one.id for one in asked]),
        packing.bigints([move.source.account_id for move in moves]),
        packing.bigints([move.target.account_id for move in moves]),
        packing.bigints([one.amount for one in asked]),
        packing.texts([one.asset for one in asked]),
        packing.texts([one.kind for one in asked]),
        _if_any(packing.uuids, [one.chain for one in asked]),
        _if_any(packing.uuids, [one.reverses for one in asked]),
        _if_any(packing.uuids, [one.captures for one in asked]),
        _if_any(packing.texts, budgets),
        _if_any(packing.dates, [one.expires_on for one in asked]),
        packing.moments([one.at for one in asked]),
    ]


def _side_columns(sides: Sequence[Side]) -> list[Packed | None]:
    """Pack the columns of the entries on one side: most touch one pocket, and then wholly."""
    pockets = [side.pockets for side in sides]
    several = [one if len(one) > 1 else () for one in pockets]
    dates = [_array([str(one.expires_on) for one in some]) if some else None for some in several]
    points = [_array([str(one.points) for one in some]) if some else None for some in several]
    return [
        _if_any(packing.bigints, [side.seq for side in sides]),
        _if_any(packing.bigints, [side.balance for side in sides]),
        _if_any(packing.dates, [one[0].expires_on if len(one) == 1 else None for one in pockets]),
        _if_any(packing.texts, dates),
        _if_any(packing.texts, points),
    ]


def _if_any(pack: Callable[[Sequence[Any]], Packed], values: Sequence[Any]) -> Packed | None:
    """Pack a column that few batches have; a column that is not there is all NULL."""
    return pack(values) if any(one is not None for one in values) else None


def _array(values: Sequence[str]) -> str:
    """Write an array as PostgreSQL reads it."""
    return "{" + ",".join(values) + "}"


def _account_columns(books: Books) -> list[Packed]:
    """Pack what accounts and pockets end with, each changed one once."""
    sides = [side for move in books.moves for side in (move.source, move.target)]
    changed = {side.account_id for side in sides if side.seq is not None}
    touched = {(side.account_id, one.expires_on) for side in sides for one in side.pockets}
    accounts = [books.holders[account_id] for account_id in sorted(changed)]
    pockets = sorted(touched)
    return [
        packing.bigints([account.id for account in accounts]),
        packing.bigints([account.balance for account in accounts]),
        packing.bigints([account.held for account in accounts]),
        packing.bigints([account.seq for account in accounts]),
        packing.bigints([place for place, _ in pockets]),
        packing.dates([day for _, day in pockets]),
        packing.bigints([books.holders[place].pockets[day] for place, day in pockets]),
    ]


def _budget_columns(moves: Sequence[Move]) -> list[Packed]:
    """Pack what budgets end with."""
    budgets = {budget.id: budget for move in moves for budget in move.budgets}
    return [
        packing.bigints(list(budgets)),
        packing.bigints([budget.spent for budget in budgets.values()]),
    ]


def _day_columns(books: Books) -> list[Packed]:
    """Pack what the days of accounts with limits end with."""
    days = sorted({key for move in books.moves for key, _, _ in books.days_of(move)})
    return [
        packing.bigints([account_id for account_id, _ in days]),
        packing.dates([on for _, on in days]),
        packing.bigints([books.days[key].points_out for key in days]),
        packing.bigints([books.days[key].points_in for key in days]),
    ]
