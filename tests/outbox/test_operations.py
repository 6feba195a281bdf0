"""Messages: put in once, kept with their caller's transaction, forgotten on request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from tests.world import NOW

from enishi.outbox import operations, queries

pytestmark = pytest.mark.django_db
TO = "+819011112222"


def put(key: str = "k1", **other: object) -> None:
    told: dict[str, object] = {"channel": "sms", "to": TO, "text": "確認コード 123456", "at": NOW}
    operations.send(key=key, **(told | other))


def test_one_key_is_one_message() -> None:
    put()
    put(text="ほかの言葉")
    assert [one.text for one in queries.recent()] == ["確認コード 123456"]


def test_what_is_rolled_back_is_not_sent() -> None:
    def put_and_break() -> None:
        with transaction.atomic():
            put()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_break()
    assert queries.recent() == []


def test_the_last_message_comes_first() -> None:
    put("first")
    put("second", at=NOW + timedelta(seconds=1))
    assert [one.key for one in queries.recent()] == ["second", "first"]
    assert [one.key for one in queries.recent(limit=1)] == ["second"]


def test_a_subject_is_one_line() -> None:
    put(subject="お知らせ\r\nBcc: everybody@example.jp")
    assert queries.recent()[0].subject == "お知らせ Bcc: everybody@example.jp"


def test_a_forgotten_address_leaves_nothing() -> None:
    put("a")
    put("b", to="hito@example.jp", channel="email")
    assert operations.forget(recipients=[TO, "+810000000"]) == 1
    assert [one.key for one in queries.recent()] == ["b"]


def test_a_forgotten_member_is_forgotten_at_their_guardians_too() -> None:
    put("guardian:3f2b:1", to="haha@example.jp", channel="email")
    put("guardian:9999:1", to="haha@example.jp", channel="email")
    assert operations.forget(recipients=["member:3f2b"]) == 1
    assert [one.key for one in queries.recent()] == ["guardian:9999:1"]


def test_codes_are_not_among_somebodys_notices() -> None:
    put("code", purpose="code")
    put("notice", text="期限が近づいています")
    assert [one.key for one in queries.to([TO])] == ["notice"]


def test_messages_are_counted_by_the_beginning_of_their_keys() -> None:
    put("guardian:a:1")
    put("guardian:a:2", to="+819000000000")
    put("guardian:b:1")
    assert queries.count("guardian:a:", since=NOW) == 2
    assert queries.count("guardian:", since=NOW, to=TO) == 2
    assert queries.count("guardian:", since=NOW + timedelta(seconds=1)) == 0


def test_what_was_for_one_member_is_for_the_one_they_became() -> None:
    put(channel="push", to="member:old")
    operations.hand_over(keep="member:new", gone="member:old")
    assert [one.to for one in queries.recent()] == ["member:new"]
