"""A closed month, a shop's statement of it, and what the archive is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.settlement import fees
from enishi.settlement.fees import Fee
from enishi.settlement.moved import Line, Moved, total
from enishi.settlement.netting import COLLECT, PAY, Netted, Position, net
from enishi.settlement.terms import PayoutAccount, Terms

DUE, PAID, WAITS = "due", "paid", "waits"


@dataclass(frozen=True, slots=True)
class Computed:
    """A statement before it is kept: its lines, what is owed, the fee, and what becomes of it."""

    lines: tuple[Line, ...]
    fee: Fee
    carried_in: int
    netted: Netted

    @property
    def moved(self) -> Moved:
        """All lines together."""
        return total(line.moved for line in self.lines)


def compute(lines: tuple[Line, ...], *, carried_in: int, terms: Terms, way: str) -> Computed:
    """Make a shop's statement of a month from its lines."""
    moved = total(line.moved for line in lines)
    fee = fees.of(moved, terms)
    netted = net(owed=moved.owed, fee=fee.gross, carried_in=carried_in, terms=terms, way=way)
    return Computed(lines, fee, carried_in, netted)


def kept(lines: Sequence[Line]) -> list[dict[str, object]]:
    """Write lines as they are kept."""
    return [
        {"on": line.on.isoformat(), "late": line.is_late}
        | {name: number for name, number in asdict(line.moved).items() if number}
        for line in lines
    ]


def read(told: Sequence[Mapping[str, object]]) -> tuple[Line, ...]:
    """Read lines as they were kept."""
    return tuple(
        Line(
            on=date.fromisoformat(str(one["on"])),
            moved=Moved(**{k: v for k, v in one.items() if k not in ("on", "late")}),  # type: ignore[arg-type]
            is_late=bool(one["late"]),
        )
        for one in told
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A month of one asset as it was closed; `reopened_at` and `why` tell of the end of one."""

    id: int
    asset: str
    month: str
    version: int
    terms: Terms
    positions: tuple[Position, ...]
    closed_at: datetime
    reopened_at: datetime | None
    why: str
    ordered_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.reopened_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one shop is paid for a month, with everything a paper needs."""

    number: str
    closing: Closing
    shop_code: str
    partner: str
    partner_en: str
    partner_address: str
    lines: tuple[Line, ...]
    owed: int
    held: int
    fee: Fee
    carried_in: int
    carried_out: int
    outcome: str
    payout: int
    bank_fee: int
    pay_on: date
    account: PayoutAccount
    paid_on: date | None
    paid_way: str
    transfer: UUID | None
    settled: int

    @property
    def moved(self) -> Moved:
        """All lines together."""
        return total(line.moved for line in self.lines)

    @property
    def late(self) -> tuple[Line, ...]:
        """What happened before the month and was told to us after."""
        return tuple(line for line in self.lines if line.is_late)

    @property
    def stands(self) -> bool:
        """Whether its month was not reopened since."""
        return self.closing.stands

    @property
    def state(self) -> str:
        """Whether money has to move, has moved, or nothing has to."""
        if self.paid_on is not None:
            return PAID
        return DUE if self.outcome in (PAY, COLLECT) else WAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What an inspector asks the archive for: days of payment, amounts, a partner, or all."""

    since: date | None = None
    until: date | None = None  # inclusive
    least: int | None = None
    most: int | None = None
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where statements and books disagree: a bug, or somebody's hand in the tables."""

    shop_code: str
    what: str
    told: int
    books: int


@dataclass(frozen=True, slots=True)
class Sums:
    """A closed month in four numbers."""

    shops: int = 0
    due: int = 0  # shops that are paid something, or pay
    paid: int = 0
    to_shops: int = 0  # yen


@dataclass(frozen=True, slots=True)
class Preview:
    """What a shop's statement would be if the month were closed now."""

    shop_code: str
    computed: Computed
