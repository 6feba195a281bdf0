"""A reward at the till: read, shown, used once, taken back on the same day."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import world
from tests.rewards.test_rewards import a_holder, a_reward, gets

from enishi.ledger import queries as books
from enishi.merchants import operations as merchants
from enishi.rewards import queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
POINT = f"{world.TOWN}:point"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)


def a_till(shop):
    card = merchants.make_shop_card(shop_code=shop, at=world.NOW)
    phone = Client()
    phone.post("/till/open", {"card": card.secret, "pin": card.pin})
    return phone


def test_a_voucher_is_shown_before_it_is_used_and_can_be_taken_back_today():
    shop = world.a_shop()
    soup = a_reward(ways=("shop",), shop_code=shop, place="", title="はっと汁", price=300)
    held = gets(soup, a_holder(), way="shop")
    till = a_till(shop)
    one = f"/till/vouchers/{held.code}"
    assert till.get(f"/till/vouchers?number={held.code}").url == one
    assert "はっと汁" in till.get(one).content.decode()
    assert queries.voucher(held.code).state == "waiting"
    assert till.post(one, {"use": "1"}).url == f"{one}?done=1"
    assert books.balance(f"shop:{shop}", POINT) == 300
    assert till.post(one, {"use": "1"}).status_code == 409
    assert "はっと汁" in till.get("/till/vouchers").content.decode()
    assert till.post(one, {"undo": "1"}).status_code == 302
    assert (queries.voucher(held.code).state, books.balance(f"shop:{shop}", POINT)) == (
        "waiting",
        0,
    )


def test_another_shops_voucher_is_refused_and_no_other_phone_uses_any():
    shop, other = world.a_shop(), world.a_shop("豆腐の青山")
    soup = a_reward(ways=("shop",), shop_code=shop, place="")
    held = gets(soup, a_holder(), way="shop")
    one = f"/till/vouchers/{held.code}"
    stranger = a_till(other)
    assert stranger.get(one).status_code == 409
    assert stranger.post(one, {"use": "1"}).status_code == 409
    assert Client().post(one, {"use": "1"}).status_code == 302
    assert a_till(shop).get("/till/vouchers/N0SVCHVCHERN0NE0").status_code == 404
    assert queries.voucher(held.code).state == "waiting"
