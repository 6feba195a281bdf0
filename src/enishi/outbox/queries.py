"""Every reading of messages for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from enishi.outbox import models
from enishi.outbox.message import CODE, Message

_FIELDS = (
    "id", "key", "channel", "to", "subject", "text", "purpose", "created_at", "tries", "sent_at",
    "failed_at", "failure",
)  # fmt: skip


def recent(limit: int = 50) -> list[Message]:
    """Return the last messages to anybody, newest first; for demos and tests, never for staff."""
    rows = models.Message.objects.order_by("-created_at", "-id")
    return [Message(*row) for row in rows.values_list(*_FIELDS)[:limit]]


def to(recipients: Iterable[str], limit: int = 50) -> list[Message]:
    """Return the last notices to these addresses and names, newest first; no codes."""
    rows = models.Message.objects.filter(to__in=set(recipients)).exclude(purpose=CODE)
    return [Message(*row) for row in rows.order_by("-created_at").values_list(*_FIELDS)[:limit]]


def count(prefix: str, *, since: datetime, to: str | None = None) -> int:
    """Tell how many messages were put in since a moment, by the beginning of their keys."""
    rows = models.Message.objects.filter(key__startswith=prefix, created_at__gte=since)
    return rows.filter(to=to).count() if to is not None else rows.count()


def known(keys: Iterable[str]) -> set[str]:
    """Return those of these keys under which a message was put in already."""
    rows = models.Message.objects.filter(key__in=set(keys))
    return set(rows.values_list("key", flat=True))


def push_takers(recipients: Iterable[str]) -> set[str]:
    """Return those of these recipients for whom a browser takes web push."""
    rows = models.Subscription.objects.filter(recipient__in=set(recipients))
    return set(rows.values_list("recipient", flat=True))


def takes_push(recipient: str) -> bool:
    """Say whether a browser takes web push for somebody."""
    return models.Subscription.objects.filter(recipient=recipient).exists()
