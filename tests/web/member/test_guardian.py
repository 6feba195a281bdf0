"""A guardian agrees by the link; the child's own phone, a forged or an old link cannot."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.web.member.test_acting import Person, Time, person, time
from tests.world import NOW

from enishi.kit.periods import jst_day
from enishi.membership import queries
from enishi.outbox import queries as outbox

assert time  # the fixture
pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Person:
    return person("そら", 2014)


def link(child: Person) -> str:
    child.phone.post("/me/family/guardian")
    page = child.phone.get("/me/family/guardian").content.decode()
    found = re.search(r'value="http://testserver(/guardian/[^"]+)"', page)
    assert found is not None
    return found[1]


def state(child: Person) -> str:
    return queries.guardian_state(child.id, jst_day(NOW))


def test_a_guardian_agrees_on_another_phone(child) -> None:
    address = link(child)
    mother = Client()
    page = mother.get(address).content.decode()
    assert "そら" in page
    assert mother.post(address, {"guardian": "森田うみ"}).status_code == 302
    assert state(child) == "given"
    assert "森田うみ" in child.phone.get("/me/family").content.decode()


def test_the_childs_own_phone_cannot_agree(child) -> None:
    address = link(child)
    assert child.phone.get(address).status_code == 200
    assert child.phone.post(address, {"guardian": "森田うみ"}).status_code == 403
    assert state(child) == "missing"


def test_a_name_of_odd_signs_breaks_nothing(child) -> None:
    address = link(child)
    assert Client().post(address, {"guardian": "\0"}).status_code == 422
    assert Client().post(address, {"guardian": "うみ\0<i>" + "x" * 500}).status_code == 302
    assert "うみ&lt;i&gt;" in Client().get(address).content.decode()


def test_opening_the_link_changes_nothing(child) -> None:
    Client().get(link(child))
    assert state(child) == "missing"


def test_a_forged_and_an_old_link_are_dead(child, time: Time) -> None:
    address = link(child)
    assert Client().get(address[:-1] + "_").status_code == 410
    time.at = NOW + timedelta(days=14)
    assert Client().get(address).status_code == 410
    assert Client().post(address, {"guardian": "森田うみ"}).status_code == 410
    assert state(child) == "missing"


def test_a_guardian_takes_it_back_also_later(child, time: Time) -> None:
    address = link(child)
    Client().post(address, {"guardian": "森田うみ"})
    time.at = NOW + timedelta(days=60)
    assert "取り消し" in Client().post(address, {"take_back": "1"}).content.decode()
    assert state(child) == "missing"


def test_the_link_is_sent_to_a_number_or_an_address(child) -> None:
    address = link(child)
    assert child.phone.post("/me/family/guardian/send", {"to": "090-1234-5678"}).status_code == 302
    child.phone.post("/me/family/guardian/send", {"to": "haha＠example.jp"})
    assert child.phone.post("/me/family/guardian/send", {"to": "abc"}).status_code == 422
    sent = {one.channel: one for one in outbox.recent()}
    assert sent["sms"].to == "+819012345678"
    assert sent["email"].to == "haha@example.jp"
    assert all(f"http://testserver{address}" in one.text for one in sent.values())


def test_the_young_cannot_ask_for_messages_and_a_grown_up_needs_no_guardian(child) -> None:
    assert child.phone.post("/me/messages/want", {"on": "1"}).status_code == 409
    assert queries.consents(child.id) == []
    grown = person("うみ", 1975)
    assert grown.phone.get("/me/family/guardian").headers["Location"] == "/me/family"
