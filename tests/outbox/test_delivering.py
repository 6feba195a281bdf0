"""Messages reach servers like the real ones: once, again after a fault, and not too late."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from py_vapid import Vapid02
from tests.outbox import servers
from tests.world import NOW

from enishi.outbox import operations, queries, retrying, stopping
from enishi.outbox.adapters import push
from enishi.outbox.message import Message

pytestmark = pytest.mark.django_db
PHONE = "+819011112222"
MAIL = "umi@example.jp"
LINK = "https://enishi.example.jp"
SENDER = "縁ヶ浦町 総合政策課 0700-00-0000"


@pytest.fixture(autouse=True)
def _warns_anew() -> None:
    operations._warn.cache_clear()  # noqa: SLF001 - a worker's life is as long as its process


@pytest.fixture
def town(settings) -> dict[str, str]:
    """An installation with a public address and a sender, and no way out yet."""
    settings.IS_DEMO = False
    settings.PUBLIC_URL = LINK
    settings.OUTBOX = dict.fromkeys(settings.OUTBOX, "") | {"sender": SENDER}
    return settings.OUTBOX


@pytest.fixture
def sms(town) -> Iterator[servers.Taken]:
    with servers.http(200) as taken:
        town["sms_url"] = f"{taken.address}/send"
        yield taken


@pytest.fixture
def post_office(town) -> Iterator[servers.Taken]:
    with servers.smtp() as taken:
        town |= {"mail": taken.address, "mail_from": "縁ヶ浦町 <enishi@town.example.jp>"}
        yield taken


def put(key: str = "k", *, channel: str = "sms", at: datetime = NOW, **other: str) -> None:
    to = {"sms": PHONE, "email": MAIL, "line": "U4af4980629"}.get(channel, "")
    told = {"to": to, "text": "確認コード 123456", "purpose": "code"} | other
    operations.send(key=key, channel=channel, at=at, **told)


def only() -> Message:
    (message,) = queries.recent()
    return message


def test_a_code_reaches_the_sms_provider_once(sms, town) -> None:
    town |= {"sms_token": "geheim"}
    put()
    assert operations.deliver(at=NOW) == 1
    assert operations.deliver(at=NOW) == 0
    (asked,) = sms.asked
    assert asked.path == "/send"
    assert json.loads(asked.body) == {"to": PHONE, "text": "確認コード 123456"}
    assert asked.headers["Authorization"] == "Bearer geheim"
    assert asked.headers["Idempotency-Key"] == str(only().id)
    assert only().sent_at == NOW


def test_a_provider_with_forms_and_a_password_is_served_too(sms, town) -> None:
    town |= {
        "sms_form": "1",
        "sms_token": "konto:geheim",
        "sms_body": '{"To": "{to}", "Body": "{text}", "From": "Enishi"}',
    }
    put(text='"}, {"To": "+81000')
    operations.deliver(at=NOW)
    (asked,) = sms.asked
    assert parse_qs(asked.body.decode()) == {
        "To": [PHONE],
        "Body": ['"}, {"To": "+81000'],
        "From": ["Enishi"],
    }
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(b"konto:geheim").decode()


def test_a_fault_is_tried_again_after_growing_pauses_and_then_given_up(sms) -> None:
    put(purpose="notice")
    sms.answers = [500] * retrying.TRIES_MAX
    at = NOW
    for pause in retrying.PAUSES:
        assert operations.deliver(at=at) == 1
        assert operations.deliver(at=at + pause - timedelta(seconds=1)) == 0
        at += pause
    assert operations.deliver(at=at) == 1
    assert (only().tries, only().failure, only().failed_at) == (retrying.TRIES_MAX, "HTTP 500", at)
    assert operations.deliver(at=at + timedelta(days=1)) == 0


def test_a_message_goes_out_when_the_provider_is_back(sms) -> None:
    put()
    sms.answers = [503]
    operations.deliver(at=NOW)
    later = NOW + retrying.PAUSES[0]
    operations.deliver(at=later)
    assert (only().sent_at, only().failure, len(sms.asked)) == (later, "", 2)
    assert sms.asked[0].headers["Idempotency-Key"] == sms.asked[1].headers["Idempotency-Key"]


def test_what_a_provider_refuses_for_good_is_not_tried_again(sms) -> None:
    put()
    sms.answers = [400]
    operations.deliver(at=NOW)
    assert (only().failed_at, only().failure) == (NOW, "HTTP 400")
    assert operations.deliver(at=NOW + timedelta(minutes=9)) == 0


def test_where_nobody_answers_all_wait_and_one_asks(town) -> None:
    town["sms_url"] = "http://127.0.0.1:9/send"
    put("one")
    put("two")
    assert operations.deliver(at=NOW) == 1
    assert sorted(message.tries for message in queries.recent()) == [0, 1]
    assert operations.deliver(at=NOW + timedelta(seconds=1)) == 0


def test_a_code_older_than_ten_minutes_is_dropped(sms) -> None:
    put()
    late = NOW + timedelta(minutes=10, seconds=1)
    assert operations.deliver(at=late) == 0
    assert (only().failed_at, only().failure, sms.asked) == (late, "too late", [])


def test_a_notice_of_last_week_is_dropped(sms) -> None:
    put(purpose="notice")
    operations.deliver(at=NOW + timedelta(days=7, seconds=1))
    assert (only().failure, sms.asked) == ("too late", [])


def test_a_code_by_mail_carries_no_stop_link(post_office) -> None:
    put(channel="email", subject="確認コード")
    operations.deliver(at=NOW)
    (mail,) = post_office.mails
    assert mail["To"] == MAIL
    assert mail["From"] == "縁ヶ浦町 <enishi@town.example.jp>"
    assert mail["Subject"] == "確認コード"
    assert mail["Message-ID"] == f"<{only().id}@town.example.jp>"
    assert mail.get_content().strip() == "確認コード 123456"  # type: ignore[attr-defined]
    assert mail["List-Unsubscribe"] is None


def test_a_notice_by_mail_says_who_sends_it_and_how_to_stop_it(post_office, settings) -> None:
    put(channel="email", purpose="notice", subject="期限のお知らせ", text="ポイントの期限です。")
    operations.deliver(at=NOW)
    (mail,) = post_office.mails
    text = mail.get_content()  # type: ignore[attr-defined]
    link = mail["List-Unsubscribe"].strip("<>")
    assert SENDER in text
    assert link in text
    assert link.startswith(f"{LINK}/stop/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    sealed = link.rpartition("/")[2]
    assert stopping.opened(settings.TICKET_SECRET, sealed) == ("email", MAIL)
    assert MAIL not in link


def test_an_address_that_the_mail_server_knows_not_is_given_up(post_office) -> None:
    post_office.answers = [550]
    put(channel="email")
    operations.deliver(at=NOW)
    assert (only().failed_at, only().failure) == (NOW, "SMTP 550")


def test_a_mail_server_that_is_busy_is_asked_again(post_office) -> None:
    post_office.answers = [451]
    put(channel="email")
    operations.deliver(at=NOW)
    operations.deliver(at=NOW + retrying.PAUSES[0])
    assert only().sent_at == NOW + retrying.PAUSES[0]


def test_an_address_with_a_line_break_reaches_nobody(post_office) -> None:
    put(channel="email", to="a@example.jp\r\nBcc: b@example.jp")
    operations.deliver(at=NOW)
    assert (only().failure, post_office.mails) == ("not an address", [])


def test_a_password_is_not_told_without_encryption(post_office, town) -> None:
    town["mail"] = post_office.address.replace("smtp://", "smtp://user:geheim@")
    put(channel="email")
    operations.deliver(at=NOW)
    assert only().failure == "no STARTTLS: the password was not told"
    assert post_office.mails == []


def test_line_carries_a_link_and_no_word_of_the_message(town) -> None:
    with servers.http(200) as line:
        town |= {"line_token": "geheim", "line_url": line.address}
        put(channel="line", purpose="notice", subject="森田さま", text="400円ぶんの期限です。")
        operations.deliver(at=NOW)
    (asked,) = line.asked
    told = json.loads(asked.body)
    assert told["to"] == "U4af4980629"
    assert told["messages"] == [
        {
            "type": "text",
            "text": f"お知らせがあります。つづきはこちら (You have a message): {LINK}/me/messages",
        }
    ]
    assert asked.headers["X-Line-Retry-Key"] == str(only().id)


class Browser:
    """A browser as a push service knows it: it alone can read what is sent to it."""

    def __init__(self, address: str) -> None:
        """Make keys that nobody else has."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"
        self.endpoint = f"{address}/push/{uuid4()}"

    def takes(self, recipient: str) -> None:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        operations.subscribe(
            recipient=recipient,
            endpoint=self.endpoint,
            p256dh=base64.urlsafe_b64encode(point).decode().rstrip("="),
            auth=base64.urlsafe_b64encode(self.auth).decode().rstrip("="),
            at=NOW,
        )

    def read(self, body: bytes) -> dict[str, str]:
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return json.loads(plain)


@pytest.fixture
def push_service(town) -> Iterator[servers.Taken]:
    with servers.http(201) as taken:
        town["push_hosts"] = "127.0.0.1"
        yield taken


def test_a_push_can_be_read_by_its_browser_alone(push_service, settings) -> None:
    browser = Browser(push_service.address)
    browser.takes("member:umi")
    put(channel="push", to="member:umi", subject="縁", text="あと3日です。", purpose="notice")
    operations.deliver(at=NOW)
    (asked,) = push_service.asked
    assert only().sent_at == NOW
    assert asked.headers["Content-Encoding"] == "aes128gcm"
    assert "あと3日".encode() not in asked.body
    assert browser.read(asked.body) == {
        "title": "縁",
        "text": "あと3日です。",
        "link": f"{LINK}/me/messages",
        "tag": str(only().id),
    }
    told = asked.headers["Authorization"]
    assert Vapid02.verify(told)
    assert told.partition(",k=")[2] == push.public_key(settings.PUSH_SECRET)


def test_a_browser_that_is_gone_is_dropped_and_the_other_gets_the_push(push_service) -> None:
    Browser(push_service.address).takes("member:umi")
    Browser(push_service.address).takes("member:umi")
    push_service.answers = [410]
    put(channel="push", to="member:umi", purpose="notice")
    operations.deliver(at=NOW)
    assert only().sent_at == NOW
    put("again", channel="push", to="member:umi", purpose="notice")
    operations.deliver(at=NOW)
    assert len(push_service.asked) == 3


def test_a_push_to_nobody_is_given_up(push_service) -> None:
    put(channel="push", to="member:nobody", purpose="notice")
    operations.deliver(at=NOW)
    assert (only().failure, only().failed_at) == ("no browser", NOW)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:54329/",
        "https://127.0.0.1/",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.example.jp/x",
        "https://example.jp/?fcm.googleapis.com",
        "https://[::1]/",
        "https://fcm.googleapis.com:x/",
        "",
    ],
)
def test_only_push_services_are_ever_called(town, endpoint) -> None:
    browser = Browser("")
    browser.endpoint = endpoint
    with pytest.raises(operations.BadSubscription):
        browser.takes("member:umi")
    assert not queries.takes_push("member:umi")


def test_a_browser_with_broken_keys_is_refused(push_service) -> None:
    with pytest.raises(operations.BadSubscription):
        operations.subscribe(
            recipient="member:umi",
            endpoint=f"{push_service.address}/x",
            p256dh="AAAA",
            auth="AAAA",
            at=NOW,
        )


def test_a_browser_takes_push_for_one_member_at_a_time(push_service) -> None:
    browser = Browser(push_service.address)
    browser.takes("member:umi")
    browser.takes("member:riku")
    assert not queries.takes_push("member:umi")
    assert operations.forget(recipients=["member:riku"]) == 1
    assert not queries.takes_push("member:riku")


def test_without_a_way_out_messages_wait_and_the_operator_is_told_once(town, caplog) -> None:
    put()
    with caplog.at_level(logging.WARNING):
        assert operations.deliver(at=NOW) == 0
        assert operations.deliver(at=NOW + timedelta(seconds=1)) == 0
    assert only().is_waiting
    (line,) = [record.getMessage() for record in caplog.records if "outbox" in record.getMessage()]
    assert "set ENISHI_SMS_URL" in line
    assert PHONE not in line


def test_a_notice_without_a_sender_waits_while_codes_go(sms, town) -> None:
    town["sender"] = ""
    put("code")
    put("notice", purpose="notice")
    assert operations.deliver(at=NOW) == 1
    assert [one.key for one in queries.recent() if one.is_waiting] == ["notice"]


def test_a_demo_sends_nothing_anywhere(sms, settings) -> None:
    settings.IS_DEMO = True
    put()
    assert operations.deliver(at=NOW) == 1
    assert (only().sent_at, sms.asked) == (NOW, [])


def test_old_messages_are_deleted_codes_sooner(town) -> None:
    put("code")
    put("notice", purpose="notice")
    assert operations.clear(at=NOW + timedelta(days=2)) == 1
    assert [one.key for one in queries.recent()] == ["notice"]
    assert operations.clear(at=NOW + timedelta(days=91)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_carry_each_message_once(sms) -> None:
    for number in range(12):
        put(f"k{number}")

    def work() -> None:
        operations.deliver(at=NOW)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    keys = [asked.headers["Idempotency-Key"] for asked in sms.asked]
    assert (len(keys), len(set(keys))) == (12, 12)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_leaves_its_message_to_the_next_after_the_lease(sms) -> None:
    put(purpose="notice")
    operations._claim(operations.Q(pk=None), NOW)  # noqa: SLF001 - dies here, before it carries
    assert operations.deliver(at=NOW + timedelta(minutes=4)) == 0
    assert operations.deliver(at=NOW + retrying.LEASE) == 1
    assert len(sms.asked) == 1
