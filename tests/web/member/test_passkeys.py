"""A passkey opens its own member, on its own site, once for each question."""

from __future__ import annotations

import pytest
from tests import world
from tests.web.member.joining import OTHER, Phone
from tests.web.member.keyring import PRESENT, VERIFIED, Key

from enishi.membership import queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def poster(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    world.a_programme()
    return world.a_poster(world.an_event(starts_at=world.NOW, hours=None, coins=2_000))


@pytest.fixture
def phone(poster):
    """A phone with coins that nobody keeps for good yet."""
    new = Phone()
    new.scan(poster)
    return new


def add(phone, key):
    """Make a key for the member on a phone."""
    options = phone.post("/me/passkeys/new").json()
    return phone.post("/me/passkeys/add", {"answer": key.made(options)})


def use(phone, key, then=""):
    """Come back with a key."""
    options = phone.post("/sign-in/passkey/ask").json()
    return phone.post("/sign-in/passkey", {"answer": key.signed(options), "next": then})


def test_a_key_keeps_the_coins_and_brings_them_to_another_phone(phone):
    key = Key(count=1)
    before = phone.copied()
    assert add(phone, key)["Location"] == "/me/about?new=1"
    assert queries.is_complete(phone.member)
    assert before.member is None, "the phone has a new name since"
    second = Phone()
    assert use(second, key, "/me/phones")["Location"] == "/me/phones"
    assert second.member == phone.member
    assert second.coins == 2_000


def test_a_browser_is_asked_for_a_key_it_can_find_and_that_needs_its_owner(phone):
    asked = phone.post("/me/passkeys/new").json()["publicKey"]
    assert asked["rp"]["id"] == "testserver"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    add(phone, Key())
    again = phone.post("/me/passkeys/new").json()["publicKey"]
    assert len(again["excludeCredentials"]) == 1


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
    ],
)
def test_a_key_of_another_site_or_without_its_owner_is_refused(phone, bent):
    assert add(phone, Key(**bent)).status_code == 422
    assert not queries.is_complete(phone.member)
    key = Key()
    add(phone, key)
    for name, value in bent.items():
        setattr(key, name, value)
    stranger = Phone()
    assert use(stranger, key).status_code == 422
    assert stranger.member is None


def test_an_answer_is_taken_once(phone):
    key = Key()
    add(phone, key)
    second = Phone()
    options = second.post("/sign-in/passkey/ask").json()
    thief = second.copied()
    answer = key.signed(options)
    assert second.post("/sign-in/passkey", {"answer": answer}).status_code == 302
    assert thief.post("/sign-in/passkey", {"answer": answer}).status_code == 422
    assert thief.member is None


def test_an_answer_to_another_question_is_refused(phone):
    key = Key()
    add(phone, key)
    victim, attacker = Phone(), Phone()
    answer = key.signed(victim.post("/sign-in/passkey/ask").json())
    assert attacker.post("/sign-in/passkey", {"answer": answer}).status_code == 422
    attacker.post("/sign-in/passkey/ask")
    assert attacker.post("/sign-in/passkey", {"answer": answer}).status_code == 422
    options = phone.post("/me/passkeys/new").json()
    assert phone.post("/sign-in/passkey", {"answer": key.signed(options)}).status_code == 422
    assert attacker.member is None


def test_a_question_for_one_member_makes_no_key_for_another(phone, poster):
    other = Phone()
    other.scan(poster)
    options = phone.post("/me/passkeys/new").json()
    other.cookies["enishi_passkey"] = phone.cookies["enishi_passkey"].value
    assert other.post("/me/passkeys/add", {"answer": Key().made(options)}).status_code == 422
    assert not queries.is_complete(other.member)


def test_a_copy_that_counts_less_and_a_key_that_nobody_has_are_refused(phone):
    key = Key(count=5)
    add(phone, key)
    copy = Key(id=key.id, secret=key.secret, count=4)
    assert use(Phone(), copy).status_code == 403
    assert use(Phone(), Key()).status_code == 404
    assert use(Phone(), Key(id=key.id)).status_code == 422
    assert use(Phone(), key).status_code == 302


def test_keys_are_made_by_members_and_removed_by_their_own(phone, poster):
    assert Phone().post("/me/passkeys/new").status_code == 404
    assert Phone().post("/me/passkeys/add").status_code == 404
    assert Phone().post("/me/passkeys/1/remove").status_code == 404
    key = Key()
    add(phone, key)
    number = queries.passkeys(phone.member)[0].id
    other = Phone()
    other.scan(poster)
    other.prove(OTHER)
    other.post(f"/me/passkeys/{number}/remove")
    assert len(queries.passkeys(phone.member)) == 1
    last = phone.post(f"/me/passkeys/{number}/remove")
    assert last.status_code == 409
    assert "戻る方法がなくなります" in last.content.decode()


def test_a_key_on_a_phone_with_other_coins_asks_before_it_puts_together(phone, poster):
    key = Key()
    add(phone, key)
    second = Phone()
    second.scan(poster)
    assert use(second, key)["Location"] == "/join/together"
