"""Lock and read the part of the books that a batch touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from enishi.kit.periods import jst_day
from enishi.ledger import packing
from enishi.ledger.deciding import Books
from enishi.ledger.operations.calling import Call, one_trip
from enishi.ledger.packing import Packed
from enishi.ledger.pockets import LAPSE, Pocket
from enishi.ledger.remembering import Memory, is_plain, suffices
from enishi.ledger.touched import Account, AccountKey, Budget, BudgetKey, DayTotal, Hold, Known
from enishi.ledger.transfers import NewTransfer, fault_of_shape

# What a spend usually needs: the pockets that expire first.
POCKETS_FIRST = 3


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a batch must know of its accounts to be decided."""

    # What leaves each account at most; none where any of its pockets may be meant.
    spends: dict[AccountKey, int | None]
    filled: list[date]
    days: tuple[date, date]


def read(transfers: Sequence[NewTransfer]) -> Books:
    """Lock and read what a batch touches, in one round trip; holds and limits cost a second."""
    good = [transfer for transfer in transfers if fault_of_shape(transfer) is None]
    wanted = _wanted(good)
    originals = [transfer.reverses for transfer in good if transfer.reverses]
    named = sorted({(name, one.asset) for one in good for name in one.budgets})
    with one_trip():
        locked = _ask(wanted, wanted.spends, locks=True)
        if named or originals:
            limited = Call("ledger_lock_budgets_v1", [*_texts(named), packing.uuids(originals)])
        ids = packing.uuids([transfer.id for transfer in transfers])
        met = Call("ledger_known_transfers_v1", [ids, packing.uuids(originals)])
        accounts = _accounts(locked.rows(), wanted)
        budgets = _budgets(limited.rows()) if named or originals else {}
        books = Books(accounts, {row[0]: _known(row) for row in met.rows()}, budgets)
    _read_rest(books, good)
    return books


def recall(transfers: Sequence[NewTransfer], *, memory: Memory) -> Books | None:
    """Take what a batch touches from memory, and look up the rest without locks.

    None where more is needed than accounts and their pockets, or where one is not usual. What is
    decided by it must be accepted as a whole and compared with the books as it is written.
    """
    if any(fault_of_shape(one) is not None or one.budgets for one in transfers):
        return None
    wanted = _wanted(transfers)
    if not all(map(_draws_first, transfers)):
        return None
    accounts: dict[AccountKey, Account] = {}
    missing: dict[AccountKey, int | None] = {}
    for key, spent in wanted.spends.items():
        account = memory.take(key)
        if account is not None and suffices(account, spent, wanted.filled, wanted.days):
            accounts[key] = account
        else:
            missing[key] = spent
    if missing:
        found = _accounts(_ask(wanted, missing, locks=False).rows(), wanted)
        if len(found) < len(missing):
            return None
        if not all(one.is_read and is_plain(one) for one in found.values()):
            return None
        accounts |= found
    return Books(accounts, {})


def _wanted(transfers: Sequence[NewTransfer]) -> _Wanted:
    """Add up what a batch of good shape needs to know."""
    moments = [one.at for one in transfers]
    return _Wanted(
        spends=_spends(transfers),
        filled=sorted({one.expires_on for one in transfers if one.expires_on}),
        days=(jst_day(min(moments)), jst_day(max(moments))) if moments else (date.max, date.max),
    )


def _ask(wanted: _Wanted, spends: Mapping[AccountKey, int | None], *, locks: bool) -> Call:
    """Ask for accounts and the pockets of them that a batch needs."""
    return Call(
        "ledger_read_accounts_v1",
        [
            packing.texts([name for name, _ in spends]),
            packing.texts([asset for _, asset in spends]),
            packing.integers([None if one is None else POCKETS_FIRST for one in spends.values()]),
            wanted.days[0],
            packing.dates(wanted.filled),
            locks,
        ],
    )


def _draws_first(transfer: NewTransfer) -> bool:
    """Say whether it draws on what expires first, as a spend does."""
    return transfer.kind != LAPSE and transfer.reverses is None and transfer.captures is None


def _spends(transfers: Sequence[NewTransfer]) -> dict[AccountKey, int | None]:
    """Say of each account what it spends at most; none where any of its pockets may be meant."""
    spends: dict[AccountKey, int | None] = {}
    for one in transfers:
        source, target = (one.source, one.asset), (one.target, one.asset)
        before = spends.get(source, 0)
        draws_first = _draws_first(one)
        spends[source] = before + one.amount if draws_first and before is not None else None
        if one.expires_on is None or not draws_first:
            spends[target] = None  # it gets whatever dates the points had
        else:
            spends.setdefault(target, 0)
    return spends


def _texts(keys: Sequence[tuple[str, str]]) -> list[Packed]:
    """Pack names and assets."""
    return [packing.texts([key[place] for key in keys]) for place in (0, 1)]


def _accounts(rows: Sequence[Sequence[Any]], wanted: _Wanted) -> dict[AccountKey, Account]:
    """Turn rows of ledger_read_accounts_v1 into values."""
    accounts = {}
    first_day, last_day = wanted.days
    for row in rows:
        id_, name, asset, has_floor, has_pockets, is_closed, balance, held, seq, *rest = row
        out_max, in_max, first_days, first_points, named_days, named_points = rest
        key = name, asset
        account = accounts[key] = Account(
            id_, has_floor, has_pockets, is_closed, balance, held, seq, out_max, in_max
        )
        if has_pockets:
            first = dict(zip(first_days or (), first_points or (), strict=True))
            spent = wanted.spends[key]
            account.pockets = {
                **dict(zip(named_days or (), named_points or (), strict=True)),
                **first,
            }
            account.hidden = balance - sum(account.pockets.values())
            if spent is not None and account.hidden:
                account.seen_from = first_day
                account.seen_until = max(first) if len(first) == POCKETS_FIRST else date.max
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
        account = books.holders[account_id]
        account.hidden, account.seen_from, account.seen_until = 0, date.min, date.max
