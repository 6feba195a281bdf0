"""The part of the books that a batch touches, as values that deciding may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from enishi.kit.periods import jst_day
from enishi.ledger.pockets import Pocket
from enishi.ledger.transfers import NewTransfer

AccountKey = tuple[str, str]
BudgetKey = tuple[str, str]
DayKey = tuple[int, date]


@dataclass(slots=True)
class Hold:
    """Points that one account promised to another."""

    id: UUID
    account_id: int
    target_id: int
    amount: int
    at: datetime
    expires_at: datetime
    is_ended: bool

    @property
    def since(self) -> date:
        """Tell its own day: a pocket that had not expired on it may be drawn."""
        return jst_day(self.at)


@dataclass(slots=True)
class Account:
    """One account while a batch is decided; `pockets` holds points by expiry date.

    Where the pockets that expire first are enough for the batch, the others are not read: what
    they hold is `hidden`. All that expire from `seen_from` to `seen_until` are there.
    """

    id: int
    has_floor: bool
    has_pockets: bool
    is_closed: bool
    balance: int
    held: int
    seq: int
    day_out_max: int | None = None
    day_in_max: int | None = None
    pockets: dict[date, int] = field(default_factory=dict)
    hidden: int = 0
    seen_from: date = date.min
    seen_until: date = date.max
    is_read: bool = True
    holds: list[Hold] = field(default_factory=list)

    @property
    def has_limits(self) -> bool:
        """Say whether its days are counted."""
        return self.day_out_max is not None or self.day_in_max is not None


@dataclass(slots=True)
class Budget:
    """The most that transfers under one name may give, and what they gave."""

    id: int
    points_max: int
    spent: int


@dataclass(slots=True)
class DayTotal:
    """What left and reached an account with limits on one day in Japan."""

    points_out: int = 0
    points_in: int = 0


@dataclass(slots=True)
class Known:
    """A transfer that the books hold already; drawn and filled pockets if it may be reversed."""

    source_id: int
    target_id: int
    asset: str
    amount: int
    kind: str
    at: datetime
    chain: UUID | None
    reverses: UUID | None
    captures: UUID | None
    budgets: Sequence[int]
    expires_on: date | None
    drawn: Sequence[Pocket] = ()
    filled: Sequence[Pocket] = ()


@dataclass(slots=True)
class Side:
    """What becomes one entry; accounts without a floor count neither entries nor points."""

    account_id: int
    seq: int | None
    balance: int | None
    pockets: Sequence[Pocket]


@dataclass(slots=True)
class Move:
    """An accepted transfer with its two sides and whatever else it changed."""

    transfer: NewTransfer
    source: Side
    target: Side
    original: Known | None = None
    hold: Hold | None = None
    budgets: Sequence[Budget] = ()
