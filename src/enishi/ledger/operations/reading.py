"""Lock and read the part of the books that a batch touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.db import connection

from enishi.kit.periods import jst_day
from enishi.ledger.deciding import Books
from enishi.ledger.pockets import Pocket
from enishi.ledger.touched import Account, AccountKey, Budget, BudgetKey, DayTotal, Hold, Known
from enishi.ledger.transfers import NewTransfer, fault_of_shape


def read(transfers: Sequence[NewTransfer]) -> Books:
    """Lock and read what a batch touches, in one round trip; holds and limits cost a second."""
    good = [transfer for transfer in transfers if fault_of_shape(transfer) is None]
    keys = sorted({(name, one.asset) for one in good for name in (one.source, one.target)})
    names, assets = [key[0] for key in keys], [key[1] for key in keys]
    ids = [transfer.id for transfer in transfers]
    originals = [transfer.reverses for transfer in good if transfer.reverses]
    named = sorted({(name, one.asset) for one in good for name in one.budgets})
    with (
        _one_trip(),
        connection.cursor() as locked,
        connection.cursor() as limited,
        connection.cursor() as met,
        connection.cursor() as held,
    ):
        locked.callproc("ledger_lock_accounts_v1", [names, assets])
        if named or originals:
            budget_names, budget_assets = [key[0] for key in named], [key[1] for key in named]
            limited.callproc("ledger_lock_budgets_v1", [budget_names, budget_assets, originals])
        met.callproc("ledger_known_transfers_v1", [ids, originals])
        held.callproc("ledger_open_pockets_v1", [names, assets])
        accounts = _accounts(locked)
        budgets = _budgets(limited) if named or originals else {}
        books = Books(accounts, {row[0]: _known(row) for row in met.fetchall()}, budgets)
        for account_id, expires_on, remaining in held.fetchall():
            books.holders[account_id].pockets[expires_on] = remaining
    _read_promises(books, good)
    return books


def _one_trip() -> AbstractContextManager[Any]:
    """Send several calls before waiting for the first answer."""
    connection.ensure_connection()
    return connection.connection.pipeline()  # type: ignore[no-any-return]


def _told(cursor: Any) -> list[dict[str, Any]]:
    """Read rows of a table by the names of their columns."""
    rows = cursor.fetchall()
    columns = [column.name for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _accounts(cursor: Any) -> dict[AccountKey, Account]:
    """Turn rows of the account table into values."""
    return {
        (row["name"], row["asset"]): Account(
            id=row["id"],
            has_floor=row["has_floor"],
            has_pockets=row["has_pockets"],
            is_closed=row["closed_at"] is not None,
            balance=row["balance"],
            held=row["held"],
            seq=row["seq"],
            day_out_max=row["day_out_max"],
            day_in_max=row["day_in_max"],
        )
        for row in _told(cursor)
    }


def _budgets(cursor: Any) -> Mapping[BudgetKey, Budget]:
    """Turn rows of the budget table into values."""
    return {
        (row["name"], row["asset"]): Budget(row["id"], row["points_max"], row["spent"])
        for row in _told(cursor)
    }


def _known(row: Sequence[Any]) -> Known:
    """Turn a row of ledger_known_transfers_v1 into a value."""
    _, source, target, asset, amount, kind, at, chain, reverses, captures, budgets, *rest = row
    expires_on, drawn_dates, drawn_points, filled_dates, filled_points = rest
    return Known(
        source_id=source,
        target_id=target,
        asset=asset,
        amount=amount,
        kind=kind,
        at=at,
        chain=chain,
        reverses=reverses,
        captures=captures,
        budgets=budgets or (),
        expires_on=expires_on,
        drawn=_pockets(drawn_dates, drawn_points),
        filled=_pockets(filled_dates, filled_points),
    )


def _pockets(dates: Sequence[date] | None, points: Sequence[int] | None) -> Sequence[Pocket]:
    """Put the two arrays of an entry together."""
    return [Pocket(*pair) for pair in zip(dates or (), points or (), strict=True)]


def _read_promises(books: Books, transfers: Sequence[NewTransfer]) -> None:
    """Read holds and totals of days, under the locks, if the batch needs any."""
    asked = [transfer.captures for transfer in transfers if transfer.captures]
    holders = [one.id for one in books.holders.values() if one.held and one.has_pockets]
    limited = [one.id for one in books.holders.values() if one.has_limits]
    if not (asked or holders or limited):
        return
    with _one_trip(), connection.cursor() as promised, connection.cursor() as counted:
        promised.callproc("ledger_known_holds_v1", [asked, holders])
        days = {jst_day(one.at) for one in transfers} if limited else set()
        days |= {jst_day(old.at) for old in books.known.values()} if limited else set()
        counted.callproc("ledger_day_totals_v1", [limited, sorted(days)])
        for row in promised.fetchall():
            books.add_hold(Hold(*row))
        for account_id, on, points_out, points_in in counted.fetchall():
            books.days[account_id, on] = DayTotal(points_out, points_in)
