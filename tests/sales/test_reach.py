"""What a buyer's card may do at a shop, at the till: presets, and programmes of several towns."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from tests.world import (
    NEIGHBOUR,
    NOW,
    PREFECTURE,
    TOWN,
    a_member,
    a_point,
    a_purchase_rule,
    a_region,
    a_shop,
    move,
)

from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.programs import operations as programs
from enishi.programs.programme import NewRule
from enishi.programs.scopes import PRESETS
from enishi.regions import operations as regions
from enishi.sales import operations
from enishi.sales.operations import CardMayNotSpendHere
from enishi.sales.sale import NewSale, Sold

POINT = f"{TOWN}:point"
THIRD = "993034"
AREA = "994014"
pytestmark = pytest.mark.django_db(transaction=True)


def _preset(name: str, asset: str = POINT) -> None:
    programs.set_scopes(asset=asset, table=PRESETS[name])


def _holder(kind: str, *, region: str = TOWN, asset: str = POINT) -> UUID:
    member = a_member()
    if kind:
        membership.issue_card(member_id=member, region_code=region, kind=kind, at=NOW)
    move(f"issue:{asset}", f"member:{member}", 500, asset=asset)
    return member


def _buys(shop: str, member: UUID, spend: int, *, asset: str = POINT, key: str = "k") -> Sold:
    return operations.sell(
        NewSale(
            key=f"{key}{member}",
            shop_code=shop,
            member_id=member,
            asset=asset,
            amount_yen=1000,
            spend=spend,
            at=NOW,
        )
    )


def test_a_friend_of_the_village_earns_at_a_partner_outside_and_spends_inside() -> None:
    asset = a_point()
    a_purchase_rule()
    inside = a_shop()
    a_region(NEIGHBOUR, "となりの町")
    outside = a_shop("小菅の店 東京", NEIGHBOUR, asset=asset)
    _preset("fractional")
    friend, villager = _holder("friend"), _holder("resident")
    assert _buys(outside, friend, 0).earned == 10
    assert _buys(inside, friend, 100, key="in").spent == 100
    with pytest.raises(CardMayNotSpendHere) as refused:
        _buys(outside, friend, 1, key="no")
    assert refused.value.facts["why"] == "only_inside"
    earned = _buys(outside, villager, 0)
    assert (earned.earned, earned.reason) == (0, "only_inside")
    assert books.faults() == []


def test_a_crew_card_is_spent_only_in_the_city_and_needs_no_kind() -> None:
    asset = a_point()
    a_purchase_rule()
    a_region(NEIGHBOUR, "となりの町")
    inside, outside = a_shop(), a_shop("港の通販", NEIGHBOUR, asset=asset)
    _preset("crew")
    crew = _holder("")
    assert (_buys(inside, crew, 137).spent, _buys(outside, crew, 0).earned) == (137, 10)
    with pytest.raises(CardMayNotSpendHere):
        _buys(outside, crew, 1, key="no")


def test_a_citizens_card_is_needed_and_is_taken_anywhere() -> None:
    asset = a_point()
    a_region(NEIGHBOUR, "となりの町")
    outside = a_shop("県外の店", NEIGHBOUR, asset=asset)
    _preset("citizen")
    assert _buys(outside, _holder("visitor"), 500).spent == 500
    with pytest.raises(CardMayNotSpendHere) as refused:
        _buys(outside, _holder(""), 1)
    assert refused.value.facts["why"] == "needs_card"


def test_points_of_three_towns_are_earned_and_spent_in_all_of_them_with_any_town_s_card() -> None:
    asset, shops = _three_towns()
    member = _holder("resident", region=NEIGHBOUR, asset=asset)
    for spend, shop in zip((100, 50, 7), shops, strict=True):
        sold = _buys(shop, member, spend, asset=asset, key=shop)
        assert (sold.spent, sold.earned) == (spend, (1000 - spend) * 10 // 1000)
    taken = [books.balance(f"shop:{shop}", asset) for shop in shops]
    assert taken == [100, 50, 7]
    assert books.faults() == []


def test_a_rule_of_the_area_knows_the_cards_of_its_towns() -> None:
    asset, shops = _three_towns(card_kind="resident")
    neighbour = _holder("resident", region=NEIGHBOUR, asset=asset)
    visitor = _holder("visitor", region=NEIGHBOUR, asset=asset)
    assert _buys(shops[0], neighbour, 0, asset=asset).earned == 10
    assert _buys(shops[0], visitor, 0, asset=asset).reason == "card_kind"


def test_a_shop_beyond_the_three_towns_neither_gives_nor_takes() -> None:
    asset, _ = _three_towns()
    a_region("993042", "とおい町")
    beyond = a_shop("遠い店", "993042", asset=asset)
    member = _holder("", asset=asset)
    assert _buys(beyond, member, 0, asset=asset).reason == "only_inside"
    with pytest.raises(CardMayNotSpendHere):
        _buys(beyond, member, 1, asset=asset, key="no")


def test_a_campaign_of_neighbours_gives_out_of_one_budget_in_all_their_towns() -> None:
    asset, shops = _three_towns()
    programs.set_campaign_budget(asset=asset, campaign="three-coasts", points_max=150)
    rule = NewRule(
        asset=asset,
        name="三つの浦めぐり",
        kind="purchase",
        amount=60,
        campaign="three-coasts",
        payer="三つの浦観光協会",
        valid_from=date(2026, 6, 1),
        valid_until=date(2026, 7, 1),
    )
    programs.add_rule(rule=rule)
    member = _holder("friend", asset=asset)
    earned = [_buys(shop, member, 0, asset=asset, key=shop).earned for shop in shops]
    assert earned == [70, 70, 10]


def _three_towns(*, card_kind: str = "") -> tuple[str, list[str]]:
    """Common points of three towns that are one area, with a shop in each."""
    towns = [TOWN, NEIGHBOUR, THIRD]
    for code, name in zip(towns, ("縁ヶ浦町", "となりの町", "みさき町"), strict=True):
        a_region(code, name)
    regions.add_region(code=AREA, name="三つの浦", parent=PREFECTURE, kind="area", towns=towns)
    asset = programs.open_points(
        region_code=AREA, name="三浦ポイント", issuer="三つの浦観光協会", lapse="never"
    )
    _preset("common", asset)
    rule = NewRule(
        asset=asset,
        name="三つの浦のお買い物",
        kind="purchase",
        per="yen",
        rate_permille=10,
        card_kind=card_kind,
        payer="三つの浦観光協会",
        valid_from=date(2026, 4, 1),
    )
    programs.add_rule(rule=rule)
    return asset, [a_shop(f"店{code}", code, asset=asset) for code in towns]
