"""Write a decided batch, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from enishi.ledger.deciding import Books
from enishi.ledger.touched import Move, Side


def write(books: Books) -> bool:
    """Write a decided batch in one round trip; False if an id was posted in the meantime."""
    moves = books.moves
    with connection.cursor() as cursor:
        cursor.callproc(
            "ledger_write_batch_v1",
            [
                *_transfer_columns(moves),
                *_side_columns([move.source for move in moves]),
                *_side_columns([move.target for move in moves]),
                *_account_columns(books),
                *_budget_columns(moves),
                *_day_columns(books),
            ],
        )
        return bool(cursor.fetchone()[0])


def _transfer_columns(moves: Sequence[Move]) -> list[list[Any]]:
    """List the columns of the transfer table; arrays of arrays travel as text."""
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
        [one.captures for one in asked],
        [_array([str(one.id) for one in move.budgets]) if move.budgets else None for move in moves],
        [one.expires_on for one in asked],
        [one.at for one in asked],
    ]


def _side_columns(sides: Sequence[Side]) -> list[list[Any]]:
    """List the columns of the entries on one side."""
    return [
        [side.seq for side in sides],
        [side.balance for side in sides],
        [_array([str(one.expires_on) for one in side.pockets]) for side in sides],
        [_array([str(one.points) for one in side.pockets]) for side in sides],
    ]


def _array(values: Sequence[str]) -> str:
    """Write an array as PostgreSQL reads it."""
    return "{" + ",".join(values) + "}"


def _account_columns(books: Books) -> list[list[Any]]:
    """List what accounts and pockets end with, each changed one once."""
    sides = [side for move in books.moves for side in (move.source, move.target)]
    changed = {side.account_id for side in sides if side.seq is not None}
    touched = {(side.account_id, one.expires_on) for side in sides for one in side.pockets}
    accounts = [books.holders[account_id] for account_id in sorted(changed)]
    pockets = [(place, day, books.holders[place].pockets[day]) for place, day in sorted(touched)]
    return [
        [account.id for account in accounts],
        [account.balance for account in accounts],
        [account.held for account in accounts],
        [account.seq for account in accounts],
        [place for place, _, _ in pockets],
        [day for _, day, _ in pockets],
        [points for _, _, points in pockets],
    ]


def _budget_columns(moves: Sequence[Move]) -> list[list[Any]]:
    """List what budgets end with."""
    budgets = {budget.id: budget for move in moves for budget in move.budgets}
    return [list(budgets), [budget.spent for budget in budgets.values()]]


def _day_columns(books: Books) -> list[list[Any]]:
    """List what the days of accounts with limits end with."""
    days = sorted({key for move in books.moves for key, _, _ in books.days_of(move)})
    return [
        [account_id for account_id, _ in days],
        [on for _, on in days],
        [books.days[key].points_out for key in days],
        [books.days[key].points_in for key in days],
    ]
