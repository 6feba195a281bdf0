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


def count_to(recipient: str, *, since: datetime) -> int:
    """Tell how many messages an address was sent since a moment, codes too."""
    return models.Message.objects.filter(to=recipient, created_at__gte=since).count()


def takes_push(recipient: str) -> bool:
    """Say whether a browser takes web push for somebody."""
    return models.Subscription.objects.filter(recipient=recipient).exists()
