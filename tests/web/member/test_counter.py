"""The code on a counter: a member pays with their own phone and shows that it is done."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from tests import world

from enishi.ledger import queries as books
from enishi.membership import queries as membership
from enishi.sales import models
from enishi.sales.sale import COUNTER_SALES_MAX
from enishi.web.design import clock, word
from enishi.web.member import device

pytestmark = pytest.mark.django_db
POINT = f"{world.TOWN}:point"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def fields(answer) -> dict[str, str]:
    """Return what the form that buys carries."""
    form = answer.content.decode().partition('method="post"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


@pytest.fixture
def moment(monkeypatch):
    class Moment:
        at = world.NOW

    monkeypatch.setattr(clock, "now", lambda: Moment.at)
    return Moment


@pytest.fixture
def shop(moment):
    code = world.a_shop()
    world.a_purchase_rule()
    return code


@pytest.fixture
def phone(shop):
    """The phone of a member with 500 points."""
    opened = Client()
    told = fields(opened.get(f"/s/{shop}?sure=1&amount=100"))
    opened.post(f"/s/{shop}", told)
    (first,) = models.Sale.objects.all()
    opened.member = first.member_id
    world.move(f"issue:{POINT}", f"member:{opened.member}", 499)
    models.Sale.objects.all().delete()
    return opened


def test_a_member_types_price_and_points_and_shows_that_it_is_paid(shop, phone, moment):
    asked = phone.get(f"/s/{shop}")
    assert "500円ぶん" in text(asked)
    sure = phone.get(f"/s/{shop}?asset={POINT}&sure=1&amount=1580&points=137")
    assert "1,443" in text(sure)
    told = fields(sure)
    first = phone.post(f"/s/{shop}", told)
    again = phone.post(f"/s/{shop}", told)
    assert first.url == again.url
    shown = phone.get(first.url)
    assert word.today(shop, moment.at).name in text(shown)
    assert "動く" in shown.content.decode()
    assert books.balance(f"member:{phone.member}", POINT) == 377
    (sold,) = models.Sale.objects.all()
    assert (sold.channel, sold.spent, sold.earned) == ("counter", 137, 14)


def test_the_shown_page_is_the_buyers_own_and_loses_its_signs_the_next_day(shop, phone, moment):
    told = fields(phone.get(f"/s/{shop}?sure=1&amount=100"))
    address = phone.post(f"/s/{shop}", told).url
    assert Client().get(address).status_code == 404
    moment.at += timedelta(days=1)
    assert "動く" not in phone.get(address).content.decode()


def test_a_new_phone_becomes_a_member_by_buying_once(shop):
    stranger = Client()
    sure = stranger.get(f"/s/{shop}?sure=1&amount=1000")
    told = fields(sure)
    for _ in range(2):
        answer = stranger.post(f"/s/{shop}", told)
        assert answer.status_code == 302
    assert stranger.get(answer.url).status_code == 200
    (sold,) = models.Sale.objects.all()
    assert sold.earned == 10
    assert membership.member(sold.member_id).display_name == ""


def test_nobody_is_made_for_a_sale_that_is_refused(shop):
    stranger = Client()
    before = models.Sale.objects.count()
    told = fields(stranger.get(f"/s/{shop}?sure=1&amount=1000")) | {"amount": "30001"}
    answer = stranger.post(f"/s/{shop}", told)
    assert answer.status_code == 422
    assert device.COOKIE not in stranger.cookies
    assert models.Sale.objects.count() == before


def test_a_printed_code_is_trusted_with_few_sales_a_day(shop, phone):
    for _ in range(COUNTER_SALES_MAX):
        told = fields(phone.get(f"/s/{shop}?sure=1&amount=100"))
        assert phone.post(f"/s/{shop}", told).status_code == 302
    last = phone.post(f"/s/{shop}", told)
    assert last.status_code == 302  # the same sale again is answered as before
    fresh = fields(phone.get(f"/s/{shop}?sure=1&amount=100"))
    refused = phone.post(f"/s/{shop}", fresh)
    assert refused.status_code == 409
    assert "1日3回まで" in text(refused)


def test_all_points_used_and_sent_again_are_the_same_sale(shop, phone):
    told = fields(phone.get(f"/s/{shop}?sure=1&amount=500&points=500"))
    first = phone.post(f"/s/{shop}", told)
    again = phone.post(f"/s/{shop}", told)
    assert (again.status_code, again.url) == (302, first.url)
    assert phone.post(f"/s/{shop}", told | {"points": "400"}).status_code == 409
    assert models.Sale.objects.count() == 1


def test_the_code_on_the_till_carries_the_price(shop, phone):
    query = dict(parse_qsl(urlsplit(f"/s/{shop}?amount=1580").query))
    assert 'value="1580"' in phone.get(f"/s/{shop}", query).content.decode()
    assert phone.get("/s/NOSUCHSH").status_code == 404
    assert phone.post(f"/s/{shop}", {"amount": "100", "key": "x"}).status_code == 404
