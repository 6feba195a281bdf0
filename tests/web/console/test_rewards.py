"""The desk's side of rewards: offered, counted, handed over once, sent, or given back."""

from __future__ import annotations

import pytest
from tests import world
from tests.rewards.test_rewards import HOME, a_holder, a_reward, asks, gets, of

from enishi.membership import queries as membership
from enishi.rewards import operations, queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
LIST = f"/console/{world.TOWN}/rewards/"
DESK = f"/console/{world.TOWN}/vouchers/"
FORM = {
    "title": "豆腐づくり体験",
    "kind": "experience",
    "asset": f"{world.TOWN}:point",
    "price": "1200",
    "stock": "8",
    "ways": ["desk"],
    "place": "公民館",
    "voucher_days": "60",
}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)


def test_staff_offer_a_reward_count_it_anew_and_let_it_rest(desk):
    world.a_point()
    window = desk("accountant", world.TOWN)
    assert window.post(f"{LIST}new", FORM).status_code == 302
    (made,) = queries.rewards_of(world.TOWN)
    assert (made.title, made.price, made.stock, made.voucher_days) == (FORM["title"], 1200, 8, 60)
    window.post(f"{LIST}{made.id}/stock", {"stock": "5"})
    assert queries.reward_of(made.id).stock == 5
    assert window.post(f"{LIST}{made.id}/stock", {"stock": "many"}).status_code == 422
    changed = {**FORM, "title": "みそづくり体験", "price": "900"}
    assert window.post(f"{LIST}{made.id}/", changed).status_code == 302
    shown = queries.reward_of(made.id)
    assert (shown.title, shown.price, shown.stock) == ("みそづくり体験", 900, 5)
    window.post(f"{LIST}{made.id}/switch", {"state": "closed"})
    assert not queries.reward_of(made.id).is_open
    assert "みそづくり体験" in window.get(LIST).content.decode()


def test_what_is_wrong_with_a_reward_is_said_at_its_field(desk):
    world.a_point()
    window = desk("accountant", world.TOWN)
    page = window.post(f"{LIST}new", {**FORM, "place": ""})
    assert page.status_code == 422
    assert "窓口の場所を書いてください" in page.content.decode()
    assert queries.rewards_of(world.TOWN) == []


def test_the_desk_hands_a_voucher_over_once_and_the_member_can_read_that_it_did(desk):
    member = a_holder()
    held = gets(a_reward(), member)
    window = desk("organiser", world.TOWN)
    led = window.get(f"{DESK}?number={held.code.lower()}")
    assert led.url == f"{DESK}{held.code}"
    assert "棚田のお米" in window.get(led.url).content.decode()
    assert window.post(led.url).url == f"{DESK}{held.code}?done=1"
    assert queries.voucher(held.code).state == "used"
    assert window.post(led.url).status_code == 409
    assert "もう使われています" in window.get(led.url).content.decode()
    assert [look.purpose for look in membership.looks(member)] == ["voucher"]


def test_a_voucher_of_another_place_is_not_handed_over_at_the_desk(desk):
    shop = world.a_shop()
    soup = a_reward(ways=("shop",), shop_code=shop, place="")
    held = gets(soup, a_holder(), way="shop")
    window = desk("organiser", world.TOWN)
    assert "窓口で渡すものではありません" in window.get(f"{DESK}{held.code}").content.decode()
    assert window.post(f"{DESK}{held.code}").status_code == 409
    world.a_region(world.NEIGHBOUR, "となりの町")
    other = desk("organiser", world.NEIGHBOUR)
    assert other.get(f"/console/{world.NEIGHBOUR}/vouchers/{held.code}").status_code == 404


def test_what_waits_to_be_sent_is_sent_or_given_back_with_a_word(desk):
    rice = a_reward(ways=("post",), place="")
    members = [a_holder(), a_holder()]
    held = [operations.exchange(asked=asks(rice, one, way="post", address=HOME)) for one in members]
    window = desk("accountant", world.TOWN)
    assert "お届けを待っているもの：2件" in window.get(LIST).content.decode()
    page = window.get(f"{LIST}send").content.decode()
    assert HOME.address in page
    assert [look.purpose for look in membership.looks(members[0])] == ["voucher"]
    window.post(f"{LIST}send/{held[0].code}", {"note": "ゆうパック 12", "send": "1"})
    window.post(f"{LIST}send/{held[1].code}", {"note": "不作のため", "cancel": "1"})
    assert [queries.voucher(one.code).state for one in held] == ["used", "cancelled"]
    assert [of(one) for one in members] == [200, 1000]
    assert queries.to_send(world.TOWN) == []


def test_addresses_are_for_those_who_manage_money_only(desk):
    a_reward()
    assert desk("organiser", world.TOWN).get(f"{LIST}send").status_code == 404
    assert desk("analyst", world.TOWN).get(DESK).status_code == 404
