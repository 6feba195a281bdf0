"""Flows of the books tell who paid whom and where; LM3 and what leaks come from them alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.world import NOW, TOWN, a_member, a_purchase_rule, a_shop, an_official_region, move

from enishi.sales import operations, queries
from enishi.sales.circulation import Flow, Party, leaked, local_multiplier
from enishi.sales.sale import NewSale

POINT = f"{TOWN}:point"
TOFU = Party("shop:tofu", TOWN, "food")
BEANS = Party("shop:beans", TOWN, "produce")
FARMER = Party("shop:farmer", TOWN, "produce")
AWAY = Party("shop:away", "131016", "other")
MEMBERS = Party("member")


def pays(payer: Party, payee: Party, yen: int) -> Flow:
    return Flow(payer, payee, "", "price", yen, 1)


def economy(*, first: int, second: int) -> list[Flow]:
    """1,000 yen are paid to a tofu shop; so much goes on to the town, and so much again."""
    return [
        pays(MEMBERS, TOFU, 1000),
        pays(TOFU, BEANS, first),
        pays(TOFU, AWAY, 1000 - first),
        pays(BEANS, FARMER, second),
        pays(BEANS, AWAY, first - second),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(300, 90, 1.39), (500, 240, 1.74), (100, 10, 1.11)]
)
def test_three_rounds_of_tofu_come_to_what_they_do_by_hand(
    first: int, second: int, expected: float
) -> None:
    found = local_multiplier(economy(first=first, second=second), first=[TOFU.name], region=TOWN)
    assert found == pytest.approx(expected)


def test_only_what_came_from_the_round_before_is_followed() -> None:
    flows = [*economy(first=300, second=90), pays(Party("member:other"), BEANS, 300)]
    # Half of what the bean shop takes in is from elsewhere, so half of what it pays on counts.
    assert local_multiplier(flows, first=[TOFU.name], region=TOWN) == pytest.approx(1.345)


def test_a_circle_of_shops_is_followed_three_rounds_and_no_further() -> None:
    flows = [pays(MEMBERS, TOFU, 100), pays(TOFU, BEANS, 100), pays(BEANS, TOFU, 100)]
    assert local_multiplier(flows, first=[TOFU.name], region=TOWN) == pytest.approx(2.0)


def test_where_nothing_was_paid_there_is_no_multiplier_and_no_leak() -> None:
    assert local_multiplier([], first=[TOFU.name], region=TOWN) is None
    assert leaked([], region=TOWN) is None


def test_what_shops_of_a_town_pay_elsewhere_leaks() -> None:
    assert leaked(economy(first=300, second=90), region=TOWN) == pytest.approx(910 / 1300)


@pytest.mark.django_db
def test_the_books_tell_payer_payee_region_and_trade_of_every_flow() -> None:
    fish = a_shop()
    an_official_region("131016")
    inn = a_shop("東京の店", "131016", asset=POINT, trade="lodging")
    a_purchase_rule()
    member = a_member()
    move(f"issue:{POINT}", f"member:{member}", 500)
    told = {"member_id": member, "asset": POINT, "amount_yen": 1000}
    one = operations.sell(NewSale(key="1", shop_code=fish, spend=200, at=NOW, **told))
    operations.sell(NewSale(key="2", shop_code=inn, spend=100, at=NOW, **told))
    operations.give_back(sale_code=one.code, shop_code=fish, key="b", yen=500, at=NOW)
    day = NOW.date()
    found = queries.flows(POINT, since=day - timedelta(days=1), until=day + timedelta(days=2))
    seen = {
        (flow.payer.kind, flow.payee.kind, flow.kind, flow.asset): (flow.payee, flow.amount)
        for flow in found
        if flow.payee.region != "131016"
    }
    assert seen["member", "shop", "spend", POINT] == (Party(f"shop:{fish}", TOWN, "fish"), 200)
    assert seen["member", "shop", "price", ""] == (Party(f"shop:{fish}", TOWN, "fish"), 800)
    assert seen["shop", "member", "price_back", ""] == (MEMBERS, 400)
    assert seen["shop", "member", "refund", POINT] == (MEMBERS, 100)
    [away] = [flow for flow in found if flow.payee.region == "131016" and flow.asset]
    assert (away.payee.trade, away.amount, away.times) == ("lodging", 100, 1)
