"""The desk's pages: a card read, a fresh one handed out, a slip undone; what staff may not see."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from tests import world
from tests.web.console.test_events import AFTERNOON, signed_in
from tests.world import NEIGHBOUR, TOWN

from enishi.activities import queries as activities
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership import slips
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERNOON)


@pytest.fixture
def event():
    world.a_programme()
    return world.an_event()


@pytest.fixture
def desk(event) -> Client:
    return signed_in("organiser")


def blank(count: int = 1) -> list[str]:
    sheet = membership.prepare_cards(region_code=TOWN, sheets=1, at=AFTERNOON)
    return members.blank_cards(sheet, TOWN)[:count]


def door(event, part: str = "") -> str:
    return f"/console/{TOWN}/events/{event.code}/reception{part}"


def read(desk: Client, event, number: str, **more):
    return desk.post(door(event), {"number": number, **more}, headers=JSON)


def a_phones_card(name: str = "") -> tuple[object, str]:
    member_id = world.a_member()
    membership.set_display_name(member_id=member_id, display_name=name)
    number = membership.issue_card(
        member_id=member_id, region_code=TOWN, kind="visitor", at=AFTERNOON
    )
    return member_id, number


def test_a_card_is_answered_in_large_words_with_name_time_and_coins(desk, event):
    _, number = a_phones_card("みなと")
    told = read(desk, event, number).json()
    assert (told["state"], told["title"], told["who"], told["gift"]) == (
        "done",
        "受け付けました 14:00",
        "みなとさん",
        "2,000コイン",
    )
    again = read(desk, event, number).json()
    assert (again["state"], again["title"]) == ("again", "もう受け付けています（14:00）")


def test_a_fresh_paper_card_is_handed_out_by_reading_it(desk, event):
    (number,) = blank()
    told = read(desk, event, f"https://enishi.example/c#{number}").json()
    assert (told["state"], told["who"]) == ("done", f"会員証 …{number[-4:]}")
    assert told["note"] == "新しい会員証をお渡ししました。控えも、忘れずに。"
    assert read(desk, event, number).json()["state"] == "again"
    member_id = members.card_holder(number).member_id
    assert ledger.balance(f"member:{member_id}", f"{TOWN}:coin") == 2_000


def test_an_unknown_number_is_answered_with_what_to_do_and_nobody_comes(desk, event):
    answer = read(desk, event, "0000 0000 0000 0000")
    assert answer.status_code == 404
    assert answer.json()["message"] == "この番号の会員証はありません"
    assert activities.participants(event.code) == 0


def test_the_list_shows_only_the_end_of_a_number_and_who_may_be_undone(desk, event):
    poster = world.a_poster(event)
    world.events.check_in(ticket=poster.ticket, member_id=world.a_member(), at=AFTERNOON)
    _, number = a_phones_card()
    read(desk, event, number)
    page = desk.get(door(event) + "?part=list").content.decode()
    assert f"会員証 …{number[-4:]}" in page
    assert number not in page
    assert page.count("data-undo") == 1
    assert "<html" not in page


def test_a_wrong_reception_is_undone_and_can_be_made_again(desk, event):
    member_id, number = a_phones_card()
    read(desk, event, number)
    told = desk.post(door(event, "/undo"), {"member": member_id}, headers=JSON)
    assert told.json() == {"state": "undone"}
    assert ledger.balance(f"member:{member_id}", f"{TOWN}:coin") == 0
    withdrawn = read(desk, event, number).json()
    assert (withdrawn["state"], withdrawn["number"]) == ("withdrawn", number)
    assert read(desk, event, number, anew="1").json()["state"] == "done"
    assert ledger.balance(f"member:{member_id}", f"{TOWN}:coin") == 2_000


def test_the_member_can_read_that_staff_looked(desk, event):
    member_id, number = a_phones_card()
    read(desk, event, number)
    desk.post(f"/console/{TOWN}/cards/holder", {"number": number})
    assert {look.purpose for look in members.looks(member_id)} == {"reception", "card"}


def test_one_page_without_scripts_does_the_same(desk, event):
    _, number = a_phones_card()
    page = desk.post(door(event), {"number": number}).content.decode()
    assert "受け付けました 14:00" in page
    assert "desk-gift" in page


def test_sheets_are_made_counted_and_voided(desk, event):
    made = desk.post(f"/console/{TOWN}/cards/make", {"sheets": "2"}, follow=True)
    assert "16枚のうち、渡した0枚、残り16枚" in made.content.decode()
    (sheet,) = members.sheets(TOWN)
    printed = desk.get(f"/console/{TOWN}/cards/{sheet.id}.pdf")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")
    voided = desk.post(f"/console/{TOWN}/cards/{sheet.id}/void", follow=True)
    assert "残り0枚" in voided.content.decode()


@pytest.mark.parametrize("sheets", ["0", "26", "", "x", "９", "99999"])
def test_a_number_of_sheets_that_cannot_be_makes_none(desk, event, sheets):
    answer = desk.post(f"/console/{TOWN}/cards/make", {"sheets": sheets})
    assert answer.status_code == 422
    assert members.sheets(TOWN) == []


def test_a_card_at_the_counter_is_handed_out_looked_at_and_replaced(desk, event):
    first, second = blank(2)
    address = f"/console/{TOWN}/cards/holder"
    assert "まだ渡していない会員証です" in desk.post(address, {"number": first}).content.decode()
    desk.post(address, {"number": first, "give": "1"})
    read(desk, event, first)
    page = desk.post(address, {"number": first}).content.decode()
    assert "2,000" in page
    assert "参加でもらった" in page
    assert "棚田あかりの会" in page
    told = desk.post(f"/console/{TOWN}/cards/reissue", {"number": first, "fresh": second})
    assert "前の会員証は、もう使えません。" in told.content.decode()
    assert desk.post(address, {"number": first}).status_code == 404
    assert "2,000" in desk.post(address, {"number": second}).content.decode()


def test_points_are_given_to_the_fund_at_the_desk_once(desk, event):
    asset = world.a_point()
    (number,) = blank()
    member_id = membership.give_card(number=number, region_code=TOWN, at=AFTERNOON)
    world.move(f"issue:{asset}", f"member:{member_id}", 500, at=AFTERNOON)
    page = desk.post(f"/console/{TOWN}/cards/holder", {"number": number}).content.decode()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    form = {"number": number, "asset": asset, "amount": "３００円", "key": key}
    for _ in range(2):
        told = desk.post(f"/console/{TOWN}/cards/donate", form)
        assert "300円ぶんを、町の基金に寄附しました。" in told.content.decode()
    assert ledger.balance(f"member:{member_id}", asset) == 200
    assert ledger.balance(f"fund:{asset}", asset) == 300


@pytest.mark.parametrize("amount", ["0", "501", "-1", "abc", ""])
def test_an_amount_that_cannot_be_given_moves_nothing(desk, event, amount):
    asset = world.a_point()
    (number,) = blank()
    member_id = membership.give_card(number=number, region_code=TOWN, at=AFTERNOON)
    world.move(f"issue:{asset}", f"member:{member_id}", 500, at=AFTERNOON)
    key = "6f0cf0a8-9c5c-4f0e-8f0a-0d8c0a9f0001"
    form = {"number": number, "asset": asset, "amount": amount, "key": key}
    told = desk.post(f"/console/{TOWN}/cards/donate", form)
    assert told.status_code == 422
    assert "500円ぶんまでです" in told.content.decode()
    assert ledger.balance(f"member:{member_id}", asset) == 500


def test_another_towns_card_says_nothing_at_this_counter(desk, event):
    world.a_region(NEIGHBOUR, "となりの町")
    theirs = membership.issue_card(
        member_id=world.a_member(), region_code=NEIGHBOUR, kind="visitor", at=AFTERNOON
    )
    for path in ("holder", "donate", "untie", "reissue"):
        answer = desk.post(f"/console/{TOWN}/cards/{path}", {"number": theirs, "fresh": theirs})
        assert answer.status_code in {404, 409}, path
        assert theirs not in answer.content.decode()


def test_a_phone_is_tied_at_home_and_untied_at_the_desk(desk, event):
    (number,) = blank()
    member_id = membership.give_card(number=number, region_code=TOWN, at=AFTERNOON)
    code = slips.tie_code(number, secret=settings.TICKET_SECRET)
    phone = Client()
    assert phone.post("/c", {"number": number, "code": code}).url == "/"
    assert phone.get(f"/me/card/{TOWN}").status_code == 200
    assert len(members.phones(member_id)) == 1
    page = desk.post(f"/console/{TOWN}/cards/holder", {"number": number}).content.decode()
    assert "スマホでも使えます" in page
    told = desk.post(f"/console/{TOWN}/cards/untie", {"number": number})
    assert "スマホを外しました。" in told.content.decode()
    assert members.phones(member_id) == []


def test_a_photo_of_a_card_ties_nothing(event):
    (number,) = blank()
    member_id = membership.give_card(number=number, region_code=TOWN, at=AFTERNOON)
    right = slips.tie_code(number, secret=settings.TICKET_SECRET)
    wrong = "000000" if right != "000000" else "111111"
    phone = Client()
    answer = phone.post("/c", {"number": number, "code": wrong})
    assert answer.status_code == 422
    assert "あと4回ためせます。" in answer.content.decode()
    assert "enishi_device" not in phone.cookies
    assert members.phones(member_id) == []


def test_a_phone_that_holds_somebody_puts_both_together_only_on_their_word(event):
    poster = world.a_poster(event)
    phone = Client()
    phone.post(f"/e/{event.code}", {"t": poster.ticket})
    (number,) = blank()
    member_id = membership.give_card(number=number, region_code=TOWN, at=AFTERNOON)
    world.move(f"issue:{world.a_point()}", f"member:{member_id}", 70, at=AFTERNOON)
    form = {"number": number, "code": slips.tie_code(number, secret=settings.TICKET_SECRET)}
    assert phone.post("/c", form).status_code == 409
    assert members.card_holder(number).member_id == member_id
    assert phone.post("/c", form | {"own": "1"}).url == "/"
    kept = members.card_holder(number).member_id
    assert kept != member_id
    assert ledger.balance(f"member:{kept}", f"{TOWN}:coin") == 2_000
    assert ledger.balance(f"member:{kept}", f"{TOWN}:point") == 70
