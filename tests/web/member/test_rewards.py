"""Rewards on a phone: seen, exchanged after a second yes, shown as a code, given back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from tests import world
from tests.rewards.test_rewards import a_reward, of

from enishi.membership import operations as membership
from enishi.rewards import operations, queries
from enishi.web.member import device

pytestmark = pytest.mark.django_db
LIST = f"/r/{world.TOWN}/rewards/"


def a_phone(points=1000):
    held = membership.hold_on_device(at=world.NOW)
    world.move(f"issue:{world.TOWN}:point", f"member:{held.member_id}", points)
    answer = HttpResponse()
    device.keep(answer, held.device_id)
    client = Client()
    client.cookies[device.COOKIE] = answer.cookies[device.COOKIE].value
    return client, held.member_id


def key_of(page):
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


def test_a_reward_is_exchanged_by_the_second_yes_and_once_however_often_it_is_sent(town):
    rice = a_reward()
    phone, member = a_phone()
    assert "棚田のお米" in phone.get(LIST).content.decode()
    one = f"{LIST}{rice}"
    assert "窓口で受け取る" in phone.get(one).content.decode()
    confirm = phone.get(f"{one}?way=desk")
    assert "200が残ります" in confirm.content.decode()
    assert of(member) == 1000
    told = {"key": key_of(confirm)}
    first = phone.post(f"{one}?way=desk", told)
    again = phone.post(f"{one}?way=desk", told)
    assert (first.status_code, first.url) == (302, again.url)
    assert of(member) == 200
    page = phone.get(first.url).content.decode()
    (voucher,) = queries.vouchers_of(member)
    assert 'class="qr"' in page
    assert "役場1階" in page
    assert voucher.code in phone.get("/me/vouchers").content.decode()


def test_what_is_sent_asks_for_an_address_and_says_what_is_missing(town):
    rice = a_reward(ways=("post",), place="")
    phone, member = a_phone()
    address = f"{LIST}{rice}?way=post"
    key = key_of(phone.get(address))
    missing = phone.post(address, {"key": key, "name": "森田うみ"})
    assert missing.status_code == 422
    assert "お届けに必要なところが、あいています" in missing.content.decode()
    assert 'value="森田うみ"' in missing.content.decode()
    assert of(member) == 1000
    told = {"key": key, "name": "森田うみ", "address": "1-2", "phone": "0191"}
    assert phone.post(address, told).status_code == 302
    page = phone.get(f"/me/vouchers/{queries.vouchers_of(member)[0].code}").content.decode()
    assert "お届けの準備中です" in page
    assert 'class="qr"' not in page


def test_nobody_sees_or_cancels_anothers_voucher(town):
    rice = a_reward()
    phone, member = a_phone()
    thief, _ = a_phone()
    address = f"{LIST}{rice}?way=desk"
    phone.post(address, {"key": key_of(phone.get(address))})
    (voucher,) = queries.vouchers_of(member)
    for other in (thief, Client()):
        assert other.get(f"/me/vouchers/{voucher.code}").status_code == 404
        assert other.post(f"/me/vouchers/{voucher.code}/cancel").status_code == 404
    assert of(member) == 200
    assert phone.post(f"/me/vouchers/{voucher.code}/cancel").status_code == 302
    assert of(member) == 1000
    page = phone.get(f"/me/vouchers/{voucher.code}").content.decode()
    assert "取り消して、ポイントが戻りました" in page


def test_the_list_says_why_something_cannot_be_had(town):
    a_reward(title="高い体験", price=5000)
    a_reward(title="なくなった米", stock=0)
    phone, _ = a_phone()
    page = phone.get(LIST).content.decode()
    assert "あと4,000円ぶんで引き換えられます" in page
    assert "なくなりました" in page
    assert "高い体験" in Client().get(LIST).content.decode()


def test_a_reward_off_the_list_or_of_another_town_is_not_found(town):
    rice = a_reward()
    phone, _ = a_phone()
    world.a_region(world.NEIGHBOUR, "となりの町")
    assert phone.get(f"/r/{world.NEIGHBOUR}/rewards/{rice}").status_code == 404
    assert phone.post(f"{LIST}{rice}", {"key": str(uuid4())}).status_code == 404
    assert phone.post(f"{LIST}{rice}?way=desk", {"key": "x"}).status_code == 404
    operations.switch_reward(reward_id=rice, is_open=False)
    assert phone.get(f"{LIST}{rice}").status_code == 404
