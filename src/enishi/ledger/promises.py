"""What is promised or bounded: holds, budgets and daily limits as other rooms meet them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

_WARNED_FROM_PERCENT = 80


@dataclass(frozen=True, slots=True)
class NewHold:
    """Points that one account promises to another; `id` is its key, as of a transfer.

    From `expires_at` on it can no longer be captured. Neither moment tells two holds apart: a
    retry may be later, and the first answer stands.
    """

    id: UUID
    source: str
    target: str
    asset: str
    amount: int
    at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as the books have it; `ended` says how it ended, if it did."""

    id: UUID
    source: str
    target: str
    asset: str
    amount: int
    at: datetime
    expires_at: datetime
    ended: str | None
    ended_at: datetime | None
    transfer: UUID | None


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that transfers under one name may give, and what they gave."""

    name: str
    asset: str
    points_max: int
    spent: int

    @property
    def left(self) -> int:
        """Tell what may still be given."""
        return self.points_max - self.spent

    @property
    def is_warned(self) -> bool:
        """Say whether so much is spent that somebody should look."""
        return self.spent * 100 >= self.points_max * _WARNED_FROM_PERCENT


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that may leave and reach an account on one day in Japan; None: no limit."""

    day_out_max: int | None = None
    day_in_max: int | None = None
