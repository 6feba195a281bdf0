"""Who takes messages, what a message is about, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PING, SALE_MADE, SALE_RETURNED = "ping", "sale.made", "sale.returned"
KINDS = (PING, SALE_MADE, SALE_RETURNED)
# So many addresses may take the messages of one owner.
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, for those who take an owner's messages; once under its key."""

    owner: str
    kind: str
    key: str
    at: datetime
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that takes an owner's messages; of every kind where none is named."""

    id: UUID
    owner: str
    url: str
    kinds: tuple[str, ...]
    created_at: datetime
    ended_at: datetime | None
    why_ended: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An endpoint just made, with the secret that is told once."""

    endpoint: Endpoint
    secret: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and what became of it."""

    id: str
    kind: str
    made_at: datetime
    tries: int
    delivered_at: datetime | None
    given_up_at: datetime | None
    failure: str
