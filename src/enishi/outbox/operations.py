"""Every change to messages: put in, delivered, forgotten; browsers that take push."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from enishi.outbox import models
from enishi.outbox.message import CHANNELS, PURPOSES

_SUBJECT_MAX = 200


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


@transaction.atomic(savepoint=False)
def forget(*, recipients: Sequence[str]) -> int:
    """Erase all messages to these addresses and names, and their browsers; say how many.

    In the caller's transaction.
    """
    gone, _ = models.Message.objects.filter(to__in=recipients).delete()
    browsers, _ = models.Subscription.objects.filter(recipient__in=recipients).delete()
    return gone + browsers
