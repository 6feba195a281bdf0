"""Another system that brings points, boardings, tickets, gifts or orders; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.activities.cells import Reject
from enishi.membership.contact import EMAIL, PHONE

# What it brings.
POINTS, TRANSIT, LIFT, DONORS, SHOP = "points", "transit", "lift", "donors", "shop"
KINDS = (POINTS, TRANSIT, LIFT, DONORS, SHOP)
# How it names people: by our card, by a number of its own, by an address that they have proven,
# or by the link under which they came.
OUR_CARD, THEIR_NUMBER, CLICK = "our_card", "their_number", "click"
IDENTIFIERS = (OUR_CARD, THEIR_NUMBER, EMAIL, PHONE, CLICK)
# How people may be named in what each kind brings.
NAMED_BY: Mapping[str, Sequence[str]] = {
    POINTS: (OUR_CARD, THEIR_NUMBER),
    TRANSIT: (THEIR_NUMBER,),
    LIFT: (EMAIL, PHONE, THEIR_NUMBER, OUR_CARD),
    DONORS: (EMAIL, PHONE),
    SHOP: (CLICK,),
}
# For these a member's word is needed first: who they are over there leads to who they are here.
LINKED = (THEIR_NUMBER, EMAIL, PHONE)
FILE, API = "file", "api"
ADAPTERS = (FILE, API)
# The words that a member agrees to; a change of them asks anew.
CONSENT_VERSION = "2026-11"
CLICK_DAYS = 30
# Marks of people who are no members (a ticket, a gift) are kept so long and no longer.
MARK_DAYS = 800
# Of people seen at two partners, numbers are told from here up.
TOLD_FROM = 10
RATE_MAX, PERMILLE = 10_000, 1_000
# What each kind is in the statistics: kind of activity, trade, theme.
MEANS: Mapping[str, tuple[str, str, str]] = {
    TRANSIT: ("purchase", "transport", ""),
    LIFT: ("purchase", "leisure", ""),
    DONORS: ("donation", "", "ふるさと納税"),
    SHOP: ("purchase", "online", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartner:
    """What a region agrees with another system."""

    region_code: str
    code: str
    name: str
    kind: str
    identifier: str
    name_en: str = ""
    about: str = ""
    about_en: str = ""
    asset: str = ""  # of points that come in
    numerator: int = 1  # so many of ours ...
    denominator: int = 1  # ... for so many of theirs, rounded down
    fee_permille: int = 0  # of theirs, rounded down
    minimum: int = 1  # of theirs, in one go
    lapse: str = "days:180"  # when what came in lapses, whatever the region's points do
    adapter: str = FILE
    address: str = ""  # of its API, or of its shop
    earns: bool = True  # whether the region's rules give points for what it brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(NewPartner):
    """A partner of a region's table."""

    is_on: bool
    cursor: str

    @property
    def needs_link(self) -> bool:
        """Whether members say first who they are over there."""
        return self.identifier in LINKED

    def fee(self, units: int) -> int:
        """Return the partner's fee on so many of its units."""
        return units * self.fee_permille // PERMILLE

    def given(self, units: int) -> int:
        """Return how many points arrive for so many of its units."""
        return (units - self.fee(units)) * self.numerator // self.denominator


@dataclass(frozen=True, slots=True)
class Told:
    """What a partner says its delivery comes to; None where it says nothing."""

    rows: int | None = None
    units: int | None = None

    def is_kept(self, rows: int, units: int) -> bool:
        """Say whether a delivery comes to what was said."""
        return self.rows in (None, rows) and self.units in (None, units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A delivery, reconciled: every row is taken, in already, or kept out."""

    id: int
    partner_code: str
    source: str
    at: datetime
    rows: int
    taken: int
    repeated: int
    kept_out: int
    units: int
    units_taken: int
    units_repeated: int
    units_out: int
    fees: int
    given: int
    told: Told

    @property
    def is_equal(self) -> bool:
        """Whether all sums come out: rows and units here, and what the partner said."""
        rows = self.taken + self.repeated + self.kept_out
        units = self.units_taken + self.units_repeated + self.units_out
        return (rows, units) == (self.rows, self.units) and self.told.is_kept(self.rows, self.units)


@dataclass(frozen=True, slots=True)
class KeptOut:
    """One cell for which a row stayed out, as it is kept."""

    reject: Reject
    units: int


@dataclass(frozen=True, slots=True)
class Link:
    """That a member agreed to be known to a partner's records."""

    partner_code: str
    member_id: UUID
    given_at: datetime
    ended_at: datetime | None
    version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that was taken in, as its member sees it."""

    partner_code: str
    key: str
    at: datetime
    on: date
    units: int
    given: int
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """People of whom gifts and tickets are known, in tens; None: too few to be told."""

    givers: int | None
    ticket_holders: int | None
    both: int | None


def told_people(number: int) -> int | None:
    """Return a number of people in full tens, so that no two days subtract to somebody."""
    return number // TOLD_FROM * TOLD_FROM or None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Rows as a partner sent them, and what they are said to come to.

    Of each row, and of the header, the first cell is the number of its line.
    """

    source: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    told: Told = Told()
