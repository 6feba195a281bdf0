"""A letter that no database keeps breaks no page, wherever it is sent."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client
from tests import world
from tests.sponsors.world import a_use
from tests.web.till.conftest import a_phone_of

from enishi.sales import models
from enishi.web.design import clock, letters

pytestmark = pytest.mark.django_db
NUL = "x\0y"


def test_what_was_sent_stays_but_for_this_letter():
    told = QueryDict("a=1%002&a=3&b%00=%E9%AD%9A")
    clean = letters.without_nul(told)
    assert {name: clean.getlist(name) for name in clean} == {"a": ["12", "3"], "b": ["魚"]}


def test_addresses_with_it_lead_nowhere_and_forms_are_read_without_it(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    shop, member = world.a_shop(), world.a_member()
    world.a_purchase_rule()
    sold = a_use(shop, member, 1_000)
    phone, till = Client(), a_phone_of(shop)
    assert phone.get(f"/s/{shop}%00").status_code == 404
    assert phone.get(f"/s/{shop}", {"asset": NUL, "amount": NUL}).status_code < 500
    told = {"card": NUL, "pin": NUL, "next": NUL}
    assert phone.post("/till/open", told).status_code == 404  # no such card
    back = {"how": "part", "yen": "100", "reason": "サイズ\0ちがい"}
    assert till.post(f"/till/sales/{sold.code}/back", back).status_code == 302
    assert models.Return.objects.get().reason == "サイズちがい"
