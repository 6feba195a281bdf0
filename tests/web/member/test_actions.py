"""The page of daily actions over HTTP: a tap, its repetition, what is added, and teams."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import world
from tests.world import NOW, TOWN

from enishi.actions import operations, queries
from enishi.actions.action import NewAction
from enishi.activities import queries as history
from enishi.ledger import queries as books
from enishi.membership import queries as membership
from enishi.web.design import clock
from enishi.web.member import device

pytestmark = pytest.mark.django_db
PAGE = f"/r/{TOWN}/actions/"


@pytest.fixture(autouse=True)
def of_its_own(settings, tmp_path, monkeypatch):
    """A data folder and a clock of the test; nobody has tried anything yet."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def five():
    world.a_programme()
    operations.set_up(region_code=TOWN)
    return {one.kind: one.id for one in queries.actions_of(TOWN)}


@pytest.fixture
def phone(five):
    """A phone that holds a member by a first tap on 買った."""
    client = Client()
    client.post(f"{PAGE}{five['purchase']}")
    return client


def holder(client):
    signed = client.cookies[device.COOKIE].value
    return membership.member_of_device(signed.partition(":")[0])


def coins(client):
    return books.balance(f"member:{holder(client)}", f"{TOWN}:coin")


def a_photo(name="harbour.jpg"):
    written = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")


def later(monkeypatch, **more):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(**more))


def test_a_visitor_sees_the_five_and_a_tap_holds_the_phone(five):
    client = Client()
    page = client.get(PAGE).content.decode()
    assert all(
        name in page for name in ("発信した", "買った", "会いに行った", "連絡した", "催しに出た")
    )
    answer = client.post(f"{PAGE}{five['post']}")
    assert answer.status_code == 302
    assert answer.url == f"{PAGE}?done={five['post']}"
    shown = client.get(answer.url).content.decode()
    assert "記録しました" in shown
    assert "100コイン、届きました。" in shown
    assert "ご自分での記録" in shown
    assert coins(client) == 100


def test_two_taps_on_the_form_of_a_new_phone_are_one_member(five):
    client = Client()
    form = client.get(PAGE).context["phone"]
    for one in (Client(), Client()):
        one.post(f"{PAGE}{five['post']}", {"phone": form})
        client = one
    assert coins(client) == 100
    assert len(history.of_member(holder(client))) == 1


def test_a_second_tap_of_the_day_says_that_it_is_there(phone, five):
    answer = phone.post(f"{PAGE}{five['purchase']}")
    assert answer.url == f"{PAGE}?again={five['purchase']}"
    assert "もう記録しました" in phone.get(answer.url).content.decode()
    assert coins(phone) == 100


def test_a_script_gets_the_answer_and_the_middle_of_the_page(phone, five):
    answer = phone.post(
        f"{PAGE}{five['post']}",
        {"key": "1.abc"},
        headers={"accept": "application/json", "idempotency-key": "1.abc"},
    )
    told = answer.json()
    assert (told["coins"], told["repeated"], told["grade"]) == (100, False, "ご自分での記録")
    assert told["address"] == f"{PAGE}?done={five['post']}"
    assert "記録しました" in told["main"]
    assert "<html" not in told["main"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("how", ["field", "header"])
def test_a_key_in_the_field_and_in_the_header_are_the_same(phone, five, how):
    def tap(key):
        more = {"key": key} if how == "field" else {}
        headers = {"accept": "application/json"} | (
            {"idempotency-key": key} if how == "header" else {}
        )
        return phone.post(f"{PAGE}{five['post']}", more, headers=headers).json()

    assert not tap("1.abc")["repeated"]
    phone.post(f"{PAGE}{five['post']}/undo")
    stale = tap("1.abc")
    assert (stale["repeated"], stale["withdrawn"]) == (True, True)
    assert coins(phone) == 100
    assert not tap("2.def")["repeated"]
    assert coins(phone) == 200


def test_two_keys_that_differ_are_refused_and_nothing_is_recorded(phone, five):
    answer = phone.post(
        f"{PAGE}{five['post']}",
        {"key": "1.a"},
        headers={"accept": "application/json", "idempotency-key": "1.b"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "keys_differ")
    assert coins(phone) == 100


def test_what_a_phone_kept_without_a_network_is_recorded_on_its_own_day(phone, five, monkeypatch):
    kept = {"key": "1.a", "done_at": (NOW + timedelta(hours=9)).isoformat()}
    later(monkeypatch, days=1)
    told = phone.post(f"{PAGE}{five['post']}", kept, headers={"accept": "application/json"}).json()
    assert told["key"].endswith(":2026-06-06")
    assert not phone.post(
        f"{PAGE}{five['post']}", {"key": "1.b"}, headers={"accept": "application/json"}
    ).json()["repeated"]


def test_a_no_is_told_on_the_page_with_what_can_still_be_done(phone, five):
    operations.set_allowance(region_code=TOWN, reports_a_day=1)
    answer = phone.post(f"{PAGE}{five['post']}")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "今日のぶんは、じゅうぶん記録できました" in page
    assert "連絡した" in page
    told = phone.post(f"{PAGE}{five['post']}", headers={"accept": "application/json"})
    assert told.json()["code"] == "too_many_reports"


def test_a_closed_action_is_not_shown_and_not_recorded(phone, five):
    operations.close_action(region_code=TOWN, action_id=five["post"])
    assert "発信した" not in phone.get(PAGE).content.decode()
    assert phone.post(f"{PAGE}{five['post']}").status_code == 409
    assert coins(phone) == 100


def test_an_action_of_another_town_is_not_found_here(phone, five):
    world.a_programme(world.NEIGHBOUR)
    for more in ("", "/undo", "/evidence"):
        address = f"/r/{world.NEIGHBOUR}/actions/{five['post']}{more}"
        assert phone.post(address).status_code == 404
        assert phone.post(f"{PAGE}0{more}").status_code == 404
    assert phone.get("/r/000000/actions/").status_code == 404
    assert coins(phone) == 100


def test_a_town_without_actions_says_so(db):
    world.a_programme()
    assert "まだ、ここで記録できることはありません" in Client().get(PAGE).content.decode()


def test_a_record_is_taken_back_and_may_be_made_again(phone, five):
    answer = phone.post(f"{PAGE}{five['purchase']}/undo")
    assert "取り消しました" in phone.get(answer.url).content.decode()
    assert coins(phone) == 0
    assert phone.post(f"{PAGE}{five['purchase']}/undo").status_code == 404
    phone.post(f"{PAGE}{five['purchase']}")
    assert coins(phone) == 100


def test_a_photo_and_a_link_are_shown_to_their_member_alone(phone, five):
    address = f"{PAGE}{five['purchase']}/evidence"
    answer = phone.post(address, {"photo": a_photo(), "link": "example.jp/fish"})
    page = phone.get(answer.url).content.decode()
    assert "ご自分での記録（写真あり）" in page
    assert 'href="https://example.jp/fish"' in page
    (added,) = queries.evidence_of_member(holder(phone))
    shown = phone.get(f"/me/photos/{added.photo}")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    stranger, other = Client(), Client()
    other.post(f"{PAGE}{five['post']}")
    for one in (stranger, other):
        assert one.get(f"/me/photos/{added.photo}").status_code == 404
        assert one.post(address, {"link": "example.jp/x"}).status_code == 404


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "写真もリンクも、えらばれていません"),
        ({"link": "javascript:alert(1)"}, "このリンクは、ひらけないようです"),
        ({"photo": "no file"}, "写真もリンクも、えらばれていません"),
    ],
)
def test_what_cannot_be_added_is_told_and_the_record_stays(phone, five, given, says):
    answer = phone.post(f"{PAGE}{five['purchase']}/evidence", given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert coins(phone) == 100


def test_a_file_that_is_no_picture_is_told(phone, five):
    given = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    answer = phone.post(f"{PAGE}{five['purchase']}/evidence", {"photo": given})
    assert answer.status_code == 422
    assert "この写真は、読み取れませんでした" in answer.content.decode()


@pytest.fixture
def team(five):
    made = operations.make_team(region_code=TOWN, title="あかり隊", code="888002", at=NOW)
    operations.add_action(
        action=NewAction(region_code=TOWN, kind="support", title="灯籠を直した", team_id=made.id)
    )
    assert five
    return made


def test_888002_unlocks_the_teams_actions_also_on_a_new_phone(team):
    client = Client()
    assert "灯籠を直した" not in client.get(PAGE).content.decode()
    answer = client.post("/team", {"code": "８８８－００２"})
    assert answer.url == f"/team?joined={team.id}"
    assert "「あかり隊」に入りました" in client.get(answer.url).content.decode()
    assert "灯籠を直した" in client.get(PAGE).content.decode()
    client.post(f"/team/{team.id}/leave")
    assert "灯籠を直した" not in client.get(PAGE).content.decode()


def test_a_wrong_number_is_told_and_guessing_ends(team, phone):
    for _ in range(30):
        answer = phone.post("/team", {"code": "888001"})
        assert answer.status_code == 422
        assert "この番号のチームはありません" in answer.content.decode()
    assert phone.post("/team", {"code": team.code}).status_code == 429
    assert queries.teams_of(holder(phone)) == []


def test_a_tap_on_a_teams_action_needs_the_team(team, phone):
    (unlocked,) = [one.id for one in queries.actions_of(TOWN) if one.team_id == team.id]
    assert phone.post(f"{PAGE}{unlocked}").status_code == 403
    assert coins(phone) == 100
