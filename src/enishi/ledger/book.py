"""The books as other rooms read them: lines of an account, totals, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an account's statement, newest first."""

    transfer: UUID
    at: datetime
    kind: str
    counterpart: str
    amount: int
    balance: int | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What one account holds according to its entries alone."""

    asset: str
    account: str
    total: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the books that cannot be: where, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A transfer that says something else than the log sealed, or that has no match."""

    reference: str
    what: str
    book: object
    sealed: object
