"""What lapses, when, and what lapsed: values of the lapse run and of its reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# Holders are due to be told so many days before.
NOTICE_DAYS = (60, 30, 7)
# Accounts in one transaction of the run: more is not faster, and keeps their owners waiting.
STEP_ACCOUNTS = 200
# Entries of one account that a mark of time sums up: as many are looked through at most twice.
MARK_ENTRIES = 128


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """How far a run has come: a pocket in the order of day and account."""

    expires_on: date
    account_id: int


START = Place(date.min, 0)


@dataclass(frozen=True, slots=True)
class LapseStep:
    """What one transaction of a run moved; `place` leads on, and is none at the end."""

    accounts: int
    points: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Lapsing:
    """What a run would move, before it does."""

    accounts: int
    points: int
    held: int


@dataclass(frozen=True, slots=True)
class LapsedYear:
    """Points that ended in one fiscal year and lapsed; of them given back; who lost some."""

    fiscal_year: int
    points: int
    given_back: int
    holders: int

    @property
    def net(self) -> int:
        """What stayed lapsed."""
        return self.points - self.given_back


@dataclass(frozen=True, slots=True)
class YearOfKind:
    """What reached (or left: negative) an account in a fiscal year by transfers of one kind."""

    fiscal_year: int
    kind: str
    points: int


@dataclass(frozen=True, slots=True)
class Donation:
    """What one account gave to a fund, by lapse or by choice, and has not got back."""

    account: str
    transfer: UUID
    kind: str
    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """That a holder was due to be told what would lapse, and what of it is still there."""

    asset: str
    expires_on: date
    days: int
    points: int
    remaining: int
    at: datetime
    is_seen: bool
