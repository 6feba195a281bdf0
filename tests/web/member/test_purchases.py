"""What a member bought stands in their history and among their points, by the shop's name."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import world

from enishi.activities import queries as activities
from enishi.rights import queries as rights
from enishi.sales import operations
from enishi.sales.sale import NewSale, Sold
from enishi.web.design import clock

pytestmark = pytest.mark.django_db(transaction=True)
POINT = f"{world.TOWN}:point"
LATER = world.NOW + timedelta(hours=5)


@pytest.fixture
def phone(monkeypatch):
    """A member's phone, some points on it."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    world.a_point()
    event = world.an_event()
    client = Client()
    client.post(f"/e/{event.code}", {"t": world.a_poster(event).ticket})
    (client.member,) = activities.participant_ids(event.code)
    world.move(f"issue:{POINT}", f"member:{client.member}", 500)
    return client


def _sold(phone: Client, shop: str, **told: object) -> Sold:
    usual = {"key": "k", "amount_yen": 1580, "spend": 137, "at": world.NOW}
    return operations.sell(
        NewSale(shop_code=shop, member_id=phone.member, asset=POINT, **(usual | told))
    )


def _text(client: Client, address: str, language: str = "ja") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_history_says_what_it_cost_and_what_went_back(phone):
    world.a_purchase_rule()
    sold = _sold(phone, world.a_shop())
    page = _text(phone, "/me")
    assert "魚のまる幸" in page
    assert "1,580円のお買い物 ポイントを137円ぶん使いました" in page
    assert "返しました" not in page
    assert "お店のレジで確認" in page
    operations.give_back(
        sale_code=sold.code, shop_code=sold.shop_code, key="r", yen=580, at=world.NOW
    )
    page = _text(phone, "/me")
    assert "うち580円を返しました。 ポイントは50円ぶん戻りました。" in page
    assert "ついたポイントから5円ぶん引きました。" in page
    operations.give_back(sale_code=sold.code, shop_code=sold.shop_code, key="s", at=world.NOW)
    page = _text(phone, "/me")
    assert "全部、返しました。 ポイントは137円ぶん戻りました。" in page
    assert "この記録は、取り消されました。" in page


def test_every_movement_of_points_names_its_shop(phone):
    world.a_purchase_rule()
    shop = world.a_shop(name_en="Marukou Fish")
    sold = _sold(phone, shop)
    operations.give_back(
        sale_code=sold.code, shop_code=sold.shop_code, key="r", yen=580, at=world.NOW
    )
    address = f"/me/points/{world.TOWN}"
    page = _text(phone, address)
    assert "お店で使った魚のまる幸 −137円ぶん" in page
    assert "お買い物でもらった魚のまる幸 ＋14円ぶん" in page
    assert "返品で戻った魚のまる幸 ＋50円ぶん" in page
    assert "返品で引かれた魚のまる幸 −5円ぶん" in page
    english = _text(phone, address, "en")
    assert "魚のまる幸" not in english
    assert "Earned by buyingMarukou Fish" in english


def test_the_copy_of_one_s_data_holds_what_one_bought(phone):
    world.a_purchase_rule()
    sold = _sold(phone, world.a_shop())
    operations.give_back(
        sale_code=sold.code, shop_code=sold.shop_code, key="r", yen=580, at=world.NOW
    )
    (row,) = rights.copy_of(phone.member, LATER).rows("purchases")
    assert (row["shop_code"], row["amount_yen"], row["spent"]) == (sold.shop_code, 1580, 137)
    assert [one["points_back"] for one in row["returns"]] == [50]
    assert "お店でのお買い物（金額と、使った・ついたポイント）" in _text(phone, "/me/data")
