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
    """Something in the books that cannot be: what it says, what it should be, and where.

    `entry` is the number of the faulty entry, `place` its place among those of its account;
    totals and balances have neither.
    """

    what: str
    account: str | None = None
    place: int | None = None
    entry: int | None = None
    transfer: UUID | None = None

    @property
    def where(self) -> str:
        """Write the place for a person."""
        parts = [
            self.account,
            None if self.place is None else f"place {self.place}",
            None if self.entry is None else f"entry {self.entry}",
            None if self.transfer is None else f"transfer {self.transfer}",
        ]
        return ", ".join(part for part in parts if part) or "the books"


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check of the audit looked at, how many faults it found, and the first of them."""

    check: str
    looked_at: int
    found: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A transfer that says something else than the log sealed, or that has no match."""

    reference: str
    what: str
    book: object
    sealed: object
