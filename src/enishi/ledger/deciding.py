"""Decide a batch of transfers in order, against the touched part of the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from enishi.kit.periods import jst_day
from enishi.ledger.pockets import (
    LAPSE,
    NEVER,
    NotEnoughPoints,
    Pocket,
    draw,
    keeps_promises,
    not_before,
    spendable,
    take_back,
)
from enishi.ledger.touched import (
    Account,
    AccountKey,
    Budget,
    BudgetKey,
    DayKey,
    DayTotal,
    Hold,
    Known,
    Move,
    Side,
)
from enishi.ledger.transfers import NewTransfer, Result, fault_of_shape


class Books:
    """The accounts that a batch touches and the transfers it may meet again."""

    def __init__(
        self,
        accounts: dict[AccountKey, Account],
        known: dict[UUID, Known],
        budgets: Mapping[BudgetKey, Budget] | None = None,
    ) -> None:
        """Take what was read under the locks; holds and totals of days are added where needed."""
        self.accounts = accounts
        self.holders = {account.id: account for account in accounts.values()}
        self.known = known
        self.budgets = budgets or {}
        self.budgets_by_id = {budget.id: budget for budget in self.budgets.values()}
        self.holds: dict[UUID, Hold] = {}
        self.days: dict[DayKey, DayTotal] = {}
        self.reversed = {old.reverses for old in known.values() if old.reverses}
        self.moves: list[Move] = []
        self.moved: dict[UUID, Move] = {}

    def add_hold(self, hold: Hold) -> None:
        """Take a hold that the batch may capture, or that an account of it must keep."""
        self.holds[hold.id] = hold
        if hold.account_id in self.holders:
            self.holders[hold.account_id].holds.append(hold)

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
        if all(link.id in self.known or link.id in self.moved for link in links):
            return [self._decide_one(link) for link in links]
        before = len(self.moves)
        for place, link in enumerate(links):
            result = self._decide_one(link)
            if result is not Result.OK:
                while len(self.moves) > before:
                    self._undo(self.moves.pop())
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
        old = self._met(transfer.id)
        if old is not None:
            return self._met_again(transfer, source, target, old)
        if source is None or target is None:
            return Result.UNKNOWN_ACCOUNT
        if source.is_closed or target.is_closed:
            return Result.CLOSED_ACCOUNT
        original = self._met(transfer.reverses) if transfer.reverses else None
        hold = self.holds.get(transfer.captures) if transfer.captures else None
        fault = self._fault_of_reversal(transfer, source, target, original) or _fault_of_hold(
            transfer, source, target, hold
        )
        return fault or self._move(transfer, source, target, original, hold)

    def _met(self, id_: UUID) -> Known | None:
        """Return the transfer of an id, from the books or from earlier in this batch."""
        move = self.moved.get(id_)
        return self.known.get(id_) if move is None else _as_known(move)

    def _met_again(
        self, transfer: NewTransfer, source: Account | None, target: Account | None, old: Known
    ) -> Result:
        """Compare a request with the transfer that has its id already; the moment may differ."""
        if source is None or target is None:
            return Result.EXISTS_DIFFERENT
        is_same = (
            (source.id, target.id, transfer.asset, transfer.amount, transfer.kind)
            == (old.source_id, old.target_id, old.asset, old.amount, old.kind)
            and (transfer.chain, transfer.reverses, transfer.captures, transfer.expires_on)
            == (old.chain, old.reverses, old.captures, old.expires_on)
            and self._names_the_budgets_of(transfer, old)
        )
        return Result.EXISTS if is_same else Result.EXISTS_DIFFERENT

    def _names_the_budgets_of(self, transfer: NewTransfer, old: Known) -> bool:
        """Compare budgets; a reversal names none, it keeps those of its original."""
        spent = () if old.reverses else old.budgets
        if not transfer.budgets:
            return not spent
        named = [self.budgets.get((name, transfer.asset)) for name in transfer.budgets]
        return {budget.id if budget else None for budget in named} == set(spent)

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
        self,
        transfer: NewTransfer,
        source: Account,
        target: Account,
        original: Known | None,
        hold: Hold | None,
    ) -> Result:
        """Change all that the transfer touches and write the move down, if there is enough."""
        budgets = self._budgets_of(transfer, original)
        if budgets is None:
            return Result.UNKNOWN_BUDGET
        try:
            taken = _take(transfer, source, original, hold)
        except NotEnoughPoints:
            return Result.INSUFFICIENT_BALANCE
        if original is None:
            if self._is_over_limit(transfer, source, target):
                return Result.OVER_LIMIT
            if any(one.spent + transfer.amount > one.points_max for one in budgets):
                return Result.OVER_BUDGET
        if hold is not None:
            hold.is_ended = True
            source.held -= hold.amount
        given = _give(transfer, target, original, taken)
        move = Move(
            transfer,
            _turn(source, -transfer.amount, taken),
            _turn(target, transfer.amount, given),
            original,
            hold,
            budgets,
        )
        if budgets or source.has_limits or target.has_limits:
            self._count(move, 1)
        self._remember(move)
        return Result.OK

    def _budgets_of(self, transfer: NewTransfer, original: Known | None) -> Sequence[Budget] | None:
        """List the budgets a transfer changes, by their ids; none at all if one is unknown."""
        if original is not None:
            return [self.budgets_by_id[id_] for id_ in original.budgets]
        if not transfer.budgets:
            return ()
        named = [self.budgets.get((name, transfer.asset)) for name in transfer.budgets]
        found = {budget.id: budget for budget in named if budget is not None}
        return None if None in named else [found[id_] for id_ in sorted(found)]

    def _is_over_limit(self, transfer: NewTransfer, source: Account, target: Account) -> bool:
        """Say whether an account would give or get more than it may on the transfer's day."""
        if (source.day_out_max is None and target.day_in_max is None) or transfer.kind == LAPSE:
            return False
        on = jst_day(transfer.at)
        gave = self.days.get((source.id, on), DayTotal()).points_out + transfer.amount
        got = self.days.get((target.id, on), DayTotal()).points_in + transfer.amount
        return (source.day_out_max is not None and gave > source.day_out_max) or (
            target.day_in_max is not None and got > target.day_in_max
        )

    def _count(self, move: Move, sign: int) -> None:
        """Count a move in budgets and days; a reversal counts back."""
        change = sign * (move.transfer.amount if move.original is None else -move.transfer.amount)
        for budget in move.budgets:
            budget.spent += change
        for key, points_out, points_in in self.days_of(move):
            total = self.days.setdefault(key, DayTotal())
            total.points_out += sign * points_out
            total.points_in += sign * points_in

    def days_of(self, move: Move) -> Iterator[tuple[DayKey, int, int]]:
        """Yield the days of accounts with limits that a move counts on, and what out and in.

        A reversal gives back on the day of its original; lapse counts nowhere.
        """
        source = self.holders[move.source.account_id]
        target = self.holders[move.target.account_id]
        told = move.original or move.transfer
        if not (source.has_limits or target.has_limits) or told.kind == LAPSE:
            return
        on, amount = jst_day(told.at), told.amount
        if source.has_limits:
            yield (source.id, on), *((amount, 0) if move.original is None else (0, -amount))
        if target.has_limits:
            yield (target.id, on), *((0, amount) if move.original is None else (-amount, 0))

    def _remember(self, move: Move) -> None:
        """Know an accepted transfer, for those that come after it."""
        self.moves.append(move)
        self.moved[move.transfer.id] = move
        if move.transfer.reverses is not None:
            self.reversed.add(move.transfer.reverses)

    def _undo(self, move: Move) -> None:
        """Take back the last move of a broken chain, as if it had not been."""
        transfer = move.transfer
        source = self.accounts[transfer.source, transfer.asset]
        target = self.accounts[transfer.target, transfer.asset]
        self._count(move, -1)
        _turn_back(target, -transfer.amount, move.target)
        _turn_back(source, transfer.amount, move.source)
        if move.hold is not None:
            move.hold.is_ended = False
            source.held += move.hold.amount
        del self.moved[transfer.id]
        self.reversed.discard(transfer.reverses)


def _as_known(move: Move) -> Known:
    """Tell an accepted transfer as the books will."""
    transfer = move.transfer
    return Known(
        source_id=move.source.account_id,
        target_id=move.target.account_id,
        asset=transfer.asset,
        amount=transfer.amount,
        kind=transfer.kind,
        at=transfer.at,
        chain=transfer.chain,
        reverses=transfer.reverses,
        captures=transfer.captures,
        budgets=[budget.id for budget in move.budgets],
        expires_on=transfer.expires_on,
        drawn=move.source.pockets,
        filled=move.target.pockets,
    )


def _fault_of_hold(
    transfer: NewTransfer, source: Account, target: Account, hold: Hold | None
) -> Result | None:
    """Say what speaks against a capture, if it is one: of its own hold, whole or in part."""
    if transfer.captures is None:
        return None
    if (
        hold is None
        or (hold.account_id, hold.target_id) != (source.id, target.id)
        or transfer.amount > hold.amount
    ):
        return Result.BAD_HOLD
    if hold.is_ended:
        return Result.HOLD_ENDED
    return Result.EXPIRED_HOLD if transfer.at >= hold.expires_at else None


def _mirrors(transfer: NewTransfer, source: Account, target: Account, original: Known) -> bool:
    """Say whether a reversal goes the original's way back, whole; reversals stay reversed."""
    return (
        original.reverses is None
        and original.asset == transfer.asset
        and original.amount == transfer.amount
        and original.source_id == target.id
        and original.target_id == source.id
        and transfer.captures is None
        and not transfer.budgets
    )


def _take(
    transfer: NewTransfer, source: Account, original: Known | None, hold: Hold | None
) -> Sequence[Pocket]:
    """Choose the pockets that a transfer draws on.

    Raises:
        NotEnoughPoints: the source holds less than the amount, or less that may be spent.
    """
    promised = source.held - (hold.amount if hold else 0)
    free = source.balance - promised
    if source.has_floor and free < transfer.amount:
        raise NotEnoughPoints(wanted=transfer.amount, held=free)
    if not source.has_pockets:
        return ()
    if original is not None:
        held = [Pocket(day, points) for day, points in source.pockets.items()]
        taken = take_back(held, original.filled, transfer.amount)
    else:
        day = hold.since if hold else jst_day(transfer.at)
        may_draw = spendable("" if hold else transfer.kind, day)
        days = [day for day in source.pockets if may_draw(day)]
        first = min(days, default=day)
        if source.pockets.get(first, 0) >= transfer.amount and days:
            taken = [Pocket(first, transfer.amount)]  # as most do
        else:
            taken = draw([Pocket(day, source.pockets[day]) for day in days], transfer.amount)
    if promised:
        open_holds = [one for one in source.holds if not one.is_ended and one is not hold]
        due = [(one.since, one.amount) for one in open_holds]
        if not keeps_promises(source.pockets, taken, due):
            raise NotEnoughPoints(wanted=transfer.amount, held=free)
    return taken


def _give(
    transfer: NewTransfer, target: Account, original: Known | None, taken: Sequence[Pocket]
) -> Sequence[Pocket]:
    """Choose the pockets that a transfer fills; a reversal reopens those it had drawn."""
    if not target.has_pockets:
        return ()
    if original is not None:
        return not_before(transfer.expires_on, original.drawn)
    if transfer.expires_on is not None:
        return (Pocket(transfer.expires_on, transfer.amount),)
    return taken or (Pocket(NEVER, transfer.amount),)


def _turn(account: Account, change: int, pockets: Sequence[Pocket]) -> Side:
    """Apply one side to an account and return it as it will be written."""
    if not account.has_floor:
        return Side(account.id, None, None, ())
    account.balance += change
    account.seq += 1
    for day, points in pockets:
        change_of_day = points if change > 0 else -points
        account.pockets[day] = account.pockets.get(day, 0) + change_of_day
    assert account.balance >= account.held
    assert not account.has_pockets or sum(one.points for one in pockets) == abs(change)
    return Side(account.id, account.seq, account.balance, tuple(pockets))


def _turn_back(account: Account, change: int, side: Side) -> None:
    """Take one side away from an account again."""
    if side.seq is None:
        return
    account.balance += change
    account.seq -= 1
    for pocket in side.pockets:
        account.pockets[pocket.expires_on] += pocket.points if change > 0 else -pocket.points
