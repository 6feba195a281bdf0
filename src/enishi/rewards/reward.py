"""A reward as others see it, what a member holds of it, and when it can be had; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.ledger.transfers import REWARDS

GOODS, EXPERIENCE, INVITATION, DONATION = "goods", "experience", "invitation", "donation"
KINDS = (GOODS, EXPERIENCE, INVITATION, DONATION)
# How it reaches the member: handed over at a desk, used at a shop, sent, flown; a donation needs
# no way.
DESK, SHOP, POST, DRONE, NONE = "desk", "shop", "post", "drone", "none"
WAYS = (DESK, SHOP, POST, DRONE, NONE)
SENT_WAYS = (POST, DRONE)
# What becomes of a voucher. What waits may still be cancelled; the others are ends.
WAITING, USED, CANCELLED, EXPIRED = "waiting", "used", "cancelled", "expired"
STATES = (WAITING, USED, CANCELLED, EXPIRED)
VOUCHER_DAYS, VOUCHER_DAYS_MAX = 90, 366
PRICE_MAX, STOCK_MAX = 10_000_000, 1_000_000
# So long after something was sent, nobody needs the address any more.
ADDRESS_DAYS = 60


def account(asset: str) -> str:
    """Name the account where points rest between the exchange and the hand-over."""
    return f"{REWARDS}{asset}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReward:
    """What a region offers for points or coins."""

    region_code: str
    title: str
    kind: str
    asset: str
    price: int
    title_en: str = ""
    about: str = ""
    about_en: str = ""
    stock: int | None = None  # None: as many as are asked for
    each_most: int | None = None  # for one member; None: no limit
    ways: Sequence[str] = (DESK,)
    place: str = ""  # where the desk is, or what is to be known of the way
    drone_places: Sequence[str] = ()  # where a drone may land
    shop_code: str = ""  # the shop where the voucher is used
    since: date | None = None
    until: date | None = None  # exclusive
    voucher_days: int = VOUCHER_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """A reward of a region's list."""

    id: int
    region_code: str
    title: str
    title_en: str
    kind: str
    asset: str
    price: int
    about: str
    about_en: str
    stock: int | None
    each_most: int | None
    ways: tuple[str, ...]
    place: str
    drone_places: tuple[str, ...]
    shop_code: str
    since: date | None
    until: date | None
    voucher_days: int
    is_open: bool

    @property
    def is_gone(self) -> bool:
        """Whether none is left."""
        return self.stock == 0

    def is_offered(self, on: date) -> bool:
        """Whether it can be had on a day, as far as its days go."""
        has_begun = self.since is None or self.since <= on
        return self.is_open and has_begun and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is sent to, for as long as that needs it."""

    name: str = ""
    address: str = ""
    phone: str = ""

    @property
    def is_told(self) -> bool:
        """Whether all of it is there."""
        return all(part.strip() for part in (self.name, self.address, self.phone))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExchange:
    """What a member asks for; `key` is the form's, so that asking twice exchanges once."""

    reward_id: int
    member_id: UUID
    key: str
    way: str
    at: datetime
    address: Address = Address()
    drone_place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """What a member holds for the points that were given: a code, shown as QR."""

    code: str
    reward: Reward
    member_id: UUID | None
    price: int
    asset: str
    way: str
    state: str
    at: datetime
    until: date | None  # the last day; None: it is sent, or done at once
    ended_at: datetime | None
    shop_code: str  # where it was used
    address: Address
    drone_place: str
    note: str  # number of the parcel, time of the flight, why it was cancelled
    transfer: UUID

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be used, handed over or sent."""
        return self.state == WAITING


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a reward wait, were used, and came back."""

    waiting: int = 0
    used: int = 0
    back: int = 0
