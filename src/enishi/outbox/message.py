"""A message as others see it, and the words for its channel and purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CHANNELS = ("sms", "email", "push", "line")
PURPOSES = ("code", "notice")
CODE = "code"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, where it goes and what became of it."""

    id: UUID
    key: str
    channel: str
    to: str
    subject: str
    text: str
    purpose: str
    created_at: datetime
    tries: int
    sent_at: datetime | None
    failed_at: datetime | None
    failure: str

    @property
    def is_waiting(self) -> bool:
        """Say whether it is still to be sent."""
        return self.sent_at is None and self.failed_at is None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser that takes web push: where, and the keys to write to it."""

    endpoint: str
    p256dh: str
    auth: str
