"""What moved between a shop and its members, by day, and what of it no statement has told yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from enishi.ledger.accounting import REVERSE, WALLETS, AccountClass, Day, class_of
from enishi.ledger.transfers import REWARDS
from enishi.merchants import shop
from enishi.sales.days import DaySold

GRANT, SPEND, SETTLE = "grant", "spend", "settle"


@dataclass(frozen=True, slots=True)
class Moved:
    """Points between a shop, its members and the issuer, and what was sold with them.

    A shop is owed what members gave it (`used`, `taken_back`) less what it gave them (`given_back`,
    `granted`); `bought` is what the issuer handed it in exchange for a debt, `settled` what it
    handed over when it was paid.
    """

    used: int = 0
    given_back: int = 0
    granted: int = 0  # by the shop, where it pays for what is earned there
    taken_back: int = 0
    bought: int = 0
    settled: int = 0
    sales: int = 0
    sales_yen: int = 0  # whole prices
    returned_yen: int = 0  # price that went back, in money and in points
    earned: int = 0  # by members there, whoever pays for it, less what was taken back
    # Of `given_back`, for earned points that members had spent: the shop kept as many yen of the
    # money that it gave back.
    kept: int = 0

    @property
    def owed(self) -> int:
        """What the issuer owes the shop for it, in yen; below zero the shop owes."""
        return self.used - self.given_back - self.granted + self.taken_back

    @property
    def held(self) -> int:
        """What it added to the shop's account before any payment."""
        return self.owed + self.bought

    @property
    def issued(self) -> int:
        """What members earned there at the issuer's expense."""
        return self.earned - self.granted + self.taken_back

    @property
    def without_payments(self) -> Moved:
        """All but what the shop handed over when it was paid."""
        return replace(self, settled=0)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing moved; `kept` alone explains what was told before it was written."""
        return replace(self, kept=0) == NOTHING

    @property
    def price(self) -> int:
        """What was sold, less what was given back."""
        return self.sales_yen - self.returned_yen

    def __add__(self, other: Moved) -> Moved:
        """Add each part."""
        return Moved(*(_part(self, name) + _part(other, name) for name in _PARTS))

    def __sub__(self, other: Moved) -> Moved:
        """Take away each part."""
        return Moved(*(_part(self, name) - _part(other, name) for name in _PARTS))


_PARTS = tuple(field.name for field in fields(Moved))
NOTHING = Moved()


def _part(moved: Moved, name: str) -> int:
    return int(getattr(moved, name))


def total(moved: Iterable[Moved]) -> Moved:
    """Add up."""
    result = NOTHING
    for one in moved:
        result += one
    return result


def by_shop(days: Iterable[Day]) -> Mapping[str, Mapping[date, Moved]]:
    """Sort what the books moved on days to and from accounts of shops, by account and day."""
    found: dict[str, dict[date, Moved]] = defaultdict(lambda: defaultdict(Moved))
    for day in days:
        for account, other, is_leaving in (
            (day.source, day.target, True),
            (day.target, day.source, False),
        ):
            if class_of(account) is AccountClass.SHOP:
                found[account][day.on] += _meaning(day, other, is_leaving=is_leaving)
    return {account: dict(dates) for account, dates in found.items()}


def _meaning(day: Day, other: str, *, is_leaving: bool) -> Moved:
    """Say what one sum of the books means for the shop on one side of it."""
    if other.startswith(REWARDS):  # a member's voucher, used here, or that taken back
        return Moved(given_back=day.points) if is_leaving else Moved(used=day.points)
    if other != WALLETS:
        return _with_issuer(day, is_leaving=is_leaving)
    if is_leaving:
        is_grant = day.kind == GRANT
        return Moved(granted=day.points) if is_grant else Moved(given_back=day.points)
    is_spend = day.kind == SPEND
    return Moved(used=day.points) if is_spend else Moved(taken_back=day.points)


def _with_issuer(day: Day, *, is_leaving: bool) -> Moved:
    """Say what it means between a shop and its issuer: bought, paid, or one of them undone."""
    if is_leaving:
        return Moved(settled=day.points) if day.kind == SETTLE else Moved(bought=-day.points)
    return Moved(settled=-day.points) if day.kind == REVERSE else Moved(bought=day.points)


def with_sales(
    moved: Mapping[str, Mapping[date, Moved]], sold: Iterable[DaySold]
) -> Mapping[str, Mapping[date, Moved]]:
    """Add what was sold to what moved in the books, by account and day."""
    found = {account: dict(dates) for account, dates in moved.items()}
    for one in sold:
        dates = found.setdefault(shop.account(one.shop_code), {})
        dates[one.on] = dates.get(one.on, NOTHING) + Moved(
            sales=one.sales,
            sales_yen=one.sales_yen,
            returned_yen=one.returned_yen,
            earned=one.earned,
            kept=one.short,
        )
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a statement; a late one happened before the month and was told to us after."""

    on: date
    moved: Moved
    is_late: bool = False


def untold(
    now: Mapping[date, Moved], told: Iterable[Sequence[Line]], *, first: date, until: date
) -> tuple[Line, ...]:
    """Return the lines of a month's statement: what there is up to its end, less what was told.

    Whatever happened on a day before `first` and stood in no statement is named as late. Nothing
    is ever told twice or left out: the statements of a shop add up to its books.
    """
    left: dict[date, Moved] = {on: moved for on, moved in now.items() if on < until}
    for lines in told:
        for line in lines:
            left[line.on] = left.get(line.on, NOTHING) - line.moved
    return tuple(
        Line(on, moved, is_late=on < first)
        for on, moved in sorted(left.items())
        if not moved.says_nothing
    )
