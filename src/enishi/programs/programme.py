"""What others learn about a programme, and what a region says to make a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as a region writes it down."""

    asset: str
    name: str
    kind: str
    valid_from: date
    payer: str
    valid_until: date | None = None
    amount: int = 0
    per: str = "activity"
    rate_permille: int = 0
    place: str = ""
    event: str = ""
    card_kind: str = ""
    home: str = ""
    daily_limit: int | None = None
    period_limit: int | None = None
    yearly_cap: int | None = None
    fiscal_year_budget: int | None = None
    ordinance: str = ""
    note: str = ""
    hometown_tax_by: str = ""
    is_on: bool = True
