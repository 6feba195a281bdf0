"""A sale spends and earns at once, once under its key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.world import NOW, TOWN, a_member, a_purchase_rule, a_shop, move

from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.merchants import operations as merchants
from enishi.merchants.queries import ShopIsNotOpen
from enishi.merchants.shop import SHOP
from enishi.sales import models, operations
from enishi.sales.operations import (
    BadSale,
    MemberHasLess,
    SaleIsDifferent,
    ShopDoesNotTakePart,
)
from enishi.sales.sale import NewSale, Sold

POINT = f"{TOWN}:point"
pytestmark = pytest.mark.django_db(transaction=True)


def _sale(shop: str, member: UUID, **told: object) -> NewSale:
    usual = {"key": "k1", "asset": POINT, "amount_yen": 1580, "at": NOW}
    return NewSale(shop_code=shop, member_id=member, **(usual | told))  # type: ignore[arg-type]


def _with_500() -> tuple[str, UUID]:
    shop = a_shop()
    a_purchase_rule()
    member = a_member()
    move(f"issue:{POINT}", f"member:{member}", 500)
    return shop, member


def test_137_of_500_are_spent_and_14_earned_on_the_1443_yen_left() -> None:
    shop, member = _with_500()
    sold = operations.sell(_sale(shop, member, spend=137))
    assert (sold.paid_yen, sold.spent, sold.earned) == (1443, 137, 14)
    assert books.balance(f"member:{member}", POINT) == 500 - 137 + 14
    assert books.balance(f"shop:{shop}", POINT) == 137
    assert books.faults() == []
    lines = books.statement(f"member:{member}", POINT)[:2]
    moved = books.posted(line.transfer for line in lines)
    assert [one.chain for one in moved.values()] == [sold.chain] * 2


def test_the_same_key_again_gets_the_first_answer_and_another_sale_is_refused() -> None:
    shop, member = _with_500()
    first = operations.sell(_sale(shop, member, spend=100))
    again = operations.sell(_sale(shop, member, spend=100, at=NOW + timedelta(minutes=1)))
    assert again == replace(first, repeated=True)
    with pytest.raises(SaleIsDifferent):
        operations.sell(_sale(shop, member, spend=101))
    assert books.balance(f"shop:{shop}", POINT) == 100


def test_a_refused_sale_moves_nothing_and_leaves_the_others() -> None:
    shop, member = _with_500()
    poor = a_member()
    asked = [
        _sale(shop, poor, key="a", spend=1),
        _sale(shop, member, key="b", spend=500),
        _sale(shop, member, key="c", spend=10),
        _sale(shop, member, key="b", spend=500),
    ]
    with transaction.atomic():
        answers = operations.sell_many(asked)
    assert isinstance(answers[0], MemberHasLess)
    assert isinstance(answers[1], Sold)
    assert isinstance(answers[2], MemberHasLess)
    assert isinstance(answers[3], Sold)
    assert answers[3].repeated is True
    assert books.balance(f"member:{poor}", POINT) == 0
    assert models.Sale.objects.count() == 1
    assert activity_queries.regions_of_member(poor) == []


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"amount_yen": 0}, BadSale),
        ({"spend": 1581}, BadSale),
        ({"amount_yen": 10_000_001}, BadSale),
        ({"asset": f"{TOWN}:coin"}, Refusal),
        ({"at": NOW - timedelta(days=31)}, ShopDoesNotTakePart),
    ],
)
def test_what_cannot_be_a_sale_is_refused(told: dict[str, object], refusal: type) -> None:
    shop, member = _with_500()
    with pytest.raises(refusal):
        operations.sell(_sale(shop, member, **told))
    assert models.Sale.objects.count() == 0


def test_a_paused_shop_sells_nothing() -> None:
    shop, member = _with_500()
    merchants.change_state(shop_code=shop, state="paused", why="改装", by=None, at=NOW)
    with pytest.raises(ShopIsNotOpen):
        operations.sell(_sale(shop, member))


def test_a_repetition_gets_its_answer_when_the_shop_has_paused_since() -> None:
    shop, member = _with_500()
    first = operations.sell(_sale(shop, member))
    merchants.change_state(shop_code=shop, state="paused", why="改装", by=None, at=NOW)
    assert operations.sell(_sale(shop, member)) == replace(first, repeated=True)


def test_a_shop_that_pays_for_points_buys_them_as_it_grants_them() -> None:
    shop = a_shop(earn_payer=SHOP)
    a_purchase_rule()
    member = a_member()
    sold = operations.sell(_sale(shop, member, amount_yen=1000))
    assert sold.earned == 10
    assert books.balance(f"shop:{shop}", POINT) == 0
    kinds = [line.kind for line in books.statement(f"shop:{shop}", POINT)]
    assert sorted(kinds) == ["buy", "grant"]
    key = models.Sale.objects.get().activity_key
    with transaction.atomic():
        activities.withdraw(key=key, at=NOW, reason="返品")
    assert books.balance(f"member:{member}", POINT) == 0
    assert books.balance(f"shop:{shop}", POINT) == 0
    assert books.faults() == []


def test_a_shop_where_nothing_is_earned_still_takes_points() -> None:
    shop, member = _with_500()
    merchants.take_part(shop_code=shop, asset=POINT, since=NOW.date(), earns=False)
    sold = operations.sell(_sale(shop, member, spend=80))
    assert (sold.spent, sold.earned, sold.reason) == (80, 0, "nothing_due")


def test_an_asset_that_is_none_is_refused_and_leaves_the_others() -> None:
    shop, member = _with_500()
    asked = [_sale(shop, member, key="a", asset="none"), _sale(shop, member, key="b")]
    with transaction.atomic():
        answers = operations.sell_many(asked)
    assert isinstance(answers[0], ShopDoesNotTakePart)
    assert isinstance(answers[1], Sold)
