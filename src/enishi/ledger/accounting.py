"""What daily totals say: classes of account, movements, and the supply of an asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from enishi.ledger.pockets import LAPSE
from enishi.ledger.transfers import FORGO, REFUND

# All wallets are one holder in the daily totals.
WALLETS = "member"
REVERSE = "reverse"
RETURN = "return"  # what was held for somebody who never completed


class AccountClass(StrEnum):
    """The word before the colon of an account's name; who may hold points."""

    WALLET = "member"
    SHOP = "shop"
    FUND = "fund"
    ISSUE = "issue"
    UNUSED = "unused"
    EXCHANGE = "exchange"
    MIGRATION = "migration"
    EXTERNAL = "external"
    OTHER = "other"


class Movement(StrEnum):
    """What a transfer does to the supply of an asset."""

    ISSUED = "issued"
    OPENED = "opened"
    CONVERTED_IN = "converted_in"
    SPENT = "spent"
    DONATED = "donated"
    LAPSED_TO_FUND = "lapsed_to_fund"
    LAPSED_UNUSED = "lapsed_unused"
    CONVERTED_OUT = "converted_out"
    TAKEN_BACK = "taken_back"  # a reversal or refund that takes from a wallet
    GIVEN_BACK = "given_back"  # a reversal or refund that returns to a wallet
    SETTLED = "settled"  # back to the issuer, who paid for them
    MOVED = "moved"  # between others; the supply stays


@dataclass(frozen=True, slots=True)
class Day:
    """What moved on one day in Japan between two holders; `member` stands for all wallets."""

    asset: str
    on: date
    kind: str
    source: str
    target: str
    points: int
    transfers: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved between two classes of holder."""

    kind: str
    source: AccountClass
    target: AccountClass
    points: int
    transfers: int


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """How much moved in one way, and what it did to all wallets together."""

    movement: Movement
    points: int
    transfers: int
    wallets: int


@dataclass(frozen=True, slots=True)
class Supply:
    """Where the points of one asset came from and who holds them, up to a moment (exclusive)."""

    asset: str
    until: datetime | None
    lines: tuple[SupplyLine, ...]
    holders: Mapping[AccountClass, int]

    @property
    def outstanding(self) -> int:
        """What all wallets hold together."""
        return self.holders.get(AccountClass.WALLET, 0)

    @property
    def owed(self) -> int:
        """What the issuer has promised and not yet paid: wallets, shops, funds and others."""
        return sum(points for name, points in self.holders.items() if name not in _SOURCES)

    @property
    def lapsed(self) -> int:
        """What lapsed, whether it reached a fund or stayed unused."""
        return self.of(Movement.LAPSED_TO_FUND) + self.of(Movement.LAPSED_UNUSED)

    def of(self, movement: Movement) -> int:
        """Return how many points moved in one way."""
        return next((line.points for line in self.lines if line.movement is movement), 0)


# These have no floor: what they lack is what others hold.
_SOURCES = frozenset(
    {
        AccountClass.ISSUE,
        AccountClass.UNUSED,
        AccountClass.EXCHANGE,
        AccountClass.MIGRATION,
        AccountClass.EXTERNAL,
    }
)


def class_of(name: str) -> AccountClass:
    """Return the class of an account by its name."""
    word = name.partition(":")[0]
    return AccountClass(word) if word in _WORDS else AccountClass.OTHER


_WORDS = frozenset(AccountClass)


def movement(kind: str, source: AccountClass, target: AccountClass) -> Movement:
    """Say what a transfer of a kind between two classes does to the supply."""
    if kind in (REVERSE, RETURN, REFUND):
        return _way_back(source, target)
    if kind == LAPSE:
        to_fund = target is AccountClass.FUND
        return Movement.LAPSED_TO_FUND if to_fund else Movement.LAPSED_UNUSED
    if kind == FORGO and target is AccountClass.UNUSED:
        return Movement.LAPSED_UNUSED
    if source in _COMES_FROM:
        return _COMES_FROM[source]
    if source is AccountClass.WALLET:
        return _GOES_TO.get(target, Movement.SPENT)
    is_paid = target in (AccountClass.ISSUE, AccountClass.EXTERNAL)
    return Movement.SETTLED if is_paid else Movement.MOVED


_COMES_FROM: Mapping[AccountClass, Movement] = {
    AccountClass.ISSUE: Movement.ISSUED,
    AccountClass.MIGRATION: Movement.OPENED,
    AccountClass.EXCHANGE: Movement.CONVERTED_IN,
}
# What leaves a wallet for anybody else was spent.
_GOES_TO: Mapping[AccountClass, Movement] = {
    AccountClass.WALLET: Movement.MOVED,
    AccountClass.FUND: Movement.DONATED,
    AccountClass.EXCHANGE: Movement.CONVERTED_OUT,
}


def _way_back(source: AccountClass, target: AccountClass) -> Movement:
    """Say what a reversal or refund does: only wallets make it matter to the supply."""
    if source is target:
        return Movement.MOVED
    if source is AccountClass.WALLET:
        return Movement.TAKEN_BACK
    return Movement.GIVEN_BACK if target is AccountClass.WALLET else Movement.MOVED


def supply(asset: str, until: datetime | None, flows: Iterable[Flow]) -> Supply:
    """Add flows up to the supply of an asset; every flow is in exactly one line."""
    points: Counter[Movement] = Counter()
    transfers: Counter[Movement] = Counter()
    wallets: Counter[Movement] = Counter()
    holders: Counter[AccountClass] = Counter()
    for flow in flows:
        way = movement(flow.kind, flow.source, flow.target)
        points[way] += flow.points
        transfers[way] += flow.transfers
        for place, change in ((flow.source, -flow.points), (flow.target, flow.points)):
            holders[place] += change
            wallets[way] += change if place is AccountClass.WALLET else 0
    assert sum(holders.values()) == 0, "what leaves one holder reaches another"
    assert sum(wallets.values()) == holders[AccountClass.WALLET]
    lines = tuple(
        SupplyLine(way, points[way], transfers[way], wallets[way])
        for way in Movement
        if transfers[way]
    )
    held = {name: holders[name] for name in AccountClass if name in holders}
    return Supply(asset, until, lines, held)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of the statement by days of an account that keeps no balance."""

    on: date
    kind: str
    counterpart: str
    amount: int
    transfers: int
    balance: int


def day_lines(name: str, opening: int, days: Iterable[Day]) -> Iterator[DayLine]:
    """Write one account's days as a statement, oldest first, with its balance after each line."""
    balance = opening
    for day in sorted(days, key=lambda one: (one.on, one.kind, one.source, one.target)):
        is_leaving = day.source == name
        amount = -day.points if is_leaving else day.points
        balance += amount
        other = day.target if is_leaving else day.source
        yield DayLine(day.on, day.kind, other, amount, day.transfers, balance)
