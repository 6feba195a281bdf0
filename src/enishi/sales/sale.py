"""A sale before it is posted, and what stands of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# How a sale reached us.
TILL, COUNTER, PAPER, API, OFFLINE = "till", "counter", "paper", "api", "offline"
CHANNELS = (TILL, COUNTER, PAPER, API, OFFLINE)
YEN_MAX = 10_000_000


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

    @property
    def paid_yen(self) -> int:
        """What the member paid in money."""
        return self.amount_yen - self.spent

    @property
    def is_undone(self) -> bool:
        """Whether all of it was given back."""
        return self.returned_yen + self.returned_points >= self.amount_yen


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What was given back of a sale: money, spent points, and earned points taken back."""

    sale_seq: int
    key: str
    at: datetime
    yen: int
    points_back: int
    taken_back: int
    short: int  # earned points the member no longer has; the shop keeps so many yen of the money
    reason: str
