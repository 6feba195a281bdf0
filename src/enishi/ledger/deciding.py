"""Decide a batch of transfers in order, against the touched part of the books."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID

from enishi.kit.periods import jst_day
from enishi.ledger.pockets import (
    NEVER,
    NotEnoughPoints,
    Pocket,
    draw,
    spendable,
    take_back,
)
from enishi.ledger.transfers import NewTransfer, Result, fault_of_shape

AccountKey = tuple[str, str]


@dataclass(slots=True)
class Account:
    """One account while a batch is decided; `pockets` holds points by expiry date."""

    id: int
    has_floor: bool
    has_pockets: bool
    is_closed: bool
    balance: int
    held: int
    seq: int
    pockets: dict[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A transfer that the books hold already; drawn and filled pockets if it may be reversed."""

    source_id: int
    target_id: int
    asset: str
    amount: int
    kind: str
    chain: UUID | None
    reverses: UUID | None
    expires_on: date | None
    drawn: Sequence[Pocket] = ()
    filled: Sequence[Pocket] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """What becomes one entry; accounts without a floor count neither entries nor points."""

    account_id: int
    seq: int | None
    balance: int | None
    pockets: Sequence[Pocket]


@dataclass(frozen=True, slots=True)
class Move:
    """An accepted transfer with its two sides."""

    transfer: NewTransfer
    source: Side
    target: Side


class Books:
    """The accounts that a batch touches and the transfers it may meet again."""

    def __init__(self, accounts: dict[AccountKey, Account], known: dict[UUID, Known]) -> None:
        """Take what was read under the locks."""
        self.accounts = accounts
        self.known = known
        self.reversed = {old.reverses for old in known.values() if old.reverses}
        self.moves: list[Move] = []

    def decide(self, transfers: Sequence[NewTransfer]) -> list[Result]:
        """Accept or refuse each transfer, in order; accepted ones become moves."""
        results: list[Result] = []
        for chain, links in groupby(transfers, key=lambda transfer: transfer.chain):
            if chain is None:
                results.extend(self._decide_one(transfer) for transfer in links)
            else:
                results.extend(self._decide_chain(list(links)))
        assert len(results) == len(transfers)
        return results

    def _decide_chain(self, links: Sequence[NewTransfer]) -> list[Result]:
        """All or nothing: the link that breaks keeps its own result."""
        if all(link.id in self.known for link in links):
            return [self._decide_one(link) for link in links]
        before = self._remember(links)
        for place, link in enumerate(links):
            result = self._decide_one(link)
            if result is not Result.OK:
                self._restore(before)
                results = [Result.LINKED_CHAIN_FAILED] * len(links)
                results[place] = result
                return results
        return [Result.OK] * len(links)

    def _decide_one(self, transfer: NewTransfer) -> Result:
        """Say what becomes of one transfer, and move the points if nothing speaks against it."""
        fault = fault_of_shape(transfer)
        if fault is not None:
            return fault
        source = self.accounts.get((transfer.source, transfer.asset))
        target = self.accounts.get((transfer.target, transfer.asset))
        old = self.known.get(transfer.id)
        if old is not None:
            return _met_again(transfer, source, target, old)
        if source is None or target is None:
            return Result.UNKNOWN_ACCOUNT
        if source.is_closed or target.is_closed:
            return Result.CLOSED_ACCOUNT
        original = self.known.get(transfer.reverses) if transfer.reverses else None
        fault = self._fault_of_reversal(transfer, source, target, original)
        return fault or self._move(transfer, source, target, original)

    def _fault_of_reversal(
        self, transfer: NewTransfer, source: Account, target: Account, original: Known | None
    ) -> Result | None:
        """Say what speaks against a reversal, if it is one: each transfer goes back once."""
        if transfer.reverses is None:
            return None
        if original is None or not _mirrors(transfer, source, target, original):
            return Result.BAD_REVERSAL
        return Result.ALREADY_REVERSED if transfer.reverses in self.reversed else None

    def _move(
        self, transfer: NewTransfer, source: Account, target: Account, original: Known | None
    ) -> Result:
        """Change both accounts and write the move down, if the source holds enough."""
        try:
            taken = _take(transfer, source, original)
        except NotEnoughPoints:
            return Result.INSUFFICIENT_BALANCE
        given = _give(transfer, target, original, taken)
        move = Move(
            transfer,
            _turn(source, -transfer.amount, taken),
            _turn(target, transfer.amount, given),
        )
        self.moves.append(move)
        self.known[transfer.id] = Known(
            source_id=source.id,
            target_id=target.id,
            asset=transfer.asset,
            amount=transfer.amount,
            kind=transfer.kind,
            chain=transfer.chain,
            reverses=transfer.reverses,
            expires_on=transfer.expires_on,
            drawn=taken,
            filled=given,
        )
        if transfer.reverses is not None:
            self.reversed.add(transfer.reverses)
        return Result.OK

    def _remember(self, links: Iterable[NewTransfer]) -> dict[AccountKey, Account]:
        """Copy the accounts a chain may change, and how far the moves had come."""
        self._mark = len(self.moves)
        keys = {(name, link.asset) for link in links for name in (link.source, link.target)}
        return {key: copy.deepcopy(self.accounts[key]) for key in keys if key in self.accounts}

    def _restore(self, before: dict[AccountKey, Account]) -> None:
        """Take a broken chain back."""
        self.accounts.update(before)
        for move in self.moves[self._mark :]:
            del self.known[move.transfer.id]
            self.reversed.discard(move.transfer.reverses)
        del self.moves[self._mark :]


def _met_again(
    transfer: NewTransfer, source: Account | None, target: Account | None, old: Known
) -> Result:
    """Compare a request with the transfer that has its id already."""
    if source is None or target is None:
        return Result.EXISTS_DIFFERENT
    is_same = _asked(transfer, source.id, target.id) == _answered(old)
    return Result.EXISTS if is_same else Result.EXISTS_DIFFERENT


def _asked(transfer: NewTransfer, source_id: int, target_id: int) -> tuple[object, ...]:
    """List what makes two requests with one id the same request."""
    return (
        source_id,
        target_id,
        transfer.asset,
        transfer.amount,
        transfer.kind,
        transfer.chain,
        transfer.reverses,
        transfer.expires_on,
    )


def _answered(old: Known) -> tuple[object, ...]:
    """List the same of a transfer in the books."""
    return (
        old.source_id,
        old.target_id,
        old.asset,
        old.amount,
        old.kind,
        old.chain,
        old.reverses,
        old.expires_on,
    )


def _mirrors(transfer: NewTransfer, source: Account, target: Account, original: Known) -> bool:
    """Say whether a reversal goes the original's way back, whole; reversals stay reversed."""
    return (
        original.reverses is None
        and original.asset == transfer.asset
        and original.amount == transfer.amount
        and original.source_id == target.id
        and original.target_id == source.id
    )


def _take(transfer: NewTransfer, source: Account, original: Known | None) -> Sequence[Pocket]:
    """Choose the pockets that a transfer draws on.

    Raises:
        NotEnoughPoints: the source holds less than the amount, or less that may be spent.
    """
    free = source.balance - source.held
    if source.has_floor and free < transfer.amount:
        raise NotEnoughPoints(wanted=transfer.amount, held=free)
    if not source.has_pockets:
        return ()
    held = [Pocket(day, points) for day, points in source.pockets.items()]
    if original is not None:
        return take_back(held, original.filled, transfer.amount)
    may_draw = spendable(transfer.kind, jst_day(transfer.at))
    return draw((pocket for pocket in held if may_draw(pocket.expires_on)), transfer.amount)


def _give(
    transfer: NewTransfer, target: Account, original: Known | None, taken: Sequence[Pocket]
) -> Sequence[Pocket]:
    """Choose the pockets that a transfer fills."""
    if not target.has_pockets:
        return ()
    if original is not None:
        return original.drawn
    if transfer.expires_on is not None:
        return (Pocket(transfer.expires_on, transfer.amount),)
    return taken or (Pocket(NEVER, transfer.amount),)


def _turn(account: Account, change: int, pockets: Sequence[Pocket]) -> Side:
    """Apply one side to an account and return it as it will be written."""
    if not account.has_floor:
        return Side(account.id, None, None, ())
    account.balance += change
    account.seq += 1
    for pocket in pockets:
        points = pocket.points if change > 0 else -pocket.points
        account.pockets[pocket.expires_on] = account.pockets.get(pocket.expires_on, 0) + points
    assert account.balance >= account.held
    assert not account.has_pockets or sum(account.pockets.values()) == account.balance
    return Side(account.id, account.seq, account.balance, tuple(pockets))
