"""A sponsor, what it promised, what became of the promise, and what it paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.kit.periods import Month

# How a sponsor's money reaches the region.
DONATION, CORPORATE_TAX = "donation", "corporate_tax"
KINDS = (DONATION, CORPORATE_TAX)
RATE_MAX = 1_000  # per mille: the whole price
YEN_MAX = 10_000_000_000
# What fewer members than this used a card for in a month is told to no public.
PEOPLE_MIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSponsor:
    """What a region writes down of a firm that gives."""

    region_code: str
    name: str
    name_en: str = ""
    corporate_number: str = ""  # 法人番号, 13 digits
    head_office: str = ""  # local-government code of the municipality of its head office
    address: str = ""
    contact: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """A firm that gives."""

    id: int
    region_code: str
    name: str
    name_en: str
    corporate_number: str
    head_office: str
    address: str
    contact: str
    email: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPledge:
    """What a sponsor promises: so many thousandths of what cards of an asset are used for."""

    sponsor_id: int
    asset: str
    rate_permille: int
    since: date
    until: date | None = None  # exclusive
    kind: str = DONATION
    cap_month_yen: int | None = None
    cap_total_yen: int | None = None
    purpose: str = ""
    benefits: str = ""  # what the sponsor gets in return; corporate hometown tax allows nothing
    plan_number: str = ""  # of the approved 地域再生計画
    plan_name: str = ""
    plan_until: date | None = None  # its last day
    plan_cost_yen: int | None = None  # what the plan's project costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A promise as it stands."""

    id: int
    sponsor: Sponsor
    asset: str
    rate_permille: int
    since: date
    until: date | None
    kind: str
    cap_month_yen: int | None
    cap_total_yen: int | None
    purpose: str
    benefits: str
    plan_number: str
    plan_name: str
    plan_until: date | None
    plan_cost_yen: int | None

    def holds_on(self, on: date) -> bool:
        """Whether uses of a day count."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A month of a pledge, closed: what was used, what it comes to, what is carried on.

    `mills` are thousandths of a yen, so that no use is rounded away: `carried_in + mills` is
    `yen * 1000 + carried_out`.
    """

    pledge_id: int
    month: Month
    uses: int  # how many sales
    used_yen: int  # their prices
    returns: int
    returned_yen: int
    mills: int
    carried_in: int
    carried_out: int
    yen: int
    over_cap: int  # mills that a cap kept out
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One use or return in a statement; nobody's name stands in it."""

    on: date
    shop_code: str
    yen: int  # below zero: given back
    mills: int
    why: str  # which cap kept the rest out


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGift:
    """Money that came in, as the office writes it down; `key` is the form's own."""

    key: UUID
    pledge_id: int
    yen: int
    on: date
    receipt: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """Money that a sponsor paid on a pledge."""

    id: UUID
    pledge_id: int
    yen: int
    on: date
    receipt: str
    papers: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a pledge stands: stated, paid, still to come, and not stated yet."""

    pledge: Pledge
    stated_yen: int
    paid_yen: int
    running_mills: int  # of months that are not stated yet, with what was carried

    @property
    def owed_yen(self) -> int:
        """What was stated and is not paid."""
        return self.stated_yen - self.paid_yen

    @property
    def running_yen(self) -> int:
        """Whole yen of what is not stated yet."""
        return max(self.running_mills, 0) // 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one member's use gave through one pledge; mills are thousandths of a yen."""

    pledge_id: int
    sponsor: str
    sponsor_en: str
    rate_permille: int
    purpose: str
    uses: int
    mills: int
