"""Partners on a phone: linked with one's word only, ended at any time, shops gone to by a token."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests import world
from tests.partners.test_partners import a_shop, agreed, brings, other
from tests.web.member.test_rewards import a_phone

from enishi.membership.operations import contacts
from enishi.partners import partner, queries

pytestmark = pytest.mark.django_db
PAGE = f"/r/{world.TOWN}/partners/"


def test_a_card_is_linked_with_a_word_given_and_ended_again(town):
    bus = other("cherica", partner.TRANSIT, partner.THEIR_NUMBER, name="やまのバス")
    phone, member = a_phone()
    assert "やまのバス" in phone.get(PAGE).content.decode()
    unsaid = phone.post(f"{PAGE}{bus}/link", {"number": "JE80123"})
    assert unsaid.url.endswith("?done=agree")
    assert queries.links_of(member) == []
    told = {"number": "JE80123", "agree": "1"}
    assert phone.post(f"{PAGE}{bus}/link", told).url.endswith("?done=linked")
    assert [one.version for one in queries.links_of(member)] == [partner.CONSENT_VERSION]
    brings(bus, "id,holder,at,amount\nR1,JE80123,2026-06-05,1240\n")
    page = phone.get(PAGE).content.decode()
    assert "つながっています" in page
    assert "1,240" in page
    phone.post(f"{PAGE}{bus}/unlink")
    assert queries.links_of(member)[0].ended_at is not None
    assert phone.post(f"{PAGE}{bus}/link", {"number": "1", "agree": "1"}).status_code == 422


def test_an_address_is_linked_only_once_it_is_proven(town):
    lift = other("zao-lift", partner.LIFT, "email", name="かもしかリフト")
    phone, member = a_phone()
    assert "登録したメールアドレスか電話番号がいります" in phone.get(PAGE).content.decode()
    assert phone.post(f"{PAGE}{lift}/link", {"agree": "1"}).status_code == 409
    contacts.complete(member_id=member, kind="email", value="umi@example.jp", at=world.NOW)
    assert "u*****@example.jp" in phone.get(PAGE).content.decode()
    assert phone.post(f"{PAGE}{lift}/link", {"agree": "1"}).status_code == 302
    assert len(queries.links_of(member)) == 1


def test_a_shop_is_gone_to_under_a_fresh_token_that_brings_the_order_back(town):
    shop = a_shop()
    phone, member = a_phone()
    went = [phone.post(f"{PAGE}{shop}/go").url for _ in range(2)]
    assert {urlsplit(one).hostname for one in went} == {"ichiba.example.jp"}
    tokens = [parse_qs(urlsplit(one).query)["enishi"][0] for one in went]
    assert tokens[0] != tokens[1]
    town.later(days=1)
    text = f"id,holder,at,amount\nO1,{tokens[1]},2026-06-06 12:00,900\n"
    assert brings(shop, text, at=town.at).taken == 1
    assert [one.units for one in queries.entries_of(member)] == [900]
    assert phone.get(f"{PAGE}{shop}/go").status_code == 405
    assert Client().post(f"{PAGE}{shop}/go").status_code == 404


def test_rate_fee_minimum_and_expiry_are_told_before_points_are_moved(town):
    agreed(lapse="days:180")
    page = a_phone()[0].get(PAGE).content.decode()
    for told in ("2 → 1", "5 %", "100から", "届いてから180日"):
        assert told in page
    assert "そらマイル" in Client().get(PAGE).content.decode()
