"""A conversion: points of one asset leave, points of another arrive, at a rate, or neither does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from enishi.ledger.transfers import NewTransfer

EXCHANGE = "exchange:"
CONVERT = "convert"


@dataclass(frozen=True, slots=True)
class NewConversion:
    """What a holder asks for; `id` is its key, so that asking twice converts once.

    `numerator` units of the new asset are given for `denominator` of the old, rounded down.
    """

    id: UUID
    holder: str
    old_asset: str
    new_asset: str
    amount: int
    numerator: int
    denominator: int
    at: datetime
    expires_on: date | None = None

    @property
    def gives(self) -> int:
        """What arrives of the new asset."""
        return self.amount * self.numerator // self.denominator


@dataclass(frozen=True, slots=True)
class Converted:
    """A conversion as the books hold it; the same for every repetition of its key."""

    id: UUID
    holder: str
    old_asset: str
    new_asset: str
    taken: int
    given: int
    numerator: int
    denominator: int
    at: datetime


def legs(asked: NewConversion) -> tuple[NewTransfer, NewTransfer]:
    """Make the two linked transfers: the old asset goes to its exchange account, the new comes."""
    leaving = NewTransfer(
        id=uuid5(asked.id, "leaves"),
        source=asked.holder,
        target=f"{EXCHANGE}{asked.old_asset}",
        asset=asked.old_asset,
        amount=asked.amount,
        kind=CONVERT,
        at=asked.at,
        chain=asked.id,
    )
    arriving = NewTransfer(
        id=uuid5(asked.id, "arrives"),
        source=f"{EXCHANGE}{asked.new_asset}",
        target=asked.holder,
        asset=asked.new_asset,
        amount=asked.gives,
        kind=CONVERT,
        at=asked.at,
        expires_on=asked.expires_on,
        chain=asked.id,
    )
    return leaving, arriving
