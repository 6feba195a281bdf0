"""My messages: what was sent, wanted or not, stopped by one tap on the link under a notice."""

from __future__ import annotations

import base64
from datetime import date, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from tests import world
from tests.web.member.test_acting import Person, person, time
from tests.world import NOW

from enishi.kit.periods import JST
from enishi.ledger import operations as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.outbox import operations, queries, stopping

assert time  # the fixture
pytestmark = pytest.mark.django_db
NUMBER = "+819011112222"


@pytest.fixture
def umi() -> Person:
    return person("森田うみ", 1975, number=0)


def wants(member: Person) -> bool:
    return any(
        one.kind == "messages" and one.withdrawn_at is None for one in members.consents(member.id)
    )


def send(key: str, to: str, text: str, purpose: str = "notice", channel: str = "sms") -> None:
    operations.send(key=key, channel=channel, to=to, text=text, at=NOW, purpose=purpose)


def test_a_member_reads_their_notices_and_nobody_elses(umi) -> None:
    send("a", NUMBER, "期限が近づいています")
    send("b", f"member:{umi.id}", "あと3日です", channel="push")
    send("c", "+819000000000", "ほかの人へ")
    send("d", NUMBER, "確認コード 123456", purpose="code")
    page = umi.phone.get("/me/messages").content.decode()
    assert "期限が近づいています" in page
    assert "あと3日です" in page
    assert "ほかの人へ" not in page
    assert "123456" not in page
    assert NUMBER not in page


def test_what_will_lapse_is_told_on_the_page_and_is_seen_with_it(umi, time) -> None:
    asset = world.a_point()
    world.move(f"issue:{asset}", f"member:{umi.id}", 1_200, expires_on=date(2027, 3, 31))
    time.at = datetime(2027, 3, 24, 9, tzinfo=JST)
    ledger.remind(at=time.at)
    page = umi.phone.get("/me/messages").content.decode()
    assert "2027年3月31日（水）で、期限になります" in page
    assert "1,200" in page
    assert ledger.see_notices(account=f"member:{umi.id}", at=time.at) == 0


def test_a_text_is_shown_as_text(umi) -> None:
    send("a", NUMBER, "<script>alert(1)</script>")
    assert "<script>alert" not in umi.phone.get("/me/messages").content.decode()


def test_notices_are_wanted_and_not_wanted_by_a_tap(umi) -> None:
    umi.phone.post("/me/messages/want", {"on": "1"})
    assert wants(umi)
    umi.phone.post("/me/messages/want", {"off": "1"})
    assert not wants(umi)


def address(channel: str = "sms", to: str = NUMBER) -> str:
    return f"/stop/{stopping.token(settings.TICKET_SECRET, channel, to)}"


def test_the_stop_link_stops_on_the_tap_and_not_when_it_is_opened(umi) -> None:
    umi.phone.post("/me/messages/want", {"on": "1"})
    membership.give_consent(member_id=umi.id, kind="terms", version="1", at=NOW)
    assert Client().get(address()).status_code == 200
    assert wants(umi)
    assert "止めました" in Client().post(address()).content.decode()
    assert not wants(umi)
    kept = [one.kind for one in members.consents(umi.id) if one.withdrawn_at is None]
    assert kept == ["terms"]


def test_a_mail_program_stops_without_a_page_before(umi) -> None:
    umi.phone.post("/me/messages/want", {"on": "1"})
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address(), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants(umi)


@pytest.mark.parametrize("token", ["x", "AAAA", "%00"])
def test_a_link_that_is_not_ours_stops_nobody(umi, token) -> None:
    umi.phone.post("/me/messages/want", {"on": "1"})
    assert Client().post(f"/stop/{token}").status_code == 404
    foreign = stopping.token(b"another secret", "sms", NUMBER)
    assert Client().post(f"/stop/{foreign}").status_code == 404
    assert wants(umi)


def test_an_address_that_is_nobodys_any_more_is_answered_alike() -> None:
    assert Client().post(address(to="+819099999999")).status_code == 200


def browser() -> dict[str, str]:
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return {
        "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
        "p256dh": base64.urlsafe_b64encode(point).decode(),
        "auth": base64.urlsafe_b64encode(bytes(16)).decode(),
    }


def test_push_is_switched_on_and_off_by_the_phones_holder(umi) -> None:
    told = browser()
    assert umi.phone.post("/me/messages/push", told).json() == {"on": True}
    assert queries.takes_push(f"member:{umi.id}")
    umi.phone.post("/me/messages/push/off", told)
    assert not queries.takes_push(f"member:{umi.id}")


@pytest.mark.parametrize("part", ["endpoint", "p256dh", "auth"])
@pytest.mark.parametrize("odd", ["縁", "\n", " ", "x" * 2000])
def test_no_odd_sign_of_a_browser_breaks_a_page(umi, part, odd) -> None:
    told = browser()
    told[part] += odd
    assert umi.phone.post("/me/messages/push", told).status_code == 422
    assert umi.phone.post("/me/messages/push/off", told).status_code == 200


def test_push_needs_a_member_and_a_push_service(umi) -> None:
    assert Client().post("/me/messages/push", browser()).status_code == 404
    told = browser() | {"endpoint": "http://127.0.0.1:54329/"}
    assert umi.phone.post("/me/messages/push", told).status_code == 422
