"""A shop as others see it, and what it says when it asks to join."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

APPLIED, OPEN, REFUSED, PAUSED, CLOSED = "applied", "open", "refused", "paused", "closed"
STATES = (APPLIED, OPEN, REFUSED, PAUSED, CLOSED)
# Who pays for the points that a purchase at a shop earns.
ISSUER, SHOP = "issuer", "shop"
EARN_PAYERS = (ISSUER, SHOP)
PHONE, POS = "phone", "pos"
DEVICE_KINDS = (PHONE, POS)
PHONES_MOST = 3
ACCOUNT = "shop:"


def account(shop_code: str) -> str:
    """Name a shop's account in the ledger."""
    return f"{ACCOUNT}{shop_code}"


def plain(text: str) -> str:
    """Write a name as people compare it: wide or narrow, katakana or hiragana."""
    told = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShop:
    """What a shop says of itself when it asks to join."""

    region_code: str
    name: str
    trade: str
    contact: str  # who answers for it
    phone: str = ""
    email: str = ""
    kana: str = ""
    name_en: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    about: str = ""
    hours: str = ""
    is_online: bool = False
    invoice_number: str = ""  # T and 13 digits (適格請求書発行事業者)
    terms_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop that asked to join, or takes part."""

    code: str
    region_code: str
    name: str
    name_en: str
    kana: str
    trade: str
    state: str
    contact: str
    phone: str
    email: str
    address: str
    latitude: float | None
    longitude: float | None
    url: str
    about: str
    hours: str
    is_online: bool
    invoice_number: str
    terms_version: str
    applied_at: datetime
    decided_at: datetime | None
    why: str

    @property
    def is_open(self) -> bool:
        """Whether it may sell with points."""
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class Participation:
    """A programme that a shop takes part in: members may earn there, spend there, or both."""

    shop_code: str
    asset: str
    earns: bool
    spends: bool
    earn_payer: str
    since: date
    until: date | None  # exclusive

    def holds_on(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Device:
    """A phone at a counter, or another system's till (POS, online shop), that may sell."""

    id: UUID
    shop_code: str
    kind: str
    label: str
    public_key: str
    created_at: datetime
    seen_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device just enrolled, with the secret that is told once and kept as a digest only."""

    device: Device
    secret: str


@dataclass(frozen=True, slots=True)
class ShopCard:
    """What opens a till on a phone: the card's secret (as QR) and four to eight digits."""

    shop_code: str
    secret: str
    pin: str
