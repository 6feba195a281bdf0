"""Who buys at shops: sales gathered by customer, and a shop's figures by day and hour; pure.

At a shop a customer has a name that is this shop's alone: two shops cannot put theirs together.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from enishi.kit import ids
from enishi.kit.periods import JST
from enishi.sales.sale import Sold

_MARK = 4


@dataclass(frozen=True, slots=True)
class Customer:
    """One who bought: how often, where, what it came to, and the last time."""

    member_id: UUID
    sales: int
    shops: int
    yen: int
    spent: int
    earned: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a shop: sales, yen, points that were used."""

    on: date
    sales: int
    yen: int
    spent: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A shop's own figures, raw: sales that were undone are none."""

    days: Sequence[Day]
    hours: Mapping[tuple[int, int], int]  # weekday (Monday is 0) and hour: sales
    sales: int
    yen: int
    spent: int
    earned: int
    customers: int
    came_again: int

    @property
    def mean_yen(self) -> int:
        """The mean price of a sale; 0 without any."""
        return round(self.yen / self.sales) if self.sales else 0

    @property
    def hour_names(self) -> Sequence[int]:
        """The hours from the first to the last in which anything was sold."""
        known = [hour for _, hour in self.hours]
        return range(min(known), max(known) + 1) if known else ()


def counted(sold: Iterable[Sold]) -> list[Sold]:
    """Return the sales that stand."""
    return [one for one in sold if not one.is_undone]


def customers(sold: Iterable[Sold]) -> list[Customer]:
    """Gather sales by customer, who came oftest first; the erased are nobody."""
    by: dict[UUID, list[Sold]] = {}
    for one in counted(sold):
        if one.member_id is not None:
            by.setdefault(one.member_id, []).append(one)
    found = [
        Customer(
            member_id=member_id,
            sales=len(told),
            shops=len({one.shop_code for one in told}),
            yen=sum(_yen(one) for one in told),
            spent=sum(one.spent - one.returned_points for one in told),
            earned=sum(one.earned - one.taken_back for one in told),
            last_on=max(one.on for one in told),
        )
        for member_id, told in by.items()
    ]
    return sorted(found, key=lambda one: (-one.sales, -one.yen, str(one.member_id)))


def _yen(one: Sold) -> int:
    return one.amount_yen - one.returned_yen - one.returned_points


def figures(sold: Iterable[Sold], *, since: date, until: date) -> Figures:
    """Return a shop's figures from a day to before another, each day told, empty ones too."""
    stand = [one for one in counted(sold) if since <= one.on < until]
    days = []
    for number in range((until - since).days):
        on = since + timedelta(days=number)
        told = [one for one in stand if one.on == on]
        spent = sum(one.spent - one.returned_points for one in told)
        days.append(Day(on, len(told), sum(map(_yen, told)), spent))
    hours = Counter((one.on.weekday(), one.at.astimezone(JST).hour) for one in stand)
    known = customers(stand)
    return Figures(
        days=days,
        hours=hours,
        sales=len(stand),
        yen=sum(map(_yen, stand)),
        spent=sum(one.spent - one.returned_points for one in stand),
        earned=sum(one.earned - one.taken_back for one in stand),
        customers=len(known),
        came_again=sum(one.sales > 1 for one in known),
    )


def by_week(days: Sequence[Day]) -> list[Day]:
    """Add days up to weeks that begin on Monday."""
    weeks: dict[date, list[Day]] = {}
    for one in days:
        weeks.setdefault(one.on - timedelta(days=one.on.weekday()), []).append(one)
    return [
        Day(
            monday,
            sum(one.sales for one in told),
            sum(one.yen for one in told),
            sum(one.spent for one in told),
        )
        for monday, told in sorted(weeks.items())
    ]


def mark(shop_code: str, member_id: UUID, *, secret: bytes) -> str:
    """Return the name a shop knows a customer by: its own, and no other shop's."""
    told = hmac.new(secret, f"customer:{shop_code}:{member_id}".encode(), hashlib.sha256).digest()
    return "".join(ids.READABLE[byte % len(ids.READABLE)] for byte in told[:_MARK])
