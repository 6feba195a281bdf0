"""When a message is tried again, and when it is too late or too often."""

from __future__ import annotations

from datetime import datetime, timedelta

from enishi.outbox.message import CODE

# After each try that failed: a short fault is over in a minute, a long one in a night.
PAUSES = (
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
TRIES_MAX = len(PAUSES) + 1
# A try that nobody ended (the process died) is begun again after this: longer than any try takes.
LEASE = timedelta(minutes=5)
CODE_LIVES = timedelta(minutes=10)
NOTICE_LIVES = timedelta(days=7)
KEPT = timedelta(days=90)
CODE_KEPT = timedelta(days=1)


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when to try again after so many tries; None: it was tried often enough."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def is_too_late(purpose: str, created_at: datetime, at: datetime) -> bool:
    """Say whether a message would only confuse by now: a dead code, a notice of last week."""
    return at - created_at > (CODE_LIVES if purpose == CODE else NOTICE_LIVES)
