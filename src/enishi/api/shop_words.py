"""What tills and online shops send and read: yen, points, a card's number, and no person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from enishi.sales.sale import YEN_MAX

BATCH_MOST = 1_000
# Printable, without spaces; as a shop's system numbers its receipts.
KEY = r"^[\x21-\x7e]{1,100}$"
Key = Annotated[str, Field(pattern=KEY, description="The shop's own, once for each thing")]
Card = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]+$",
        description="As scanned or typed: the number, or the address on a paper card",
    ),
]
Yen = Annotated[int, Field(ge=1, le=YEN_MAX)]
Points = Annotated[int, Field(ge=0, le=YEN_MAX)]
Asset = Annotated[str, Field(max_length=40, pattern=r"^[0-9a-z:-]*$")]
Line = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$")]


class Asked(Schema):
    """A part of what is sent; an unknown word is refused, for it may have been meant."""

    model_config = ConfigDict(extra="forbid")


class CardAsked(Asked):
    """Whose points."""

    card: Card
    asset: Asset = Field("", description="Where the shop takes part in several programmes")


class SaleAsked(CardAsked):
    """A sale: the whole price, and how many points are used of it."""

    amount_yen: Yen
    spend: Points = 0
    at: AwareDatetime | None = Field(None, description="When it was sold; now if not told")


class LineAsked(SaleAsked):
    """One sale of a batch."""

    key: Key


class BatchAsked(Asked):
    """Many sales, each on its own: one that is refused leaves the others."""

    sales: Annotated[list[LineAsked], Field(min_length=1, max_length=BATCH_MOST)]


class ReturnAsked(Asked):
    """A part of the price that goes back; all that is left where none is told."""

    yen: Yen | None = None
    reason: Line = ""


class Programme(Schema):
    """A programme that the shop takes part in today."""

    asset: str
    name: str
    earns: bool
    spends: bool


class ShopTold(Schema):
    """The shop whose key this is."""

    shop: str
    name: str
    state: str
    programmes: list[Programme]


class HolderTold(Schema):
    """How many points a card may use now."""

    asset: str
    points: int


class SaleTold(Schema):
    """What stands of a sale."""

    sale: str = Field(description="The code on a receipt")
    shop: str
    key: str = Field(description="As its system told it; empty for a sale at our own till")
    asset: str
    amount_yen: int
    spent: int
    paid_yen: int
    earned: int
    channel: str
    at: datetime
    returned_yen: int
    returned_points: int
    taken_back: int
    reason: str = Field(description="Why nothing was earned")
    repeated: bool = Field(default=False, description="The key was answered before, so")


class QuoteTold(Schema):
    """What a sale would be now; nothing of it is kept."""

    asset: str
    amount_yen: int
    spend: int
    paid_yen: int
    earns: int
    reason: str
    points: int = Field(description="How many points the card may use now")


class ReturnTold(Schema):
    """What was given back, and what is left of the price."""

    sale: str
    shop: str
    key: str
    sale_key: str
    asset: str
    yen: int = Field(description="Of what was paid in money")
    cash_yen: int = Field(description="To hand out: without what gone points are worth")
    points_back: int
    taken_back: int
    short: int
    at: datetime
    left_yen: int
    repeated: bool = False


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class LineTold(Schema):
    """The answer to one sale of a batch: the sale, or why not."""

    key: str
    sale: SaleTold | None
    problem: Problem | None


class BatchTold(Schema):
    """The answers in the order of the sales."""

    answers: list[LineTold]


class TotalTold(Schema):
    """What a day came to in one programme."""

    asset: str
    sales: int
    amount_yen: int
    spent: int
    earned: int
    returns: int
    returned_yen: int
    points_back: int
    taken_back: int


class DayTold(Schema):
    """A day of the shop, on all its tills; newest first."""

    day: date
    totals: list[TotalTold]
    sales: list[SaleTold]


class HookAsked(Asked):
    """An address that takes messages; of every kind where none is named."""

    url: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")]
    kinds: list[Annotated[str, Field(max_length=20, pattern=r"^[a-z.]+$")]] = Field(
        default_factory=list, max_length=10
    )


class HookTold(Schema):
    """An address that takes messages."""

    id: UUID
    url: str
    kinds: list[str]
    created_at: datetime


class HookMade(HookTold):
    """With the secret by which messages are known to be ours; it is told once."""

    secret: str


class MessageTold(Schema):
    """A message and what became of it."""

    id: str
    kind: str
    made_at: datetime
    tries: int
    delivered_at: datetime | None
    given_up_at: datetime | None
    failure: str
