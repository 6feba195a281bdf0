"""What members and passers-by can open, and what stays shut."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests import world

from enishi.activities import queries as activities
from enishi.events import operations as events
from enishi.ledger import operations as ledger
from enishi.membership import queries as membership
from enishi.regions import operations as regions
from enishi.transparency import operations as log
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
CATCH_UP_SECONDS = 60
AFTERNOON = world.NOW.replace(hour=14)


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    moved = {"at": AFTERNOON}
    monkeypatch.setattr(clock, "now", lambda: moved["at"])
    return moved


@pytest.fixture
def event():
    world.a_programme()
    return world.an_event()


@pytest.fixture
def phone(event):
    """A phone that was at the event."""
    client = Client()
    client.post(f"/e/{event.code}", {"t": world.a_poster(event).ticket})
    return client


def text(client: Client, address: str, **more: object) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_stranger_sees_the_regions_that_take_part_and_their_events(event):
    page = text(Client(), "/")
    assert f'href="/r/{world.TOWN}/"' in page
    assert "棚田あかりの会" in page


def test_a_towns_page_leads_a_shop_to_its_application(event):
    address = f"/r/{event.region_code}/"
    assert "shops/apply" not in text(Client(), address)  # no points, no shops
    world.a_point()
    assert f'href="{address}shops/apply"' in text(Client(), address)


def test_home_shows_coins_and_points_apart_and_how_often_we_met(phone):
    page = text(phone, "/")
    assert '<span class="coin amount-l">2,000</span>' in page
    assert '<b class="num">1</b>回、町と会いました。' in page
    assert 'ポイント</dt><dd><span class="point-none">まだありません</span>' in page


def test_history_tells_the_grade_of_each_record(phone):
    page = text(phone, "/me")
    assert "棚田あかりの会" in page
    assert "会場で読み取り" in page
    assert "2,000" in page


def the_transfer(event):
    (member,) = activities.participant_ids(event.code)
    (past,) = activities.of_member(member)
    return next(award.transfer_id for award in past.awards if award.transfer_id)


def seal() -> None:
    """Seal and show the log, once no older transaction is open on the server."""
    last = time.monotonic() + CATCH_UP_SECONDS
    while not ledger.seal(at=AFTERNOON) and time.monotonic() < last:
        time.sleep(0.5)
    log.checkpoint(at=AFTERNOON, publish=True)


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_for_its_member_only(phone, event):
    transfer = the_transfer(event)
    assert phone.get(f"/me/receipts/{transfer}").status_code == 404
    seal()
    own = phone.get(f"/me/receipts/{transfer}")
    assert own.json()["format"] == "relpop-receipt/1"
    assert own["Content-Disposition"].startswith("attachment")
    assert Client().get(f"/me/receipts/{transfer}").status_code == 404
    assert phone.get(f"/me/receipts/{uuid4()}").status_code == 404


def test_a_card_is_made_once_and_shown_as_a_code(phone, event):
    assert "会員証のQRをつくる" in text(phone, "/me/card")
    phone.post(f"/me/card/{world.TOWN}")
    (member,) = activities.participant_ids(event.code)
    (card,) = membership.cards(member)
    page = text(phone, "/me/card")
    assert " ".join(card.number[at : at + 4] for at in range(0, len(card.number), 4)) in page
    assert 'class="qr"' in page
    assert phone.post(f"/me/card/{world.TOWN}").status_code == 409


def test_people_can_say_that_they_will_come_and_change_their_mind(event):
    later = world.an_event(title="港の朝市", starts_at=AFTERNOON + timedelta(days=7))
    phone = Client()
    address = f"/r/{world.TOWN}/events/{later.code}"
    assert "参加して応援する" in text(phone, address)
    phone.post(f"{address}/sign-up")
    assert "参加予定に入れました" in text(phone, address)
    phone.post(f"{address}/sign-up", {"cancel": "1"})
    assert "参加して応援する" in text(phone, address)


@pytest.mark.parametrize(("people", "told"), [(4, False), (5, True)])
def test_the_public_learns_how_many_came_from_five_up(afternoon, event, people, told):
    for member in world.members(people):
        events.receive(event_code=event.code, member_id=member, at=AFTERNOON)
    afternoon["at"] = AFTERNOON + timedelta(days=2)
    page = text(Client(), f"/r/{world.TOWN}/events/{event.code}")
    assert (f"{people}人が参加しました" in page) is told
    assert "終了" in page


def test_an_invented_town_wears_its_band(event):
    assert "縁ヶ浦町は、架空の町です" in text(Client(), f"/r/{world.TOWN}/")


def test_a_region_that_takes_no_part_has_no_page(event):
    regions.load_official()
    assert Client().get("/r/131016/").status_code == 404
    assert Client().get("/r/999999/").status_code == 404
    assert Client().get(f"/r/{world.PREFECTURE}/").status_code == 404


def test_an_event_is_found_under_its_own_region_only(event):
    world.a_region(world.NEIGHBOUR, "となりの町")
    assert Client().get(f"/r/{world.NEIGHBOUR}/events/{event.code}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_log_is_served_as_plain_files(phone):
    assert "まだ封はありません" in text(Client(), "/log/")
    assert Client().get("/log/checkpoint").status_code == 404
    seal()
    note = Client().get("/log/checkpoint")
    assert note["Content-Type"] == "text/plain; charset=utf-8"
    assert note.content.decode().splitlines()[1] == "256"
    tile = Client().get("/log/tile/0/000")
    assert tile["Content-Type"] == "application/octet-stream"
    assert len(tile.content) == 256 * 32
    assert Client().get("/log/tile/../../secrets/ticket.key").status_code == 404


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "/me"])
def test_the_choice_of_language_never_leads_to_another_site(wanted):
    answer = Client().get("/reading/language/en", {"next": wanted})
    assert answer.url == (wanted if wanted == "/me" else "/")
    assert answer.cookies["django_language"].value == "en"


def test_letters_grow_and_shrink_again():
    phone = Client()
    phone.get("/reading/size/large")
    assert 'data-size="large"' in text(phone, "/hello")
    phone.get("/reading/size/usual")
    assert 'data-size="large"' not in text(phone, "/hello")


def test_pages_allow_no_script_or_style_of_their_own(phone):
    answer = phone.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_nobody_is_called_a_population(phone, event):
    for address in ("/", "/me", "/hello", "/privacy", "/log/", f"/r/{world.TOWN}/"):
        assert "関係人口" not in text(phone, address)


def test_small_files_for_browsers_and_robots():
    assert "Disallow: /me" in text(Client(), "/robots.txt")
    assert Client().get("/manifest.webmanifest").json()["start_url"] == "/"
