"""What a member holds of one region: coins and points apart, what lapses when, what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.activities import queries as activities
from enishi.ledger import pockets as books
from enishi.ledger import queries as ledger
from enishi.ledger.book import Line
from enishi.ledger.pockets import Pocket
from enishi.merchants import queries as merchants
from enishi.merchants import shop
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.sales import queries as sales
from enishi.web.design.templatetags.enishi import name_of
from enishi.web.member import history, timeline, words
from enishi.web.member.timeline import Timeline

_SHOWN = 200
_PAST = 500
# The days before a date on which a member is told, as the notices go out.
NOTICES = (7, 30, 60)


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the statement in plain words."""

    at: datetime
    what: str
    title: str
    amount: int
    balance: int
    expires_on: date | None

    @property
    def size(self) -> int:
        """How many points moved, whichever way."""
        return abs(self.amount)


@dataclass(frozen=True, slots=True)
class Purse:
    """One asset in a member's hands."""

    asset: Asset
    balance: int
    held: int
    waiting: Sequence[Pocket]
    overdue: int
    moves: Sequence[Move]
    drawn: Timeline | None

    @property
    def free(self) -> int:
        """What can be spent or given now: neither held nor past its day."""
        return max(0, self.balance - max(self.held, self.overdue))

    @property
    def is_coin(self) -> bool:
        """Say whether it is recognition, not money."""
        return self.asset.kind == "coin"

    @property
    def to_fund(self) -> bool:
        """Say whether what lapses becomes a donation; else no word of one is said."""
        return self.asset.takes_donations

    @property
    def gives(self) -> bool:
        """Say whether points may be given now."""
        return self.asset.takes_donations and self.asset.is_open


@dataclass(frozen=True, slots=True)
class Soon:
    """What lapses next, and how near it is: 7, 30 or 60 days, or far."""

    expires_on: date
    points: int
    days: int
    within: int | None


def soon(waiting: Sequence[Pocket], on: date) -> Soon | None:
    """Tell what lapses next; points without an end never do."""
    if not waiting:
        return None
    first = waiting[0]
    days = (first.expires_on - on).days
    within = next((notice for notice in NOTICES if days <= notice), None)
    return Soon(first.expires_on, first.points, days, within)


def purses(member_id: UUID, region_code: str, on: date) -> list[Purse]:
    """Return what a member holds of a region's assets: points first, coins after."""
    found = sorted(programs.assets(region_code), key=lambda asset: asset.kind, reverse=True)
    known = _known(member_id)
    made = [_purse(f"member:{member_id}", asset, known, on) for asset in found]
    return [purse for purse in made if purse.asset.is_open or purse.moves]


def _purse(name: str, asset: Asset, known: Known, on: date) -> Purse:
    """Read one asset of one holder."""
    lines = ledger.statement(name, asset.code, limit=_SHOWN)
    shops = _shops(lines, known)
    pockets = [one for one in ledger.pockets(name, asset.code) if one.expires_on < books.NEVER]
    waiting = [one for one in pockets if one.expires_on >= on]
    return Purse(
        asset=asset,
        balance=ledger.balance(name, asset.code),
        held=sum(hold.amount for hold in ledger.holds(name, asset.code)),
        waiting=waiting,
        overdue=sum(one.points for one in pockets if one.expires_on < on),
        moves=[_move(line, known, shops) for line in lines],
        drawn=timeline.draw(waiting, on=on),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a member's transfers came from: titles, purchases, and shops that gave back."""

    titles: Mapping[UUID, str]
    bought: Mapping[UUID, str]  # at which shop, by what it earned
    given_back: Mapping[UUID, str]  # by which shop


def _known(member_id: UUID) -> Known:
    """Name what each award came from, by its transfer."""
    past = activities.of_member(member_id, limit=_PAST)
    found = history.lines(past, sales.sales_under(member_id, history.bought(past)))
    titles = {receipt: line.title for line in found for receipt in line.receipts}
    bought = {
        receipt: line.sold.shop_code
        for line in found
        if line.sold is not None
        for receipt in line.receipts
    }
    return Known(titles, bought, sales.shops_given_back_by(member_id))


def _shops(lines: Iterable[Line], known: Known) -> dict[str, str]:
    """Name the shops that points went to or came from, by their accounts."""
    codes = {
        line.counterpart.removeprefix(shop.ACCOUNT)
        for line in lines
        if line.counterpart.startswith(shop.ACCOUNT)
    }
    codes |= {*known.bought.values(), *known.given_back.values()}
    found = merchants.shops(codes)
    return {shop.account(code): name_of(one) for code, one in found.items()}


def _title(line: Line, known: Known, shops: Mapping[str, str]) -> str:
    """Name what a line came from: the shop, or what was done."""
    by = known.bought.get(line.transfer) or known.given_back.get(line.transfer)
    account = shop.account(by) if by else line.counterpart
    return shops.get(account) or known.titles.get(line.transfer, "")


def _move(line: Line, known: Known, shops: Mapping[str, str]) -> Move:
    """Say in words what moved."""
    arrives = line.amount > 0
    expires_on = line.expires_on
    kind = "earned" if line.kind == "grant" and line.transfer in known.bought else line.kind
    return Move(
        at=line.at,
        what=words.moved(kind, line.counterpart, arrives=arrives),
        title=_title(line, known, shops),
        amount=line.amount,
        balance=line.balance or 0,
        expires_on=None if expires_on is None or expires_on >= books.NEVER else expires_on,
    )
