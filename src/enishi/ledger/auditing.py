"""Live every account again from its entries alone, and say where an entry cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

_NONE = b"\\N"
_EMPTY = b"{}"
_HAS = b"t"
_NO_DAY = b""

# A pocket's date as the database writes it (2027-03-31): such dates sort as their text does.
Day = bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, by the numbers of account, entry and transfer; as far as it has them."""

    account: int | None
    entry: int | None
    transfer: UUID | None
    what: str


@dataclass(slots=True)
class _Account:
    """One account while its entries pass: what it says it holds, and what they add up to."""

    id: int
    has_pockets: bool
    says_seq: int
    says_balance: int
    says_pockets: dict[Day, int]
    seq: int = 0
    balance: int = 0
    pockets: dict[Day, int] = field(default_factory=dict)


def walk(lines: Iterable[bytes]) -> Iterator[Finding]:
    """Live the accounts again, one after the other; needs the memory of one account.

    A line is a row of ledger_audit_lines_v1 as COPY writes it: an account, then its entries in
    the order of the books. After a faulty entry it goes on with what that entry says, so that
    one fault is told once.
    """
    account = _Account(0, has_pockets=False, says_seq=0, says_balance=0, says_pockets={})
    for line in lines:
        told = line.rstrip(b"\n").split(b"\t")
        if told[1] == b"0":
            yield from _ended(account)
            account = _opened(told)
            continue
        if told[7] != _NONE:
            yield Finding(int(told[0]), int(told[1]), None, told[7].decode())
        if told[2] == _NONE or told[4] == _NONE or int(told[0]) != account.id:
            continue
        account.seq += 1
        account.balance += int(told[3])
        if int(told[2]) != account.seq or int(told[4]) != account.balance or account.balance < 0:
            yield from _out_of_step(account, told)
        if account.has_pockets:
            for what in _moved(account.pockets, told):
                yield Finding(account.id, int(told[1]), None, what)
    yield from _ended(account)


def _opened(told: list[bytes]) -> _Account:
    """Begin an account with what it says it holds."""
    return _Account(
        id=int(told[0]),
        has_pockets=told[12] == _HAS,
        says_seq=int(told[2]),
        says_balance=int(told[4]),
        says_pockets=dict(_pockets(told[5], told[6])),
    )


def _pockets(dates: bytes, points: bytes) -> list[tuple[Day, int]]:
    """Put the two arrays of an entry together."""
    if dates in (_EMPTY, _NONE):
        return []
    return list(zip(dates[1:-1].split(b","), map(int, points[1:-1].split(b",")), strict=False))


def _out_of_step(account: _Account, told: list[bytes]) -> Iterator[Finding]:
    """Say where an entry does not follow from the one before it, and go on from there."""
    entry, seq, amount, balance = int(told[1]), int(told[2]), int(told[3]), int(told[4])
    if seq != account.seq:
        yield Finding(account.id, entry, None, f"place {seq}, should be {account.seq}")
        account.seq = seq
    if balance != account.balance:
        before = account.balance - amount
        what = f"balance {balance}, should be {account.balance} ({before} before, {amount:+})"
        yield Finding(account.id, entry, None, what)
        account.balance = balance
    if account.balance < 0:
        yield Finding(account.id, entry, None, f"balance {account.balance}, below zero")


def _moved(held: dict[Day, int], told: list[bytes]) -> Iterator[str]:
    """Move the pockets that an entry names, and say which of them cannot be."""
    amount, moved = int(told[3]), _pockets(told[5], told[6])
    points = [one for _, one in moved]
    if sum(points) != abs(amount) or min(points, default=0) < 1:
        yield f"pockets {_told(moved)}, should add up to {abs(amount)}"
    if any(day >= later for (day, _), (later, _) in pairwise(moved)):
        yield f"pockets {_told(moved)}, should be in the order of their dates"
    if amount > 0:
        for day, one in moved:
            held[day] = held.get(day, 0) + one
    else:
        yield from _drawn(held, moved, told)


def _drawn(held: dict[Day, int], moved: list[tuple[Day, int]], told: list[bytes]) -> Iterator[str]:
    """Take what an entry draws: what is there, on a day when it may, soonest expiry first."""
    from_day, before_day = told[8], told[9]
    # A reversal takes first what its original had filled.
    firsts = {day: min(one, held.get(day, 0)) for day, one in _pockets(told[10], told[11])}
    last = _NO_DAY
    for day, one in moved:
        left = held.pop(day, 0) - one
        if left:
            held[day] = left
        if left < 0:
            yield f"takes {one} of {day.decode()}, where {left + one} are left"
        if day < from_day != _NONE or (before_day != _NONE and day >= before_day):
            yield f"takes from {day.decode()}, which it may not on its day"
        if one > firsts.get(day, 0):
            last = day
    for day, left in held.items():
        if left > 0 and from_day <= day < last:
            yield f"takes from {last.decode()}, should take the {left} left of {day.decode()}"
    if firsts:
        yield from _not_taken_back(firsts, dict(moved))


def _not_taken_back(firsts: dict[Day, int], taken: dict[Day, int]) -> Iterator[str]:
    """Say which pockets a reversal spares that its original had filled."""
    for day, first in firsts.items():
        if taken.get(day, 0) < first:
            yield f"takes {taken.get(day, 0)} of {day.decode()}, should take back {first} of it"


def _ended(account: _Account) -> Iterator[Finding]:
    """Compare what an account says at its end with what its entries come to."""
    if account.seq != account.says_seq:
        what = f"says {account.says_seq} entries, has {account.seq}"
        yield Finding(account.id, None, None, what)
    if account.balance != account.says_balance:
        what = f"says balance {account.says_balance}, its entries come to {account.balance}"
        yield Finding(account.id, None, None, what)
    for day in sorted({*account.pockets, *account.says_pockets}):
        says, holds = account.says_pockets.get(day, 0), account.pockets.get(day, 0)
        if says != holds:
            what = f"pocket {day.decode()} says {says}, its entries come to {holds}"
            yield Finding(account.id, None, None, what)


def _told(moved: list[tuple[Day, int]]) -> str:
    """Write pockets for a person."""
    return ", ".join(f"{points} of {day.decode()}" for day, points in moved) or "none"
