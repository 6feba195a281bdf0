"""Sales and returns as followers read them: the facts as they were written, nothing looked up."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class WrittenSale(NamedTuple):
    """One row of the sales, in the order in which followers' queries ask for it."""

    seq: int
    code: str
    shop_code: str
    member_id: UUID | None  # None: erased
    asset: str
    amount_yen: int
    spent: int
    earned: int
    channel: str
    at: datetime
    on: date
    chain: UUID


class WrittenReturn(NamedTuple):
    """One row of the returns, with whose sale it was."""

    id: int
    sale_seq: int
    shop_code: str
    member_id: UUID | None
    asset: str
    sold_on: date
    at: datetime
    on: date
    yen: int
    points_back: int
    taken_back: int
    short: int
