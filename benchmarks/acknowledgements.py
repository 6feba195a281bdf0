"""What clients asked for and were told, held against the books: nothing lost, nothing doubled.

A request is written down before it is sent, its answer before it counts, each as one line at the
end of a file. A line lies with the kernel as soon as it is written, so killing a process takes
none of it back; a line cut short was never acted on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from enishi.ledger.transfers import NewTransfer, Result

# Whoever comes through this door asks for more than anybody has: always refused, never booked.
POOR = "poor"
# A hold and its release are asked for in the shape of a transfer of these kinds; they move nothing.
HOLD, RELEASE = "hold", "release"
ASKED, ANSWERED, BROKEN = "asked", "answered", "broken"
SIDES = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What one client asked for at once, and what it was told; without results it is in doubt."""

    number: str
    door: str
    transfers: tuple[NewTransfer, ...]
    results: tuple[Result, ...] | None = None
    is_broken: bool = False

    @property
    def is_in_doubt(self) -> bool:
        """Say whether no answer came: nobody outside the books knows what became of it."""
        return self.results is None


@dataclass(frozen=True, slots=True)
class Booked:
    """One transfer as the books hold it, read without the product's own queries."""

    source: str
    target: str
    asset: str
    amount: int
    kind: str
    sides: int = SIDES
    points_moved: int | None = None

    @property
    def is_once(self) -> bool:
        """Say whether exactly two entries move the points, once."""
        return self.sides == SIDES and self.points_moved in (None, self.amount)

    def matches(self, asked: NewTransfer) -> bool:
        """Say whether this is what was asked for."""
        told = (asked.source, asked.target, asked.asset, asked.amount, asked.kind)
        return told == (self.source, self.target, self.asset, self.amount, self.kind)


class Journal:
    """The file to which the clients of one poster append what they ask and what they hear."""

    def __init__(self, path: Path) -> None:
        """Open it for appending: several threads may write, each line goes in whole."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def asked(self, request: Request) -> None:
        """Write down what is about to be sent."""
        told = [_told(transfer) for transfer in request.transfers]
        self._append(ASKED, request.number, request.door, told)

    def answered(self, number: str, results: Sequence[Result]) -> None:
        """Write down an answer; from here on it is an acknowledgement."""
        self._append(ANSWERED, number, list(results))

    def broken(self, number: str) -> None:
        """Write down that the server went away before an answer."""
        self._append(BROKEN, number)

    def _append(self, *words: Any) -> None:
        os.write(self._file, json.dumps(words, separators=(",", ":")).encode() + b"\n")


def _told(transfer: NewTransfer) -> dict[str, Any]:
    """Write a transfer as JSON can carry it."""
    return {
        "id": str(transfer.id),
        "source": transfer.source,
        "target": transfer.target,
        "asset": transfer.asset,
        "amount": transfer.amount,
        "kind": transfer.kind,
        "at": transfer.at.isoformat(),
        "expires_on": transfer.expires_on and transfer.expires_on.isoformat(),
        "chain": transfer.chain and str(transfer.chain),
        "reverses": transfer.reverses and str(transfer.reverses),
        "captures": transfer.captures and str(transfer.captures),
        "budgets": transfer.budgets,
    }


def _transfer(told: Mapping[str, Any]) -> NewTransfer:
    """Read back what `_told` wrote."""
    expires_on = told["expires_on"]
    ids = {name: told[name] and UUID(told[name]) for name in ("chain", "reverses", "captures")}
    return NewTransfer(
        id=UUID(told["id"]),
        source=told["source"],
        target=told["target"],
        asset=told["asset"],
        amount=told["amount"],
        kind=told["kind"],
        at=datetime.fromisoformat(told["at"]),
        expires_on=expires_on and date.fromisoformat(expires_on),
        budgets=tuple(told["budgets"]),
        **ids,
    )


def read(path: Path) -> list[Request]:
    """Read a journal; a last line that was cut short counts as never written."""
    lines = path.read_bytes().split(b"\n")[:-1]
    requests: dict[str, Request] = {}
    for line in lines:
        what, number, *rest = json.loads(line)
        if what == ASKED:
            door, transfers = rest
            asked = tuple(_transfer(told) for told in transfers)
            requests[number] = Request(number, door, asked)
        elif what == ANSWERED:
            results = tuple(Result(word) for word in rest[0])
            requests[number] = replace(requests[number], results=results)
        else:
            requests[number] = replace(requests[number], is_broken=True)
    return list(requests.values())


@dataclass(slots=True)
class Comparison:
    """What came of comparing acknowledgements with the books; lists name transfers or requests."""

    acknowledged: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    lost: list[UUID] = field(default_factory=list)
    doubled: list[UUID] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    wrongly_refused: list[UUID] = field(default_factory=list)
    booked_though_refused: list[UUID] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    in_doubt: int = 0
    in_doubt_booked: int = 0

    @property
    def is_clean(self) -> bool:
        """Say whether every acknowledgement is as true as it was when it was given."""
        lists = (self.lost, self.doubled, self.changed, self.wrongly_refused)
        return not any((*lists, self.booked_though_refused, self.torn))

    def add(self, other: Comparison) -> None:
        """Take another comparison into this one."""
        self.acknowledged += other.acknowledged
        self.refused += other.refused
        self.in_doubt += other.in_doubt
        self.in_doubt_booked += other.in_doubt_booked
        for name in ("lost", "doubled", "changed", "wrongly_refused", "booked_though_refused"):
            getattr(self, name).extend(getattr(other, name))
        self.torn.extend(other.torn)


def compare(requests: Iterable[Request], books: Mapping[UUID, Booked]) -> Comparison:
    """Compare what clients know with everything these books hold.

    `books` are all transfers written since the last comparison: one that nobody asked for is a
    request that was done under two names, so it counts as doubled.
    """
    found = Comparison()
    nobodys = dict(books)
    for request in requests:
        booked = [books.get(transfer.id) for transfer in request.transfers]
        for transfer in request.transfers:
            nobodys.pop(transfer.id, None)
        _compare_one(request, booked, found)
    found.doubled.extend(nobodys)
    return found


def _compare_one(request: Request, booked: Sequence[Booked | None], found: Comparison) -> None:
    """Put one request and its transfers where they belong."""
    there = [one for one in booked if one is not None]
    if there and len(there) < len(booked):
        found.torn.append(request.number)
    if request.is_in_doubt:
        found.in_doubt += len(booked)
        found.in_doubt_booked += len(there)
    answers = request.results or (None,) * len(booked)
    for transfer, one, answer in zip(request.transfers, booked, answers, strict=True):
        if one is not None:
            _compare_row(request, transfer, one, answer, found)
        if answer is None:
            continue
        if not answer.stands:
            found.refused += 1
            if request.door != POOR:
                found.wrongly_refused.append(transfer.id)
            continue
        found.acknowledged[request.door] += 1
        if one is None:
            found.lost.append(transfer.id)


def _compare_row(
    request: Request, asked: NewTransfer, one: Booked, answer: Result | None, found: Comparison
) -> None:
    """Hold what the books say of a transfer against what was asked and answered."""
    if not one.is_once:
        found.doubled.append(asked.id)
    if not one.matches(asked):
        found.changed.append(asked.id)
    if request.door == POOR or (answer is not None and not answer.stands):
        found.booked_though_refused.append(asked.id)


def is_retried_well(
    request: Request, first: Sequence[Result], second: Sequence[Result], *, was_booked: bool
) -> bool:
    """Say whether a request in doubt was answered rightly when it was asked twice again."""
    if request.door == POOR:
        return not was_booked and not any(result.stands for result in (*first, *second))
    wanted = Result.EXISTS if was_booked else Result.OK
    return all(one is wanted for one in first) and all(one is Result.EXISTS for one in second)


def balances(books: Iterable[Booked]) -> Counter[str]:
    """Add up what these transfers leave on each account; what cancels out is left out."""
    total: Counter[str] = Counter()
    for one in books:
        if one.kind in {HOLD, RELEASE}:
            continue
        total[one.source] -= one.amount
        total[one.target] += one.amount
    return Counter({name: points for name, points in total.items() if points})
