"""Lock and read the part of the books that a batch touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from enishi.kit.periods import jst_day
from enishi.ledger import packing
from enishi.ledger.deciding import Books
from enishi.ledger.operations.calling import Call, one_trip
from enishi.ledger.packing import Packed
from enishi.ledger.pockets import LAPSE, Pocket
from enishi.ledger.touched import Account, AccountKey, Budget, BudgetKey, DayTotal, Hold, Known
from enishi.ledger.transfers import NewTransfer, fault_of_shape

# What a spend usually needs: the pockets that expire first.
POCKETS_FIRST = 3


def read(transfers: Sequence[NewTransfer]) -> Books:
    """Lock and read what a batch touches, in one round trip; holds and limits cost a second."""
    good = [transfer for transfer in transfers if fault_of_shape(transfer) is None]
    spends = _spends(good)
    moments = [one.at for one in good]
    first_day = jst_day(min(moments)) if moments else None
    last_day = jst_day(max(moments)) if moments else date.max
    dated = {one.expires_on for one in good if one.expires_on}
    originals = [transfer.reverses for transfer in good if transfer.reverses]
    named = sorted({(name, one.asset) for one in good for name in one.budgets})
    arrays = [
        packing.texts([name for name, _ in spends]),
        packing.texts([asset for _, asset in spends]),
        packing.integers([None if one is None else POCKETS_FIRST for one in spends.values()]),
        first_day,
        packing.dates(sorted(dated)),
    ]
    with one_trip():
        locked = Call("ledger_read_accounts_v1", arrays)
        if named or originals:
            limited = Call("ledger_lock_budgets_v1", [*_texts(named), packing.uuids(originals)])
        ids = packing.uuids([transfer.id for transfer in transfers])
        met = Call("ledger_known_transfers_v1", [ids, packing.uuids(originals)])
        accounts = _accounts(locked.rows(), spends, last_day)
        budgets = _budgets(limited.rows()) if named or originals else {}
        books = Books(accounts, {row[0]: _known(row) for row in met.rows()}, budgets)
    _read_rest(books, good)
    return books


def _spends(transfers: Sequence[NewTransfer]) -> dict[AccountKey, int | None]:
    """Say of each account what it spends at most; none where any of its pockets may be meant."""
    spends: dict[AccountKey, int | None] = {}
    for one in transfers:
        source, target = (one.source, one.asset), (one.target, one.asset)
        before = spends.get(source, 0)
        is_plain = one.kind != LAPSE and one.reverses is None and one.captures is None
        spends[source] = before + one.amount if is_plain and before is not None else None
        if one.expires_on is None or not is_plain:
            spends[target] = None  # it gets whatever dates the points had
        else:
            spends.setdefault(target, 0)
    return spends


def _texts(keys: Sequence[tuple[str, str]]) -> list[Packed]:
    """Pack names and assets."""
    return [packing.texts([key[place] for key in keys]) for place in (0, 1)]


def _accounts(
    rows: Sequence[Sequence[Any]], spends: Mapping[AccountKey, int | None], last_day: date
) -> dict[AccountKey, Account]:
    """Turn rows of ledger_read_accounts_v1 into values."""
    accounts = {}
    for row in rows:
        id_, name, asset, has_floor, has_pockets, is_closed, balance, held, seq, *rest = row
        out_max, in_max, first_days, first_points, named_days, named_points = rest
        key = name, asset
        account = accounts[key] = Account(
            id_, has_floor, has_pockets, is_closed, balance, held, seq, out_max, in_max
        )
        if has_pockets:
            first = dict(zip(first_days or (), first_points or (), strict=True))
            spent = spends[key]
            account.pockets = {
                **dict(zip(named_days or (), named_points or (), strict=True)),
                **first,
            }
            account.hidden = balance - sum(account.pockets.values())
            account.is_read = spent is None or (
                not held
                and (
                    len(first) < POCKETS_FIRST
                    or spent <= sum(points for day, points in first.items() if day >= last_day)
                )
            )
    return accounts


def _budgets(rows: Sequence[Sequence[Any]]) -> Mapping[BudgetKey, Budget]:
    """Turn rows of the budget table into values."""
    return {
        (name, asset): Budget(id_, points_max, spent)
        for id_, name, asset, points_max, spent in rows
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


def _read_rest(books: Books, transfers: Sequence[NewTransfer]) -> None:
    """Read pockets that lie behind the first, holds and totals of days, if the batch needs any."""
    asked = [transfer.captures for transfer in transfers if transfer.captures]
    unread = [one.id for one in books.holders.values() if not one.is_read]
    holders = [one.id for one in books.holders.values() if one.held and one.has_pockets]
    limited = [one.id for one in books.holders.values() if one.has_limits]
    if not (asked or unread or holders or limited):
        return
    moments = [one.at for one in transfers] + [one.at for one in books.known.values()]
    days = {jst_day(at) for at in moments} if limited else set()
    with one_trip():
        opened = Call("ledger_open_pockets_v1", [packing.bigints(unread)])
        promised = Call("ledger_known_holds_v1", [packing.uuids(asked), packing.bigints(holders)])
        counted = Call(
            "ledger_day_totals_v1", [packing.bigints(limited), packing.dates(sorted(days))]
        )
        for account_id, expires_on, points in opened.rows():
            books.holders[account_id].pockets[expires_on] = points
        for row in promised.rows():
            books.add_hold(Hold(*row))
        for account_id, on, points_out, points_in in counted.rows():
            books.days[account_id, on] = DayTotal(points_out, points_in)
    for account_id in unread:
        books.holders[account_id].hidden = 0
