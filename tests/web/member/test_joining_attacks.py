"""What somebody with bad intentions tries at the member's door."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from tests import world
from tests.web.member import joining
from tests.web.member.joining import E164, NUMBER, OTHER, Phone

from enishi.ledger import operations as books
from enishi.ledger import queries as ledger
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import Result
from enishi.membership import queries
from enishi.membership.operations import contacts
from enishi.outbox import queries as outbox
from enishi.web.member import device, proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def complete(poster, number=NUMBER):
    """A phone of somebody who scanned and completed."""
    phone = Phone()
    phone.scan(poster)
    phone.prove(number)
    return phone


# Fixation: a cookie that the attacker knows becomes the victim's.


def test_a_planted_phone_cookie_is_worth_nothing_after_the_victim_completes(poster):
    attacker, victim = Phone(), Phone()
    attacker.scan(poster)
    attacker.plant(victim)
    victim.scan(poster)
    victim.prove()
    assert victim.coins == 2_000
    assert attacker.member is None
    assert attacker.get("/me/phones").status_code == 302


def test_a_copied_phone_cookie_is_worth_nothing_after_the_victim_completes(poster):
    victim = Phone()
    victim.scan(poster)
    thief = victim.copied()
    assert thief.member == victim.member
    victim.prove()
    assert thief.member is None


def test_a_planted_phone_cookie_is_worth_nothing_after_the_victim_comes_back(poster, town):
    known = complete(poster)
    town.later(minutes=5)
    attacker, victim = Phone(), Phone()
    attacker.scan(poster)
    attacker.plant(victim)
    asked = victim.prove(purpose="sign-in")
    assert asked["Location"] == "/join/together"
    victim.post("/join/together", {"together": "1"})
    assert victim.member == known.member
    assert attacker.member is None


def test_a_planted_complete_member_never_takes_the_victims_number(poster, town):
    attacker = complete(poster, OTHER)
    hidden = attacker.member
    town.later(minutes=5)
    victim = Phone()
    attacker.plant(victim)
    asked = victim.prove(purpose="complete")
    assert asked["Location"] == "/join/begin"
    victim.post("/join/begin")
    assert victim.member != hidden
    assert [one.value for one in queries.contacts(hidden)] == ["+818087654321"]
    assert [one.value for one in queries.contacts(victim.member)] == [E164]


def test_a_planted_complete_member_does_not_come_along_without_its_own_proof(poster, town):
    known = complete(poster)
    town.later(minutes=5)
    attacker = complete(poster, OTHER)
    hidden = attacker.member
    town.later(minutes=5)
    victim = Phone()
    attacker.plant(victim)
    assert victim.prove(purpose="sign-in")["Location"] == "/join/together"
    assert "080-****-4321" in victim.get("/join/together").content.decode()
    asked = victim.post("/join/together", {"together": "1"})
    assert asked["Location"] == "/join/code"
    assert victim.type(joining.digits(E164)).status_code in {410, 422}
    assert queries.member_of_device(device.this(attacker.get("/").wsgi_request)) == hidden
    assert queries.contact_holder("phone", "+818087654321") == hidden
    assert queries.contact_holder("phone", E164) == known.member


def test_two_complete_members_of_one_person_are_put_together_by_two_proofs(poster, town):
    known = complete(poster)
    town.later(minutes=5)
    second = Phone()
    second.scan(
        world.a_poster(world.an_event(starts_at=town.at, hours=None, coins=500), at=town.at)
    )
    second.prove("h@example.jp", kind="email")
    town.later(minutes=5)
    assert second.prove(purpose="sign-in")["Location"] == "/join/together"
    second.post("/join/together", {"together": "1"})
    done = second.type(joining.digits("h@example.jp"))
    assert done["Location"] == "/"
    assert second.member == known.member
    assert second.coins == 2_500
    assert len(queries.contacts(known.member)) == 2


def test_a_planted_proof_of_the_attacker_moves_nothing(poster, town):
    attacker = complete(poster, OTHER)
    town.later(minutes=5)
    lure = Phone()
    lure.scan(poster)
    assert lure.prove(OTHER, purpose="sign-in")["Location"] == "/join/together"
    victim = Phone()
    victim.scan(poster)
    mine = victim.member
    victim.cookies[proof.PROVEN] = lure.cookies[proof.PROVEN].value
    for answer in ({"together": "1"}, {"apart": "1"}):
        assert victim.post("/join/together", answer).status_code == 410
    assert victim.member == mine
    assert attacker.coins == 2_000


def test_a_planted_question_of_the_attacker_ties_no_number(poster):
    attacker = Phone()
    attacker.scan(poster)
    attacker.ask(OTHER)
    victim = Phone()
    victim.scan(poster)
    victim.cookies[proof.ASKED] = attacker.cookies[proof.ASKED].value
    assert victim.type(joining.digits()).status_code == 410
    assert not queries.is_complete(victim.member)


# Codes: guessed, replayed, used elsewhere.


def test_a_code_works_once(poster, town):
    phone = Phone()
    phone.scan(poster)
    phone.ask()
    copy = phone.copied()
    digits = joining.digits()
    assert phone.type(digits).status_code == 302
    assert copy.type(digits).status_code == 410
    assert phone.type(digits).status_code == 410


def test_a_code_works_in_the_browser_that_asked_only(poster, town):
    known = complete(poster)
    town.later(minutes=5)
    victim, attacker = Phone(), Phone()
    victim.ask(purpose="sign-in")
    assert attacker.type(joining.digits()).status_code == 410
    assert attacker.ask(purpose="sign-in").status_code == 429
    assert attacker.type(joining.digits()).status_code == 410
    assert victim.type(joining.digits()).status_code == 302
    assert victim.member == known.member


def test_a_code_for_one_purpose_does_nothing_else(poster, town):
    phone = complete(poster)
    town.later(minutes=5)
    phone.ask(OTHER, purpose="sign-in")
    told = signing.loads(
        phone.cookies[proof.ASKED].value, key=settings.TICKET_SECRET, salt=f"enishi.{proof.ASKED}"
    )
    with pytest.raises(contacts.CodeIsDead):
        contacts.prove(
            code_id=told["code"],
            digits=joining.digits(),
            purpose="change",
            device_id=told["phone"],
            at=town.at,
        )
    assert phone.post("/join/ask", {"kind": "phone", "value": OTHER, "purpose": "merge"})
    assert {one.purpose for one in outbox.recent()} == {"code"}


def test_guessing_over_many_requests_meets_every_limit(poster, town):
    complete(poster)
    town.later(hours=2)
    guesses = 0
    attacker = Phone()
    for _ in range(20):
        if attacker.ask(purpose="sign-in").status_code != 302:
            break
        right = joining.digits()
        for step in range(1, 8):
            answer = attacker.type(f"{(int(right) + step) % 1_000_000:06d}")
            assert answer.status_code in {410, 422, 429}
            guesses += answer.status_code == 422
        town.later(seconds=61)
    assert guesses <= 25
    assert attacker.member is None


def test_one_address_on_the_net_waits_after_too_many_wrong_digits():
    told = []
    for step in range(11):
        phone = Phone()
        phone.ask(f"0901234{step:04d}", purpose="sign-in")
        wrong = f"{(int(joining.digits(f'+81901234{step:04d}')) + 1) % 1_000_000:06d}"
        for guess in range(4):
            invented = {"x-forwarded-for": f"203.0.113.{step * 4 + guess}"}
            answer = phone.post("/join/code", {"digits": wrong}, headers=invented)
            told.append(answer.status_code)
    assert told == [422] * 40 + [429] * 4, "an invented X-Forwarded-For does not help"


def test_one_address_on_the_net_asks_for_so_many_codes_only():
    told = [Phone().ask(f"0901234{step:04d}", purpose="sign-in").status_code for step in range(65)]
    assert told[0] == 302
    assert told[-1] == 429
    assert told.count(302) == 60


def test_known_and_unknown_numbers_answer_alike(poster, town):
    complete(poster)
    town.later(minutes=5)
    known, unknown = Phone(), Phone()
    first, second = known.ask(purpose="sign-in"), unknown.ask(OTHER, purpose="sign-in")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert set(known.cookies) == set(unknown.cookies)
    pages = [one.get("/join/code").content.decode() for one in (known, unknown)]
    plain = [
        page.replace("090-****-5678", "N").replace("080-****-4321", "N")
        for page in (_without_tokens(page) for page in pages)
    ]
    assert plain[0] == plain[1]


def _without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


# Requests that others forge.

POSTS = [
    "/join/ask",
    "/join/code",
    "/join/code/again",
    "/join/together",
    "/join/begin",
    "/sign-in/passkey/ask",
    "/sign-in/passkey",
    "/me/passkeys/new",
    "/me/passkeys/add",
    "/me/passkeys/1/remove",
    "/me/phones/end",
    "/me/about",
    "/accounts/line/login/",
]


def test_forms_of_another_site_are_refused(poster):
    phone = complete(poster)
    strict = Client(enforce_csrf_checks=True)
    for name, morsel in phone.cookies.items():
        strict.cookies[name] = morsel.value
    told = {"kind": "phone", "value": OTHER, "purpose": "change", "others": "1"}
    for path in POSTS:
        answer = strict.post(path, told, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, path
    assert [one.value for one in queries.contacts(phone.member)] == [E164]


def test_nothing_changes_by_a_link(poster):
    phone = complete(poster)
    before = queries.member(phone.member), queries.devices(phone.member)
    for path in POSTS[:-1]:
        phone.get(path, {"kind": "phone", "value": OTHER, "others": "1", "display_name": "x"})
    assert (queries.member(phone.member), queries.devices(phone.member)) == before
    assert len(outbox.recent()) == 1


AWAY = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/%0d%0aLocation:%20https://evil.example",
    " https://evil.example",
    "http:evil.example",
    "evil.example",
    "/\t/evil.example",
]


def test_nobody_is_led_away_after_signing_in(poster, town):
    complete(poster)
    for away in AWAY:
        town.later(hours=6)
        _lead(Phone(), away)


def _lead(phone, away):
    page = phone.get(f"/sign-in?next={quote(away)}").content.decode()
    assert page.count('name="next" value=""') == 3 or away == AWAY[5]
    done = phone.prove(purpose="sign-in", next=away)
    assert done.status_code == 302
    assert done["Location"] == "/" or done["Location"] == away == AWAY[5]
    assert "\r" not in done["Location"]


def test_one_is_led_back_to_a_page_of_ours(poster, town):
    complete(poster)
    town.later(minutes=5)
    assert Phone().prove(purpose="sign-in", next="/me/phones?a=1")["Location"] == "/me/phones?a=1"


# Odd requests.


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "phone"},
        {"kind": "fax", "value": NUMBER},
        {"kind": "phone", "value": "0" * 100_000},
        {"kind": "phone", "value": "\0\0"},
        {"kind": "email", "value": "a@" + "b" * 100_000},
        {"kind": "email", "value": "a@b.jp\r\nBcc: c@d.jp"},
        {"kind": "email", "value": "<script>alert(1)</script>@example.jp"},
        {"kind": "phone", "value": "🙂" * 40},
    ],
)
def test_odd_addresses_are_refused_in_words(told):
    phone = Phone()
    answer = phone.post("/join/ask", told)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert outbox.recent() == []


@pytest.mark.parametrize("typed", ["", "x" * 100_000, "\0\0\0\0\0\0", "１２３", "<b>12</b>", "-1"])
def test_odd_digits_are_refused_in_words(typed, poster):
    phone = Phone()
    phone.scan(poster)
    phone.ask()
    assert phone.type(typed).status_code == 422
    assert phone.type(joining.digits()).status_code == 302


@pytest.mark.parametrize("name", [device.COOKIE, proof.ASKED, proof.PROVEN, "enishi_passkey"])
def test_odd_cookies_are_nothing(name):
    phone = Phone()
    for value in ("", "x", "a:b:c", "e30:1:x", "é", "a" * 4_000):
        phone.cookies[name] = value
        for path in ("/sign-in", "/join", "/join/code", "/me/phones"):
            assert phone.get(path).status_code in {200, 302}
        for path in ("/join/code", "/join/together", "/join/begin"):
            assert phone.post(path, {"digits": "123456"}).status_code == 410


ODD_KEYS = [
    "",
    "{}",
    "[]",
    "null",
    "[" * 10_000,
    '{"rawId": 5}',
    '{"id":"a","rawId":"YQ","type":"public-key","response":{}}',
    json.dumps(
        {
            "id": "a",
            "rawId": "YQ",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "YQ",
                "signature": "YQ",
                "attestationObject": "YQ",
            },
        }
    ),
    "a" * 30_000,
]


def test_odd_passkeys_prove_nothing(poster):
    phone = complete(poster)
    for answer in ODD_KEYS:
        phone.post("/sign-in/passkey/ask")
        assert phone.post("/sign-in/passkey", {"answer": answer}).status_code in {404, 422}
        phone.post("/me/passkeys/new")
        assert phone.post("/me/passkeys/add", {"answer": answer}).status_code == 422
    assert queries.passkeys(phone.member) == []


def test_a_double_tap_on_the_question_merges_once(poster, town):
    known = complete(poster)
    town.later(minutes=5)
    second = Phone()
    second.scan(
        world.a_poster(world.an_event(starts_at=town.at, hours=None, coins=500), at=town.at)
    )
    second.prove(purpose="sign-in")
    copy = second.copied()
    assert second.post("/join/together", {"together": "1"}).status_code == 302
    assert copy.post("/join/together", {"together": "1"}).status_code == 410
    assert ledger.balance(f"member:{known.member}", joining.COIN) == 2_500


def test_a_merge_that_is_refused_takes_nothing_from_the_phone(poster, town):
    complete(poster)
    town.later(minutes=5)
    second = Phone()
    event = world.an_event(starts_at=town.at, hours=None, coins=500)
    second.scan(world.a_poster(event, at=town.at))
    mine = second.member
    promised = NewHold(
        id=uuid4(),
        source=f"member:{mine}",
        target=f"shop:{uuid4()}",
        asset=joining.COIN,
        amount=1,
        at=town.at,
        expires_at=town.at + timedelta(hours=1),
    )
    books.open_account(name=promised.target, asset=joining.COIN)
    assert books.authorise(promised) is Result.OK
    second.prove(purpose="sign-in")
    assert second.post("/join/together", {"together": "1"}).status_code == 409
    assert second.member == mine


def test_a_double_tap_on_send_sends_one_message(poster):
    phone, fresh = Phone(), Phone()
    phone.scan(poster)
    assert phone.ask()["Location"] == phone.ask()["Location"] == "/join/code"
    assert len(outbox.recent()) == 1
    assert fresh.ask(OTHER, purpose="sign-in").status_code == 302
    assert fresh.ask(OTHER, purpose="sign-in").status_code == 302
    assert len(outbox.recent()) == 2


def test_somebody_elses_phone_or_key_cannot_be_ended(poster, town):
    mine = complete(poster)
    town.later(minutes=5)
    other = complete(poster, OTHER)
    theirs = queries.devices(other.member)[0].id
    mine.post("/me/phones/end", {"phone": str(theirs)})
    mine.post("/me/phones/end", {"phone": str(uuid4())})
    mine.post("/me/phones/end", {"phone": "x" * 1_000})
    assert other.member is not None


def test_a_lost_phone_that_was_ended_reads_nothing(poster, town):
    phone = complete(poster)
    lost = phone.copied()
    town.later(minutes=5)
    phone.post("/me/phones/end", {"others": "1"})
    assert lost.member == phone.member, "the same name: a copy is not another phone"
    phone.prove(purpose="sign-in")
    assert lost.member is None
    assert phone.coins == 2_000
