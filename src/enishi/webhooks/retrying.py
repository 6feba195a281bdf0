"""When a message is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

# After each try that failed, as the Standard Webhooks specification proposes: about three days.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES_MAX = len(PAUSES) + 1
# A try that nobody ended (the process died) is begun again after this: longer than any try takes.
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when to try again after so many tries; None: it was tried often enough."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None
