"""My data: what is kept, one file, consents, who looked; and everything said before erasing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from uuid import uuid4

import pytest
from django.test import Client
from tests import world
from tests.web.conftest import desk
from tests.web.member.joining import Phone

from enishi.activities import queries as activities
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.web.design import clock, data_file

assert desk  # the fixture of the console's tests
pytestmark = pytest.mark.django_db
AFTERNOON = world.NOW.replace(hour=14)
NAME = "=SUM(A1)のはるか"


@pytest.fixture(autouse=True)
def town_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERNOON)


@pytest.fixture
def phone():
    """A phone that was at an event of a town with coins and points."""
    world.a_programme()
    world.a_point()
    event = world.an_event(place=NAME)
    phone = Phone()
    phone.scan(world.a_poster(event))
    phone.holder = phone.member
    world.move(f"issue:{world.TOWN}:point", f"member:{phone.holder}", 250, at=AFTERNOON)
    return phone


def read(answer):
    return answer.content.decode()


def test_a_page_names_every_kind_and_its_number(phone):
    told = read(phone.get("/me/data"))
    assert "参加や活動の記録" in told
    assert "1件" in told
    assert "まだ、だれもいません" in told


@pytest.mark.parametrize("address", ["/me/data", "/me/erase"])
def test_a_new_phone_is_led_to_signing_in(address):
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={address}")


def test_the_file_holds_everything_and_words_to_read(phone):
    answer = phone.get("/me/data/file")
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = set(archive.namelist())
    assert {"README.txt", "はじめにお読みください.txt", "data.json"} < names
    told = json.loads(archive.read("data.json"))
    assert told["format"] == data_file.FORMAT
    assert told["member"] == str(phone.holder)
    assert len(told["activities"]) == 1
    assert sum(one["amount"] for one in told["movements"]) == 250 + phone.coins
    table = list(csv.DictReader(io.StringIO(archive.read("activities.csv").decode("utf-8-sig"))))
    assert table[0]["place"] == f"'{NAME}"
    assert "Look at what is in it" in archive.read("README.txt").decode()


def test_nobody_elses_file_is_handed_out(phone):
    assert Client().get("/me/data/file").status_code == 404
    assert str(phone.holder) not in read(Client().get("/me/data", follow=True))


def test_messages_are_agreed_to_and_taken_back(phone):
    phone.post("/me/data/agree", {"want": "yes"})
    assert [one.withdrawn_at for one in members.consents(phone.holder)] == [None]
    phone.post("/me/data/agree", {"want": "no"})
    assert [one.withdrawn_at for one in members.consents(phone.holder)] == [AFTERNOON]
    assert "取りやめ" in read(phone.get("/me/data"))


def test_who_looked_is_told_with_town_section_and_reason(phone):
    membership.note_look(
        member_id=phone.holder,
        reader_id=world.staff(),
        region_code=world.TOWN,
        purpose="reception",
        at=AFTERNOON,
    )
    told = read(phone.get("/me/data"))
    assert "受付で、参加を記録するため" in told
    assert "総合政策課" in told
    assert "森田" not in told


def test_all_is_said_before_anything_is_erased(phone):
    told = read(phone.get("/me/erase"))
    for word in ("町の基金へうつります", "2034年3月31日", "2032年3月31日", "35日", "控え"):
        assert word in told, word
    assert phone.visits == 1


@pytest.mark.parametrize("word", ["", "はい", "消"])
def test_without_the_word_nothing_is_erased(phone, word):
    assert phone.post("/me/erase", {"word": word}).status_code == 422
    assert phone.visits == 1


@pytest.mark.parametrize("word", ["消す", "けす", "ＥＲＡＳＥ "])
def test_the_word_erases_and_the_phone_is_new_again(phone, word):
    answer = phone.post("/me/erase", {"word": word}, follow=True)
    told = read(answer)
    assert "消しました" in told
    assert "7月11日" in told
    assert phone.member is None
    assert activities.of_member(phone.holder) == []
    assert ledger.balances(f"member:{phone.holder}")[f"{world.TOWN}:point"] == 0
    text = read(phone.get(f"{answer.request['PATH_INFO']}/text"))
    assert "消したことの控え" in text
    assert str(phone.holder) not in told + text


def test_an_erasure_that_never_was_is_not_found():
    assert Client().get(f"/erased/{uuid4()}").status_code == 404


def a_card(phone):
    return membership.issue_card(
        member_id=phone.holder, region_code=world.TOWN, kind="visitor", at=AFTERNOON
    )


RIGHTS = f"/console/{world.TOWN}/rights"


def test_a_desk_hands_over_the_file_and_the_person_reads_who_looked(phone, desk):
    at_desk, number = desk("admin", world.TOWN), a_card(phone)
    assert "番号の終わりが" in read(at_desk.post(f"{RIGHTS}/found", {"number": number}))
    answer = at_desk.post(f"{RIGHTS}/file", {"number": number})
    assert answer["Content-Type"] == "application/zip"
    assert [look.purpose for look in members.looks(phone.holder)] == ["rights"]


def test_a_desk_erases_for_a_reason_only(phone, desk):
    at_desk, number = desk("admin", world.TOWN), a_card(phone)
    told = {"number": number, "sure": "yes"}
    assert at_desk.post(f"{RIGHTS}/erase", {**told, "reason": ""}).status_code == 422
    assert phone.visits == 1
    answer = at_desk.post(f"{RIGHTS}/erase", {**told, "reason": "紙の申し出"}, follow=True)
    assert "消しました" in read(answer)
    assert members.card_holder(number) is None
    assert "/erased/" in read(at_desk.get(f"{RIGHTS}/"))


def test_a_card_of_nobody_and_staff_without_the_right_erase_nothing(phone, desk):
    number = a_card(phone)
    assert desk("admin", world.TOWN).post(f"{RIGHTS}/found", {"number": "X"}).status_code == 422
    for role in ("staff", "organiser", "auditor"):
        answer = desk(role, world.TOWN).post(f"{RIGHTS}/erase", {"number": number, "sure": "yes"})
        assert answer.status_code == 404
    assert phone.visits == 1


@pytest.mark.parametrize("address", ["/privacy", f"/r/{world.TOWN}/privacy"])
def test_the_public_page_says_what_registering_leaves_and_where_it_is_erased(settings, address):
    world.a_region()
    settings.BACKUP_DAYS = 21
    page = Client().get(address).content.decode()
    assert "コインを受け取るだけなら、お名前も、電話番号も、いりません。" in page
    for kept in ("電話番号、メールアドレス、パスキー", "お呼びする名前", "参加や活動の記録"):
        assert kept in page
    assert "受け取りません" not in page
    assert "21日でなくなります" in page
    assert 'href="/me/data"' in page
    assert 'href="/me/erase"' in page
    english = Client(headers={"accept-language": "en"}).get(address).content.decode()
    assert "One of these: a phone number, an e-mail address, a passkey" in english
    assert "gone from backups after 21 days" in english
