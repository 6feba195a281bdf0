"""Whatever is sold, given back, lapsed and paid out: the books are clean and nobody gains."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.world import NOW, TOWN, a_lapse_run, a_member, a_point, a_purchase_rule, a_shop, move

from enishi.ledger import queries as books
from enishi.merchants.shop import ISSUER, SHOP
from enishi.sales import operations, queries, returning
from enishi.sales.operations import SaleIsGivenBack, TooLateToUndo
from enishi.sales.returning import Split
from enishi.sales.sale import NewSale, Return

POINT = f"{TOWN}:point"
HAD = 500
pytestmark = pytest.mark.django_db(transaction=True)

_yen = st.integers(1, 3_000)
_share = st.integers(0, 100)
_steps = st.one_of(
    st.tuples(st.just("sell"), _yen, _share),
    st.tuples(st.just("back"), st.integers(0, 9), _share),
    st.tuples(st.just("chosen"), st.integers(0, 9), _share),
    st.tuples(st.just("undo"), st.integers(0, 9), _share),
    st.tuples(st.just("spend elsewhere"), _yen, _share),
    st.tuples(st.just("lapse"), st.just(0), _share),
    st.tuples(st.just("pay out"), st.just(0), _share),
)


@dataclass
class _History:
    """One member at two shops, and what became of their sales."""

    shop: str
    other: str
    member: UUID
    at: datetime = NOW
    codes: list[str] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)

    def does(self, what: str, number: int, share: int) -> None:
        """Do one step, a day later; what is refused is no step."""
        self.at += timedelta(days=share // 20)
        if what == "sell":
            self.sell(self.shop, number, share)
        elif what == "spend elsewhere":
            self.sell(self.other, number, 100)
        elif what == "lapse":
            self.at += timedelta(days=300)
            a_lapse_run(at=self.at)
        elif what == "pay out":
            account = f"shop:{self.shop}"
            if held := books.balance(account, POINT):
                move(account, f"issue:{POINT}", held, kind="settle", at=self.at)
        elif self.codes:
            self.back(what, self.codes[number % len(self.codes)], share)

    def sell(self, shop: str, yen: int, share: int) -> None:
        free = books.free_to_move(self.wallet, POINT, on=self.at.date())
        new = NewSale(
            key=str(uuid4()),
            shop_code=shop,
            member_id=self.member,
            asset=POINT,
            amount_yen=yen,
            spend=min(yen, free * share // 100),
            at=self.at,
        )
        self.codes.append(operations.sell(new).code)

    def back(self, what: str, code: str, share: int) -> None:
        sold = queries.sale(code)
        asked: int | Split | None = max(1, returning.left_of(sold) * share // 100)
        if what == "chosen":
            points = (sold.spent - sold.returned_points) * share // 100
            yen = (sold.paid_yen - sold.returned_yen) * (100 - share) // 100
            asked = Split(yen, points) if yen + points else None
        usual = {"sale_code": code, "shop_code": sold.shop_code, "at": self.at}
        try:
            self.returns.append(
                operations.undo(**usual)
                if what == "undo"
                else operations.give_back(key=str(uuid4()), yen=asked, **usual)
            )
        except (SaleIsGivenBack, TooLateToUndo):
            return

    @property
    def wallet(self) -> str:
        return f"member:{self.member}"

    def moved(self, name: str) -> dict[str, int]:
        """Add up what reached and left an account, by kind."""
        sums: dict[str, int] = {}
        for line in books.statement(name, POINT, limit=1_000):
            sums[line.kind] = sums.get(line.kind, 0) + line.amount
        return sums


@pytest.mark.parametrize("earn_payer", [ISSUER, SHOP])
def test_the_books_are_clean_and_nobody_gains(earn_payer: str) -> None:
    a_point()
    a_purchase_rule()
    shop, other = a_shop(earn_payer=earn_payer), a_shop("山里パン")

    @settings(max_examples=8, deadline=None)
    @given(st.lists(_steps, min_size=2, max_size=9))
    def holds(steps: list[tuple[str, int, int]]) -> None:
        history = _History(shop, other, a_member())
        move(f"issue:{POINT}", history.wallet, HAD // 2, expires_on=NOW.date() + timedelta(9))
        move(f"issue:{POINT}", history.wallet, HAD // 2, expires_on=NOW.date() + timedelta(99))
        for step in steps:
            history.does(*step)
        _check(history)

    holds()
    assert books.faults() == []


def _check(history: _History) -> None:
    """Compare what sales and returns say with the books."""
    sales = [queries.sale(code) for code in history.codes]
    backs = [one for one in history.returns if not one.repeated]
    for sold in sales:
        left = sold.paid_yen - sold.returned_yen
        assert sold.earned - sold.taken_back == (0 if sold.is_undone else left // 100)
    short = sum(one.short for one in backs)
    points = (
        HAD
        - sum(one.spent - one.returned_points for one in sales)
        + sum(one.earned - one.taken_back for one in sales)
        + short
    )
    lapsed = history.moved(history.wallet).get("lapse", 0)
    assert books.balance(history.wallet, POINT) == points + lapsed
    # In money and points together nobody has more than was bought and kept.
    paid = sum(one.paid_yen for one in sales) - sum(one.cash_yen for one in backs)
    kept = sum(one.amount_yen - one.returned_yen - one.returned_points for one in sales)
    earned = sum(one.earned - one.taken_back for one in sales)
    assert paid + HAD - points + earned == kept
