"""Every change of webhooks: who takes messages, messages put in, delivered, given up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from enishi.kit.refusal import Refusal
from enishi.webhooks import addresses, carrying, endpoint, models, queries, retrying, signing
from enishi.webhooks.endpoint import Event, Opened

# Messages of one run: the worker's other followers get their turn between.
_RUN = 50
_GONE, _ASKED = "gone", "asked"


class BadEndpoint(Refusal):
    """The address is none we send to, or a kind of message is unknown."""

    code = "bad_endpoint"
    status = 422


class TooManyEndpoints(Refusal):
    """So many addresses take messages already; end one first."""

    code = "too_many_endpoints"


@transaction.atomic(durable=True)
def add_endpoint(*, owner: str, url: str, kinds: Sequence[str] = (), at: datetime) -> Opened:
    """Let an address take an owner's messages; the secret that signs them is told once.

    Raises:
        BadEndpoint: not an https address of the world, or a kind of message that there is not.
        TooManyEndpoints: five addresses take messages already.
    """
    why = addresses.fault(url, settings.WEBHOOK_HOSTS)
    unknown = set(kinds).difference(endpoint.KINDS)
    if why or unknown:
        raise BadEndpoint(why=why or "unknown_kind")
    if models.Endpoint.objects.filter(owner=owner, ended_at=None).count() >= endpoint.MOST:
        raise TooManyEndpoints(most=endpoint.MOST)
    secret = secrets.token_bytes(signing.SECRET_BYTES)
    row = models.Endpoint.objects.create(
        owner=owner, url=url, secret=secret, kinds=sorted(set(kinds)), created_at=at
    )
    return Opened(queries.endpoint_value(row), signing.secret_as_told(secret))


class UnknownEndpoint(Refusal):
    """No address of this owner takes messages under this number."""

    code = "unknown_endpoint"
    status = 404


@transaction.atomic(durable=True)
def end_endpoint(*, owner: str, endpoint_id: UUID, at: datetime) -> None:
    """Let an address take no more messages; those on their way to it are given up.

    Raises:
        UnknownEndpoint: the owner has no such address, or ended it before.
    """
    rows = models.Endpoint.objects.filter(pk=endpoint_id, owner=owner, ended_at=None)
    if not rows.update(ended_at=at, why_ended=_ASKED):
        raise UnknownEndpoint(endpoint=endpoint_id)
    _pending().filter(endpoint_id=endpoint_id).update(given_up_at=at, failure=_ASKED)


@transaction.atomic(savepoint=False)
def end_all(*, owner: str, at: datetime) -> int:
    """Let no address take an owner's messages any more; say how many did.

    In the caller's transaction.
    """
    living = models.Endpoint.objects.filter(owner=owner, ended_at=None)
    _pending().filter(endpoint__in=living).update(given_up_at=at, failure=_ASKED)
    return living.update(ended_at=at, why_ended=_ASKED)


@transaction.atomic(savepoint=False)
def emit(*, owner: str, kind: str, data: dict[str, object], key: str, at: datetime) -> None:
    """Put a message in for everybody who takes an owner's, once under its key.

    In the caller's transaction: what is rolled back is not sent.
    """
    emit_many([Event(owner=owner, kind=kind, key=key, at=at, data=data)])


@transaction.atomic(savepoint=False)
def emit_many(events: Sequence[Event]) -> None:
    """Put many messages in, each once under its key.

    In the caller's transaction: what is rolled back is not sent. `data` names no person: what is
    sent can not be called back.
    """
    owners = {one.owner for one in events}
    takers: dict[str, list[models.Endpoint]] = {}
    for row in models.Endpoint.objects.filter(owner__in=owners, ended_at=None):
        takers.setdefault(row.owner, []).append(row)
    rows = [
        models.Message(
            endpoint=taker,
            key=one.key,
            kind=one.kind,
            body=signing.body_of(one.kind, one.at, one.data),
            made_at=one.at,
            next_try_at=one.at,
        )
        for one in events
        for taker in takers.get(one.owner, ())
        if not taker.kinds or one.kind in taker.kinds
    ]
    if rows:
        models.Message.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic(durable=True)
def ping(*, owner: str, endpoint_id: UUID, at: datetime) -> None:
    """Send a message that says nothing, so that a receiver can be tried.

    Raises:
        UnknownEndpoint: the owner has no such address.
    """
    row = models.Endpoint.objects.filter(pk=endpoint_id, owner=owner, ended_at=None).first()
    if row is None:
        raise UnknownEndpoint(endpoint=endpoint_id)
    models.Message.objects.create(
        endpoint=row,
        key=f"ping:{secrets.token_hex(8)}",
        kind=endpoint.PING,
        body=signing.body_of(endpoint.PING, at, {}),
        made_at=at,
        next_try_at=at,
    )


def deliver(*, at: datetime) -> int:
    """Send what is due, each message in steps of its own; say how many were tried.

    A message is claimed and committed before it is carried, so that two workers never carry the
    same one and no transaction waits for a server. Who dies between carrying and noting it leaves
    the message to be carried again: at least once, and the receiver knows it by its id.
    """
    tried = 0
    while tried < _RUN and (message := _claim(at)) is not None:
        tried += 1
        secret = bytes(message.endpoint.secret)
        headers = signing.headers(secret, queries.message_id(message), at, message.body)
        outcome = carrying.carry(
            message.endpoint.url, headers, message.body, settings.WEBHOOK_HOSTS
        )
        _note(message, outcome, at)
    return tried


def _pending() -> QuerySet[models.Message]:
    return models.Message.objects.filter(delivered_at=None, given_up_at=None)


@transaction.atomic(durable=True)
def _claim(at: datetime) -> models.Message | None:
    """Take the next message for ourselves: until the lease ends nobody else does."""
    due = _pending().filter(next_try_at__lte=at).order_by("next_try_at")
    message = due.select_related("endpoint").select_for_update(skip_locked=True, of=["self"])
    found = message.first()
    if found is not None:
        found.tries += 1
        found.next_try_at = at + retrying.LEASE
        found.save(update_fields=["tries", "next_try_at"])
    return found


@transaction.atomic(durable=True)
def _note(message: models.Message, outcome: carrying.Outcome, at: datetime) -> None:
    """Keep what became of a try, and when the next one is; who is gone gets no more."""
    if outcome.is_taken:
        _pending().filter(pk=message.pk).update(delivered_at=at, failure="")
        return
    again = None if outcome.is_gone else retrying.next_try(message.tries, at)
    if again is None:
        _pending().filter(pk=message.pk).update(given_up_at=at, failure=outcome.why)
    else:
        _pending().filter(pk=message.pk).update(next_try_at=again, failure=outcome.why)
        # Where one was not taken the others wait a little: nobody may answer there.
        pause = min(again, at + retrying.PAUSES[1])
        others = _pending().filter(endpoint_id=message.endpoint_id, next_try_at__lt=pause)
        others.exclude(pk=message.pk).update(next_try_at=pause)
    if outcome.is_gone:
        living = models.Endpoint.objects.filter(pk=message.endpoint_id, ended_at=None)
        living.update(ended_at=at, why_ended=_GONE)
        _pending().filter(endpoint_id=message.endpoint_id).update(given_up_at=at, failure=_GONE)


@transaction.atomic(durable=True)
def clear(*, at: datetime) -> int:
    """Delete messages that ended a month ago."""
    old = models.Message.objects.filter(made_at__lt=at - retrying.KEPT)
    gone, _ = old.exclude(delivered_at=None, given_up_at=None).delete()
    return gone
