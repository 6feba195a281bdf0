"""What a shop tells members who agreed to messages: short, with a last day; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# Who is told: members who bought at the shop, or all who agreed to messages of the town.
CUSTOMERS, TOWN = "customers", "town"
AUDIENCES = (CUSTOMERS, TOWN)
TITLE_MAX, TEXT_MAX = 60, 300
# So many of a shop's offers may wait or run at a time: messages stay few.
AT_A_TIME = 2
WAITING, RUNNING, OVER = "waiting", "running", "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """An offer as a shop writes it."""

    title: str
    text: str
    from_on: date
    until_on: date  # inclusive
    audience: str = CUSTOMERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer, and what became of it."""

    id: int
    shop_code: str
    title: str
    text: str
    from_on: date
    until_on: date
    audience: str
    made_at: datetime
    allowed_at: datetime | None
    ended_at: datetime | None

    def state(self, on: date) -> str:
        """Say whether it waits for the town's word, runs (or will), or is over."""
        if self.ended_at is not None or self.until_on < on:
            return OVER
        return WAITING if self.allowed_at is None else RUNNING

    def is_shown(self, on: date) -> bool:
        """Say whether members see it on a day."""
        return self.state(on) == RUNNING and self.from_on <= on
