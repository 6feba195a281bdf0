"""What is in the books reaches its receiver, signed, and again until it is taken."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from tests.webhooks.receiver import Receiver, dripping

from enishi.webhooks import carrying, operations, queries, retrying
from enishi.webhooks.endpoint import PING, SALE_MADE, SALE_RETURNED
from enishi.webhooks.operations import BadEndpoint, TooManyEndpoints, UnknownEndpoint

OWNER = "shop:K7QM2X9A"
DATA = {"sale": "AB12", "earned": 14}
pytestmark = pytest.mark.django_db


def now() -> datetime:
    # A verifier compares with its own clock.
    return datetime.now(tz=UTC)


def tell(key: str = "sale:AB12", kind: str = SALE_MADE, owner: str = OWNER) -> None:
    with transaction.atomic():
        operations.emit(owner=owner, kind=kind, data=dict(DATA), key=key, at=now())


def test_a_foreign_library_verifies_what_arrives_and_sees_a_changed_body(
    receiver: Receiver,
) -> None:
    opened = operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    tell()
    assert operations.deliver(at=now()) == 1
    [(headers, body)] = receiver.came
    told = Webhook(opened.secret).verify(body, headers)
    assert (told["type"], told["data"]) == (SALE_MADE, DATA)
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    with pytest.raises(WebhookVerificationError):
        Webhook(opened.secret).verify(body.replace("14", "15"), headers)
    [delivery] = queries.deliveries(OWNER)
    assert (delivery.id, delivery.tries) == (headers["webhook-id"], 1)
    assert delivery.delivered_at is not None
    assert operations.deliver(at=now()) == 0


def test_what_is_rolled_back_is_not_sent_and_a_key_is_sent_once(receiver: Receiver) -> None:
    operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    with transaction.atomic():
        operations.emit(owner=OWNER, kind=SALE_MADE, data={}, key="gone", at=now())
        transaction.set_rollback(True)
    tell()
    tell()
    tell(owner="shop:ANOTHER1")
    assert operations.deliver(at=now()) == 1


def test_a_message_not_taken_comes_again_with_the_same_id_until_it_is(
    receiver: Receiver,
) -> None:
    operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    tell()
    receiver.answers = [500, 302, 200]
    at = now()
    assert operations.deliver(at=at) == 1
    assert operations.deliver(at=at + timedelta(seconds=4)) == 0
    assert operations.deliver(at=at + retrying.PAUSES[0]) == 1
    assert queries.deliveries(OWNER)[0].failure == "HTTP 302"
    assert operations.deliver(at=at + retrying.PAUSES[0] + retrying.PAUSES[1]) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert queries.deliveries(OWNER)[0].delivered_at is not None


def test_after_ten_tries_in_three_days_a_message_is_given_up(receiver: Receiver) -> None:
    operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    tell()
    receiver.answers = [503] * 20
    at = now()
    while operations.deliver(at=at):
        at += timedelta(days=1)
    [delivery] = queries.deliveries(OWNER)
    assert (delivery.tries, delivery.failure) == (retrying.TRIES_MAX, "HTTP 503")
    assert delivery.given_up_at is not None
    assert sum(retrying.PAUSES, timedelta()) > timedelta(days=3)


def test_while_nobody_answers_others_wait_and_a_new_one_is_sent_soon_after(
    receiver: Receiver,
) -> None:
    operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    receiver.answers = [500]
    tell("one")
    tell("two")
    at = now()
    assert operations.deliver(at=at) == 1
    assert operations.deliver(at=at + retrying.PAUSES[0]) == 2
    assert len(receiver.came) == 3


def test_who_is_gone_gets_no_more(receiver: Receiver) -> None:
    operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    receiver.answers = [410]
    tell("one")
    tell("two")
    assert operations.deliver(at=now()) == 1
    assert queries.endpoints(OWNER) == []
    assert all(one.given_up_at for one in queries.deliveries(OWNER))
    tell("three")
    assert operations.deliver(at=now() + timedelta(days=1)) == 0


def test_an_endpoint_takes_the_kinds_it_names_and_a_ping_on_demand(receiver: Receiver) -> None:
    opened = operations.add_endpoint(owner=OWNER, url=receiver.url, kinds=[SALE_RETURNED], at=now())
    tell()
    assert operations.deliver(at=now()) == 0
    operations.ping(owner=OWNER, endpoint_id=opened.endpoint.id, at=now())
    assert operations.deliver(at=now()) == 1
    assert json.loads(receiver.came[0][1])["type"] == PING


def test_an_ended_endpoint_gets_nothing_and_only_its_owner_ends_it(receiver: Receiver) -> None:
    opened = operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    tell()
    with pytest.raises(UnknownEndpoint):
        operations.end_endpoint(owner="shop:ANOTHER1", endpoint_id=opened.endpoint.id, at=now())
    with pytest.raises(UnknownEndpoint):
        operations.ping(owner="shop:ANOTHER1", endpoint_id=opened.endpoint.id, at=now())
    operations.end_endpoint(owner=OWNER, endpoint_id=opened.endpoint.id, at=now())
    assert operations.deliver(at=now()) == 0
    assert receiver.came == []


def test_no_more_than_five_addresses_and_no_unknown_kind(receiver: Receiver) -> None:
    with pytest.raises(BadEndpoint):
        operations.add_endpoint(owner=OWNER, url=receiver.url, kinds=["sale.sold"], at=now())
    for _ in range(5):
        operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    with pytest.raises(TooManyEndpoints):
        operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())


def test_a_name_that_leads_to_this_computer_is_not_called(
    receiver: Receiver, settings: Settings
) -> None:
    opened = operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    tell()
    settings.WEBHOOK_HOSTS = []
    operations.deliver(at=now())
    assert receiver.came == []
    assert queries.deliveries(OWNER)[0].failure == "not_https"
    assert opened.endpoint.url == receiver.url


def test_a_receiver_that_drips_its_answer_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "ALL_SECONDS", 0.4)
    with dripping(every=0.05) as url:
        begun = time.monotonic()
        outcome = carrying.carry(url, {}, "{}", ["127.0.0.1"])
    assert not outcome.is_taken
    assert time.monotonic() - begun < 60, "the drip itself goes on for ever"


def test_old_messages_are_deleted_and_waiting_ones_stay(receiver: Receiver) -> None:
    operations.add_endpoint(owner=OWNER, url=receiver.url, at=now())
    tell("taken")
    operations.deliver(at=now())
    tell("waiting")
    assert operations.clear(at=now() + timedelta(days=29)) == 0
    assert operations.clear(at=now() + timedelta(days=31)) == 1
    assert len(queries.deliveries(OWNER)) == 1
