"""What is handed to a way out, and what it says when it could not carry it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

# A server that takes no connection within this is asked again later.
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be carried; `id` is the same on every try."""

    id: UUID
    to: str
    subject: str
    text: str
    written_at: datetime
    at: datetime
    stop_link: str = ""


class NotDeliveredError(Exception):
    """A way out did not take a message: for good, for now, or because nobody answers there."""

    def __init__(self, reason: str, *, is_final: bool = False, is_silent: bool = False) -> None:
        """Keep why, without the words of the message."""
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_silent = is_silent
