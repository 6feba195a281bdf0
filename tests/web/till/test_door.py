"""The door of a shop's pages: its own phones enter, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import world

from enishi.merchants import operations, queries
from enishi.web.design import clock, dates, offline
from enishi.web.till import door

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)


@pytest.fixture
def card():
    shop = world.a_shop()
    return operations.make_shop_card(shop_code=shop, at=world.NOW)


def test_card_and_number_open_a_till_and_lead_back_to_the_page_asked_for(card):
    phone = Client()
    sent_away = phone.get("/till/day")
    assert sent_away.status_code == 302
    asked = phone.get(f"{sent_away.url}&card={card.secret}")
    assert asked.status_code == 200
    told = {"card": card.secret, "pin": card.pin, "next": asked.context["next"]}
    opened = phone.post("/till/open", told)
    assert (opened.status_code, opened.url) == (302, "/till/day")
    assert phone.get("/till/day").status_code == 200


def test_a_wrong_number_is_told_with_what_is_left_and_opens_nothing(card):
    phone = Client()
    wrong = "0000" if card.pin != "0000" else "0001"
    answer = phone.post("/till/open", {"card": card.secret, "pin": wrong})
    assert answer.status_code == 422
    assert "あと4回" in answer.content.decode()
    assert door.COOKIE not in phone.cookies
    assert phone.get("/till/").status_code == 302


def test_an_edited_or_ended_cookie_opens_nothing(card):
    phone = Client()
    phone.post("/till/open", {"card": card.secret, "pin": card.pin})
    kept = phone.cookies[door.COOKIE].value
    thief = Client()
    thief.cookies[door.COOKIE] = kept.partition(":")[0]
    assert thief.get("/till/").status_code == 302
    (device,) = queries.devices(card.shop_code)
    assert phone.get("/till/").status_code == 200
    operations.end_device(shop_code=card.shop_code, device_id=device.id, at=world.NOW)
    assert phone.get("/till/").status_code == 302
    told = phone.get("/till/", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (403, "till_is_closed")


def test_a_fourth_phone_takes_the_place_of_one_that_is_chosen(card):
    for _ in range(3):
        Client().post("/till/open", {"card": card.secret, "pin": card.pin})
    phone = Client()
    full = phone.post("/till/open", {"card": card.secret, "pin": card.pin})
    assert full.status_code == 409
    first = full.context["phones"][-1]
    told = {"card": card.secret, "pin": card.pin, "ending": str(first.id)}
    assert phone.post("/till/open", told).status_code == 302
    living = [one.id for one in queries.devices(card.shop_code) if one.ended_at is None]
    assert len(living) == 3
    assert first.id not in living


def test_the_till_ends_phones_of_its_own_shop_only(card):
    phone = Client()
    phone.post("/till/open", {"card": card.secret, "pin": card.pin})
    other = world.a_shop("八百屋みどり", trade="produce")
    world.a_till(other)
    (strange,) = queries.devices(other)
    (own,) = queries.devices(card.shop_code)
    phone.post(f"/till/devices/{strange.id}/end")
    assert queries.device(strange.id).ended_at is None
    assert phone.post(f"/till/devices/{own.id}/end").url == "/till/open"
    assert phone.get("/till/").status_code == 302


def test_a_phone_is_ended_in_two_steps_and_told_from_others_by_its_hour(card):
    phone = Client()
    phone.post("/till/open", {"card": card.secret, "pin": card.pin})
    page = phone.get("/till/devices").content.decode()
    (own,) = queries.devices(card.shop_code)
    before, form = page.split(f"/till/devices/{own.id}/end")
    assert "<summary" in before.split("<li>")[-1]
    assert "もう一度始めるまで、会計できません" in before
    assert dates.time(own.created_at) in before
    assert "このスマホを止める" in form


def test_a_phone_that_sells_says_so_everywhere_and_for_a_week_after_its_end(card):
    phone = Client()
    phone.post("/till/open", {"card": card.secret, "pin": card.pin})
    phone.get("/till/")
    told = phone.cookies[offline.SELLS]
    assert (told["path"], told["max-age"], told.value) == ("/", door.KEPT_SECONDS, "1")
    assert phone.get("/till/day").cookies.get(offline.SELLS) is None
    (own,) = queries.devices(card.shop_code)
    phone.post(f"/till/devices/{own.id}/end")
    assert phone.cookies[offline.SELLS]["max-age"] == 7 * 24 * 3600
