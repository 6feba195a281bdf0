"""Every change to messages: put in, delivered, forgotten; browsers that take push."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from enishi.kit.refusal import Refusal
from enishi.outbox import models, retrying, stopping, ways
from enishi.outbox.adapters import push
from enishi.outbox.adapters.letter import Letter, NotDeliveredError
from enishi.outbox.message import CHANNELS, CODE, PURPOSES, Subscription
from enishi.outbox.ways import Ways

logger = logging.getLogger(__name__)
_SUBJECT_MAX = 200
# Messages of one run: the worker's other followers get their turn between.
_RUN = 50


@transaction.atomic(savepoint=False)
def send(
    *,
    key: str,
    channel: str,
    to: str,
    text: str,
    at: datetime,
    subject: str = "",
    purpose: str = "notice",
) -> None:
    """Put a message into the outbox, once under its key.

    In the caller's transaction: what is rolled back is not sent. `to` is a number, an address, a
    name (`member:…`, for push) or a LINE user; a follower delivers. A message of purpose "code"
    is not delivered later than ten minutes.
    """
    assert channel in CHANNELS, channel
    assert purpose in PURPOSES, purpose
    message = models.Message(
        key=key,
        channel=channel,
        to=to,
        subject=" ".join(subject.split())[:_SUBJECT_MAX],
        text=text,
        purpose=purpose,
        created_at=at,
        next_try_at=at,
    )
    models.Message.objects.bulk_create([message], ignore_conflicts=True)


def deliver(*, at: datetime) -> int:
    """Send what is due, each message in steps of its own; say how many were tried.

    A message is claimed and committed before it is carried, so that two workers never carry the
    same one and no transaction waits for a server. Who dies between carrying and noting it leaves
    the message to be carried again after the lease: at least once, and nearly always once. A demo
    carries nothing: its messages are read on its own page.
    """
    _give_up(at)
    if settings.IS_DEMO:
        return _pending().filter(next_try_at__lte=at).update(sent_at=at)
    found = _ways()
    closed = _closed(found, at)
    tried = 0
    while tried < _RUN and (message := _claim(closed, at)) is not None:
        tried += 1
        try:
            _carry(message, found, at)
        except NotDeliveredError as failed:
            _note_failure(message, failed, at)
        else:
            message.sent_at = at
            message.failure = ""
            message.save(update_fields=["sent_at", "failure"])
    return tried


def _ways() -> Ways:
    return ways.read(settings.OUTBOX, link=settings.PUBLIC_URL, key=settings.PUSH_SECRET)


def _pending() -> QuerySet[models.Message]:
    return models.Message.objects.filter(sent_at=None, failed_at=None)


def _give_up(at: datetime) -> None:
    """End what is too late, or was tried too often without an answer."""
    codes = Q(purpose=CODE, created_at__lt=at - retrying.CODE_LIVES)
    notices = ~Q(purpose=CODE) & Q(created_at__lt=at - retrying.NOTICE_LIVES)
    _pending().filter(codes | notices).update(failed_at=at, failure="too late")
    worn = Q(tries__gte=retrying.TRIES_MAX, next_try_at__lte=at)
    _pending().filter(worn).update(failed_at=at, failure="too many tries")


def _closed(found: Ways, at: datetime) -> Q:
    """Say which messages cannot go from here, and tell the operator what they wait for."""
    closed = Q(pk=None)
    waiting = _pending().filter(next_try_at__lte=at).order_by()
    for channel, purpose in waiting.values_list("channel", "purpose").distinct():
        missing = found.missing(channel, purpose)
        if missing:
            _warn(channel, purpose, missing)
            closed |= Q(channel=channel, purpose=purpose)
    return closed


@cache
def _warn(channel: str, purpose: str, missing: str) -> None:
    """Tell the operator once in the life of a worker."""
    logger.warning(
        "outbox: a %s by %s waits and cannot be sent: set %s (docs/how-to/send-messages.md)",
        purpose,
        channel,
        missing,
    )


@transaction.atomic(durable=True)
def _claim(closed: Q, at: datetime) -> models.Message | None:
    """Take the next message for ourselves: until the lease ends nobody else does."""
    due = _pending().filter(next_try_at__lte=at).exclude(closed).order_by("next_try_at")
    message = due.select_for_update(skip_locked=True).first()
    if message is not None:
        message.tries += 1
        message.next_try_at = at + retrying.LEASE
        message.save(update_fields=["tries", "next_try_at"])
    return message


def _carry(message: models.Message, found: Ways, at: datetime) -> None:
    """Hand a message to its way out."""
    stop_link = ""
    text = message.text
    if message.purpose != CODE and message.channel in ways.SIGNED:
        sealed = stopping.token(settings.TICKET_SECRET, message.channel, message.to)
        stop_link = f"{found.link}/stop/{sealed}"
        text = ways.signed(text, sender=found.sender, stop_link=stop_link)
    letter = Letter(
        id=message.id,
        to=message.to,
        subject=message.subject,
        text=text,
        written_at=message.created_at,
        at=at,
        stop_link=stop_link,
    )
    if message.channel == "push":
        _push(letter, found)
        return
    way = {"email": found.mail, "sms": found.sms, "line": found.line}[message.channel]
    assert way is not None, "only what has a way is claimed"
    way.carry(letter)


def _push(letter: Letter, found: Ways) -> None:
    """Push to every browser of a recipient; one that took it is enough, gone ones are dropped."""
    assert found.push is not None, "only what has a way is claimed"
    rows = models.Subscription.objects.filter(recipient=letter.to)
    taken = False
    last = NotDeliveredError("no browser", is_final=True)
    for endpoint, p256dh, auth in rows.values_list("endpoint", "p256dh", "auth"):
        try:
            found.push.carry(letter, Subscription(endpoint, p256dh, auth))
            taken = True
        except push.BrowserIsGoneError:
            unsubscribe(endpoint=endpoint)
        except NotDeliveredError as failed:
            # Another browser's push service may answer: that nobody does here stops no others.
            last = NotDeliveredError(failed.reason, is_final=failed.is_final)
    if not taken:
        raise last


def _note_failure(message: models.Message, failed: NotDeliveredError, at: datetime) -> None:
    """Keep why, and when to try again; where nobody answers, all who wait there wait as long."""
    again = None if failed.is_final else retrying.next_try(message.tries, at)
    message.failure = failed.reason
    if again is None:
        message.failed_at = at
    else:
        message.next_try_at = again
    message.save(update_fields=["failure", "failed_at", "next_try_at"])
    if failed.is_silent and again is not None:
        waiting = _pending().filter(channel=message.channel, next_try_at__lte=at)
        waiting.update(next_try_at=at + retrying.PAUSES[0])


class BadSubscription(Refusal):
    """What a browser told of its push service cannot be used."""

    code = "bad_subscription"
    status = 422


@transaction.atomic(durable=True)
def subscribe(*, recipient: str, endpoint: str, p256dh: str, auth: str, at: datetime) -> None:
    """Let a browser take push for somebody; a browser takes it for one recipient at a time.

    Raises:
        BadSubscription: the address is no push service's, or the keys are no keys.
    """
    if not push.is_push_service(endpoint, _push_hosts()) or not push.are_keys(p256dh, auth):
        raise BadSubscription(endpoint=endpoint[:80])
    models.Subscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={"recipient": recipient, "p256dh": p256dh, "auth": auth, "created_at": at},
    )


def _push_hosts() -> tuple[str, ...]:
    return tuple(host for host in settings.OUTBOX["push_hosts"].split(",") if host)


def unsubscribe(*, endpoint: str) -> None:
    """Let a browser take push no longer; twice changes nothing."""
    if "\0" in endpoint:  # no database keeps one
        return
    models.Subscription.objects.filter(endpoint=endpoint).delete()


@transaction.atomic(durable=True)
def clear(*, at: datetime) -> int:
    """Delete messages that nobody needs any more: codes after a day, others after 90."""
    codes = Q(purpose=CODE, created_at__lt=at - retrying.CODE_KEPT)
    old = codes | Q(created_at__lt=at - retrying.KEPT)
    gone, _ = models.Message.objects.filter(old).delete()
    return gone


@transaction.atomic(savepoint=False)
def forget(*, recipients: Sequence[str]) -> int:
    """Erase all messages to these addresses and names, and their browsers; say how many.

    In the caller's transaction. Of a name (`member:…`) also what others were sent about this
    member, as a guardian was: the keys of such messages carry the member's id.
    """
    about = Q(to__in=recipients)
    for name in recipients:
        kind, _, member_id = name.partition(":")
        if kind == "member" and member_id:
            about |= Q(key__contains=member_id)
    gone, _ = models.Message.objects.filter(about).delete()
    browsers, _ = models.Subscription.objects.filter(recipient__in=recipients).delete()
    return gone + browsers


@transaction.atomic(savepoint=False)
def hand_over(*, keep: str, gone: str) -> None:
    """Let what was for one recipient be for another, for they are one person.

    In the caller's transaction.
    """
    models.Message.objects.filter(to=gone).update(to=keep)
    models.Subscription.objects.filter(recipient=gone).update(recipient=keep)
