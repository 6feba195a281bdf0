"""People are told once of what will lapse, and phones of what waits for them."""

from __future__ import annotations

import base64
import importlib
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db.models import QuerySet
from tests import world
from tests.world import NOW

from enishi.cli import reminding
from enishi.kit.periods import JST
from enishi.ledger import operations as ledger
from enishi.membership import operations as membership
from enishi.membership.operations import contacts
from enishi.outbox import operations as outbox
from enishi.outbox import queries as messages
from enishi.outbox.message import Message

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 3, 31)
A_WEEK_BEFORE = datetime(2027, 3, 24, 9, tzinfo=JST)


def holder(kind: str = "email", value: str = "umi@example.jp", *, wants: bool = True) -> UUID:
    world.a_point()
    member_id = world.a_member()
    contacts.complete(member_id=member_id, kind=kind, value=value, at=NOW)
    if wants:
        membership.give_consent(member_id=member_id, kind="messages", version="1", at=NOW)
    asset = f"{world.TOWN}:point"
    world.move(f"issue:{asset}", f"member:{member_id}", 1_200, expires_on=LAST_DAY)
    return member_id


def take_push(member_id: UUID) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    outbox.subscribe(
        recipient=f"member:{member_id}",
        endpoint=f"https://fcm.googleapis.com/{member_id}",
        p256dh=base64.urlsafe_b64encode(point).decode(),
        auth=base64.urlsafe_b64encode(bytes(16)).decode(),
        at=NOW,
    )


def told(at: datetime = A_WEEK_BEFORE) -> list[Message]:
    ledger.remind(at=at)
    reminding.tell_of_lapses(at)
    return messages.recent()


def test_a_holder_is_told_once_by_mail_what_will_lapse() -> None:
    holder()
    (message,) = told()
    assert told(A_WEEK_BEFORE + timedelta(hours=1)) == [message]
    assert (message.channel, message.to) == ("email", "umi@example.jp")
    assert message.subject == "縁ヶ浦町：期限が近づいています"
    assert message.text.startswith("縁ヶ浦ポイント 1,200が、2027年3月31日（水）で期限になります。")
    assert "基金" in message.text


def test_each_step_before_the_day_is_told_of_once() -> None:
    holder()
    for days in (60, 30, 7):
        told(datetime(2027, 3, 31, 9, tzinfo=JST) - timedelta(days=days))
    assert len(messages.recent()) == 3


def test_english_is_written_to_those_who_read_it() -> None:
    member_id = holder()
    rows().filter(pk=member_id).update(language="en")
    (message,) = told()
    assert "expire" in message.text


def test_who_did_not_agree_is_not_written_to() -> None:
    holder(wants=False)
    assert told() == []


def test_who_agreed_for_another_town_is_not_written_to() -> None:
    member_id = holder(wants=False)
    world.a_region(world.NEIGHBOUR, "となりの町")
    give = {"member_id": member_id, "kind": "messages", "version": "1", "at": NOW}
    membership.give_consent(**give, region_code=world.NEIGHBOUR)
    assert told() == []
    membership.give_consent(**give, region_code=world.TOWN)
    assert len(told(A_WEEK_BEFORE + timedelta(hours=1))) == 1


def test_push_comes_before_sms_which_costs_money() -> None:
    member_id = holder("phone", "+819011112222")
    take_push(member_id)
    assert [one.channel for one in told()] == ["push"]


def test_a_number_alone_gets_an_sms() -> None:
    holder("phone", "+819011112222")
    assert [one.channel for one in told()] == ["sms"]


def test_what_was_spent_meanwhile_is_not_told_of() -> None:
    member_id = holder()
    ledger.remind(at=A_WEEK_BEFORE)
    world.move(f"member:{member_id}", "shop:1", 1_200, kind="spend", at=A_WEEK_BEFORE)
    reminding.tell_of_lapses(A_WEEK_BEFORE)
    assert messages.recent() == []


def test_what_was_seen_on_the_page_is_not_sent() -> None:
    member_id = holder()
    ledger.remind(at=A_WEEK_BEFORE)
    ledger.see_notices(account=f"member:{member_id}", at=A_WEEK_BEFORE)
    reminding.tell_of_lapses(A_WEEK_BEFORE)
    assert messages.recent() == []


def rows() -> QuerySet:
    """The members themselves: how they come to be held is another room's story."""
    return importlib.import_module("enishi.membership.models").Member.objects.all()


def held(until: datetime) -> UUID:
    member_id = world.a_member()
    rows().filter(pk=member_id).update(held_until=until)
    take_push(member_id)
    return member_id


def test_a_phone_is_reminded_three_days_and_one_day_before() -> None:
    until = NOW + timedelta(days=7)
    member_id = held(until)
    counts = []
    for day in range(8):
        reminding.tell_of_holding(NOW + timedelta(days=day))
        reminding.tell_of_holding(NOW + timedelta(days=day, hours=2))
        counts.append(len(messages.recent()))
    assert counts == [0, 0, 0, 0, 1, 1, 2, 2]
    assert {one.to for one in messages.recent()} == {f"member:{member_id}"}


def test_a_phone_that_takes_no_push_or_is_complete_is_not_reminded() -> None:
    member_id = world.a_member()
    rows().filter(pk=member_id).update(held_until=NOW + timedelta(days=1))
    done = held(NOW + timedelta(days=1))
    contacts.complete(member_id=done, kind="phone", value="+819011112222", at=NOW)
    assert reminding.tell_of_holding(NOW) == 0
