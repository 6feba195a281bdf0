"""A sale before it is posted, and what stands of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# How a sale reached us.
TILL, COUNTER, PAPER, API, OFFLINE = "till", "counter", "paper", "api", "offline"
CHANNELS = (TILL, COUNTER, PAPER, API, OFFLINE)
YEN_MAX = 10_000_000
# What a printed code on a counter is trusted with: nobody of the shop types or scans.
COUNTER_YEN_MAX = 30_000
COUNTER_SALES_MAX = 3  # of one member at one shop in a day


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSale:
    """What was bought at a shop, and how many points the member wants to use for it.

    `amount_yen` is the whole price; the member pays `amount_yen - spend` in money, and earns on
    that. `key` is the shop's own: the same key again gets the first answer.
    """

    key: str
    shop_code: str
    member_id: UUID
    asset: str
    amount_yen: int
    spend: int = 0
    at: datetime
    channel: str = TILL
    device_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """What stands of a sale, the same for every repetition of its key."""

    seq: int
    code: str
    shop_code: str
    member_id: UUID | None  # None: erased
    asset: str
    amount_yen: int
    spent: int
    earned: int
    at: datetime
    on: date
    channel: str
    chain: UUID
    returned_yen: int = 0
    returned_points: int = 0  # spent points that went back to the member
    taken_back: int = 0  # earned points that went back
    repeated: bool = False
    reason: str = ""  # why nothing was earned, as rules say it
    device_id: UUID | None = None  # the till that sold it

    @property
    def paid_yen(self) -> int:
        """What the member paid in money."""
        return self.amount_yen - self.spent

    @property
    def price_back(self) -> int:
        """How much of the price went back, in money and in points."""
        return self.returned_yen + self.returned_points

    @property
    def is_undone(self) -> bool:
        """Whether all of it was given back."""
        return self.price_back >= self.amount_yen


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What was given back of a sale: money, spent points, and earned points taken back.

    `yen` is the part of the price that was paid in money; the shop hands out `cash_yen` of it.
    """

    sale_seq: int
    key: str
    at: datetime
    yen: int
    points_back: int
    taken_back: int
    short: int  # earned points the member no longer has; the shop keeps so many yen of the money
    reason: str
    repeated: bool = False

    @property
    def cash_yen(self) -> int:
        """What the shop hands out in money."""
        return self.yen - self.short

    @property
    def price_yen(self) -> int:
        """How much of the price went back, in money and in points."""
        return self.yen + self.points_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a shop's sales of one asset came to in some days.

    Sales count on the day of the sale, returns on the day on which they were given back.
    """

    asset: str
    sales: int = 0
    members: int = 0  # who bought; the erased are one of them at most
    amount_yen: int = 0
    spent: int = 0
    earned: int = 0
    returns: int = 0
    returned_yen: int = 0
    points_back: int = 0
    taken_back: int = 0
    short: int = 0  # yen that the shop kept for earned points that were gone
    undone: int = 0  # sales of which all went back on their own day
    undone_yen: int = 0  # what was handed back in money for those

    @property
    def standing(self) -> int:
        """Sales without those that were undone on their day."""
        return self.sales - self.undone

    @property
    def money_yen(self) -> int:
        """What came in in money, less what was handed back."""
        return self.amount_yen - self.spent - self.returned_yen + self.short

    @property
    def handed_back_yen(self) -> int:
        """What was handed back in money for goods that came back, sales undone left out."""
        return self.returned_yen - self.short - self.undone_yen

    @property
    def points_received(self) -> int:
        """Spent points less those that went back."""
        return self.spent - self.points_back

    @property
    def points_given(self) -> int:
        """Earned points less those taken back."""
        return self.earned - self.taken_back

    @property
    def price_yen(self) -> int:
        """Prices less what was given back of them."""
        return self.amount_yen - self.returned_yen - self.points_back
