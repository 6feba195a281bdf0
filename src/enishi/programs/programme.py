"""What others learn about a programme, and what a region says to make a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.ledger.accounting import Supply
from enishi.programs import lapse as lapses
from enishi.programs.rules import Terms

# What an asset is called within its region whose points are sold (前払式).
SOLD = "paid"


@dataclass(frozen=True, slots=True)
class Asset:
    """A coin (recognition) or a point (worth 1 yen) of one region."""

    code: str
    region_code: str
    kind: str
    name: str
    issuer: str
    lapse: str
    is_open: bool
    lapse_to: str = lapses.TO_UNUSED
    refund_days: int = lapses.REFUND_DAYS
    fiscal_year_budget: int | None = None

    @property
    def slug(self) -> str:
        """Name it within its region: coin, point, paid."""
        return self.code.partition(":")[2]

    @property
    def is_sold(self) -> bool:
        """Say whether members buy its points; free ones are an asset of their own."""
        return self.slug == SOLD

    @property
    def takes_donations(self) -> bool:
        """Say whether a member may give points away now: only where a fund holds money for them."""
        return self.lapse_to == lapses.TO_FUND

    @property
    def lapse_target(self) -> str:
        """Name the account that lapsed points go to."""
        return lapses.target(self.code, self.lapse_to)


@dataclass(frozen=True, slots=True)
class Stock:
    """Where the points of an asset are; its issuer owes `supply.owed`, in yen if it is a point."""

    asset: Asset
    supply: Supply


@dataclass(frozen=True, slots=True)
class Moved:
    """What an asset's points did in a time, net of what was taken back or given back.

    `cost_yen` is what points cost the town on the basis of its form (given, used or settled; given
    where it has none), `budget_yen` what it put down for the fiscal year; both only for points.
    `shops` is how many shops members spent at.
    """

    asset: Asset
    issued: int
    used: int
    lapsed: int
    shops: int
    cost_yen: int = 0
    budget_yen: int | None = None


@dataclass(frozen=True, slots=True)
class FundUse:
    """What points of a fund were spent on, as the region tells it."""

    transfer: UUID
    points: int
    purpose: str
    payee: str
    on: date
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule(Terms):
    """A rule as a region writes it down."""

    asset: str
    payer: str


@dataclass(frozen=True, slots=True)
class NewFundUse:
    """Points that a region spends out of a fund, and what for; the money itself moves outside."""

    asset: str
    points: int
    purpose: str
    payee: str = ""
    receipt: str = ""


# Fewer than so many members are not told, and more only in tens: nobody is singled out.
MEMBERS_LEAST = 10


@dataclass(frozen=True, slots=True)
class YearOfLapses:
    """One fiscal year of an asset's lapses, and what its fund did in it.

    `lapsed` counts points whose last day lay in the year; the rest is by the day it was booked.
    """

    fiscal_year: int
    lapsed: int = 0
    given_back: int = 0
    members: int | None = None
    donated: int = 0
    used: int = 0
    uses: tuple[FundUse, ...] = ()

    @property
    def stayed(self) -> int:
        """What lapsed for good."""
        return self.lapsed - self.given_back


@dataclass(frozen=True, slots=True)
class LapseReport:
    """What lapsed of one asset, year by year, and what became of it."""

    asset: Asset
    at: datetime
    years: tuple[YearOfLapses, ...]
    fund: int | None

    @property
    def is_donation(self) -> bool:
        """Say whether lapsed points were given to a fund; else the town's budget kept them."""
        return self.asset.takes_donations


def told_members(members: int) -> int | None:
    """Round a number of members to tens; none where they are too few to be told."""
    if members < MEMBERS_LEAST:
        return None
    return (members + 5) // 10 * 10
