"""The town's single-entry form: what one line of its budget of expenditure has spent and left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from enishi.ledger.accounting import REVERSE, AccountClass, Flow, Movement, movement
from enishi.ledger.transfers import BUY

# When points cost the town: when they are given, when members spend them, when shops are paid.
GRANT, USE, SETTLE = BASES = ("grant", "use", "settle")


@dataclass(frozen=True, slots=True)
class Appropriation:
    """A line of the budget of expenditure (歳出予算) out of which an asset's points are paid.

    With a rule: what that rule gave. Without: what the asset comes to, less what other lines
    name by their rules.
    """

    asset: str
    fiscal_year: int
    account: str
    kan: str
    ko: str
    moku: str
    setsu: str
    saisetsu: str
    basis: str
    budget_yen: int
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the form: the appropriation, what was spent of it, what is left."""

    line: Appropriation
    spent_yen: int

    @property
    def left_yen(self) -> int:
        """What is left; below zero when more was spent than the town had put down."""
        return self.line.budget_yen - self.spent_yen

    @property
    def is_warned(self) -> bool:
        """Say whether 80 % are spent."""
        return self.spent_yen * 5 >= self.line.budget_yen * 4


HEADS = (
    "年度", "会計", "款", "項", "目", "節", "細節", "予算額（円）", "執行額（円）", "残額（円）",
)  # fmt: skip


def given(flows: Iterable[Flow]) -> int:
    """Add up what members were given, whoever paid for it, less what was taken back from them."""
    return sum(flow.points * _given(flow) for flow in flows)


def _given(flow: Flow) -> int:
    way = movement(flow.kind, flow.source, flow.target)
    by_a_shop = flow.kind == "grant" and flow.source is AccountClass.SHOP
    givers = (AccountClass.ISSUE, AccountClass.SHOP)
    return _one(
        is_cost=(way is Movement.ISSUED and flow.kind != BUY) or by_a_shop,
        is_back=way is Movement.TAKEN_BACK and flow.target in givers,
    )


def spent(basis: str, flows: Iterable[Flow]) -> int:
    """Add up what flows of a fiscal year cost on a basis; what was taken back costs nothing."""
    assert basis in BASES, basis
    return sum(flow.points * _sign(basis, flow) for flow in flows)


def _sign(basis: str, flow: Flow) -> int:
    """Say whether a flow costs (1), gives back (-1) or is of no concern (0)."""
    way = movement(flow.kind, flow.source, flow.target)
    if basis == GRANT:
        is_back = way is Movement.TAKEN_BACK and flow.target is AccountClass.ISSUE
        # What a shop buys to give it on, the shop pays for.
        is_cost = way is Movement.ISSUED and flow.kind != BUY
        return _one(is_cost=is_cost, is_back=is_back)
    if basis == USE:
        outside = (AccountClass.FUND, AccountClass.UNUSED, AccountClass.ISSUE)
        is_back = way is Movement.GIVEN_BACK and flow.source not in outside
        return _one(is_cost=way is Movement.SPENT, is_back=is_back)
    # What a fund pays for is no expenditure of the town's.
    kept = (AccountClass.WALLET, AccountClass.FUND)
    is_back = flow.kind == REVERSE and flow.source in _PAYERS and flow.target not in kept
    return _one(is_cost=way is Movement.SETTLED and flow.source not in kept, is_back=is_back)


_PAYERS = (AccountClass.ISSUE, AccountClass.EXTERNAL)


def _one(*, is_cost: bool, is_back: bool) -> int:
    return int(is_cost) - int(is_back)


def row(told: FormLine) -> tuple[str | int, ...]:
    """Return the cells of a line in the order of `HEADS`."""
    line = told.line
    return (
        line.fiscal_year, line.account, line.kan, line.ko, line.moku, line.setsu, line.saisetsu,
        line.budget_yen, told.spent_yen, told.left_yen,
    )  # fmt: skip
