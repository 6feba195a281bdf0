"""The public list of shops, its map, and a shop that asks to join."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests import world
from tests.world import NOW, TOWN

from enishi.merchants import operations, queries, terms
from enishi.merchants.offer import NewOffer
from enishi.merchants.shop import NewShop
from enishi.sales.operations import telling
from enishi.web.design import clock
from enishi.web.member import shop_map
from enishi.web.member.shop_map import Place

pytestmark = pytest.mark.django_db(transaction=True)
LIST = f"/r/{TOWN}/shops/"
APPLY = f"{LIST}apply"
TOLD = {
    "name": "山里パン",
    "kana": "ヤマザトパン",
    "trade": "sweets",
    "contact": "里見ひろ",
    "phone": "0000-12-3403",
    "agrees": "on",
}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page(path: str, **told: str) -> str:
    return Client().get(path, told).content.decode()


def test_only_open_shops_that_take_part_are_listed_and_none_tells_its_phone() -> None:
    world.a_shop(kana="さかなのまるこう", phone="0000-12-3401", about="朝の魚")
    new = NewShop(region_code=TOWN, name="まだの店", trade="other", contact="某", terms_version="1")
    waiting = operations.apply(new=new, at=NOW)
    shown = page(LIST)
    assert "魚のまる幸" in shown
    assert "1軒" in shown
    assert "まだの店" not in shown
    assert "0000-12-3401" not in shown
    assert "幸田みさ" not in shown
    assert Client().get(f"{LIST}{waiting}").status_code == 404


def test_words_find_a_shop_however_its_name_is_typed() -> None:
    world.a_shop(kana="さかなのまるこう")
    world.a_shop("山里パン", trade="sweets", kana="やまざとぱん", about="米粉のパン")
    for words in ("パン", "ﾔﾏｻﾞﾄ", "やまざと", "米粉 ぱん"):
        found = page(LIST, q=words)
        assert "山里パン" in found, words
        assert "魚のまる幸" not in found, words
    assert "魚のまる幸" in page(LIST, trade="fish")
    assert "山里パン" not in page(LIST, trade="fish")
    assert "まだありません" in page(LIST, trade="books")


def test_an_offer_is_shown_once_the_town_allowed_it() -> None:
    shop = world.a_shop()
    new = NewOffer(title="朝どれ市", text="あじ3匹", from_on=NOW.date(), until_on=NOW.date())
    operations.make_offer(shop_code=shop, new=new, at=NOW)
    assert "朝どれ市" not in page(f"{LIST}{shop}")
    telling.tell_offer(offer_id=queries.offers_of([shop])[0].id, region_code=TOWN, by=None, at=NOW)
    assert "朝どれ市" in page(f"{LIST}{shop}")
    assert "朝どれ市" in page(LIST)


def test_a_shop_asks_to_join_and_follows_how_it_stands() -> None:
    world.a_point()
    client = Client()
    asked = client.post(APPLY, TOLD | {"invoice_number": "Ｔ1234 567890123"})
    assert asked.status_code == 302
    (shop,) = queries.shops_of(TOWN)
    assert (shop.state, shop.invoice_number) == ("applied", "T1234567890123")
    assert shop.terms_version == terms.VERSION
    status = asked["Location"]
    assert "受け取りました" in page(status)
    operations.approve(shop_code=shop.code, by=None, at=NOW)
    assert "加盟店になりました" in page(status)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"agrees": ""}, "約束を読んで"),
        ({"name": ""}, "あと少し"),
        ({"trade": "casino"}, "あと少し"),
        ({"invoice_number": "T123"}, "13けた"),
    ],
)
def test_an_application_says_what_is_missing_and_keeps_the_rest(
    told: dict[str, str], said: str
) -> None:
    world.a_point()
    answer = Client().post(APPLY, TOLD | told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "里見ひろ" in answer.content.decode()
    assert queries.shops_of(TOWN) == []


def test_a_place_that_is_not_in_japan_is_no_place() -> None:
    world.a_point()
    Client().post(APPLY, TOLD | {"latitude": "0", "longitude": "0"})
    Client().post(APPLY, TOLD | {"latitude": "35.6", "longitude": "135.9"})
    assert sorted(str(one.latitude) for one in queries.shops_of(TOWN)) == ["35.6", "None"]


def test_a_town_without_points_takes_no_shops() -> None:
    world.a_programme()
    assert Client().get(APPLY).status_code == 404
    assert "申し込む" not in page(LIST)


def test_the_map_keeps_directions_and_no_dot_lies_on_another() -> None:
    same = [Place(3, "c", 35.60, 135.94), Place(4, "d", 35.60, 135.94)]
    plan = shop_map.draw([Place(1, "a", 35.62, 135.92), Place(2, "b", 35.60, 135.94), *same])
    assert plan is not None
    north, south = plan.dots[0], plan.dots[1]
    assert north.y < south.y
    assert north.x < south.x
    for one in plan.dots:
        assert 0 < one.x < plan.width
        assert 0 < one.y < plan.height
        for other in plan.dots[: one.number - 1]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > 26**2
    # 0.02 degrees north are 2.2 km: the scale fits in.
    assert plan.metres in (500, 1_000)
    assert shop_map.draw([same[0]]) is None


def test_a_shop_of_the_next_town_is_listed_where_its_points_count() -> None:
    asset = world.a_point()
    world.a_region(world.NEIGHBOUR, "となりの町")
    world.a_shop("となりの店", world.NEIGHBOUR, asset=asset, at=NOW - timedelta(days=3))
    assert "となりの店" in page(LIST)
    assert "となりの町" in page(LIST)
