"""The one next thing on a member's home: the most pressing of what there is; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

# In this order: what would be lost first, what is today, what people wait for, what is next.
COMPLETE: Final = "complete"
TODAY: Final = "today"
LAPSE: Final = "lapse"
INVITATION: Final = "invitation"
LETTER: Final = "letter"
ACTION: Final = "action"
EVENT: Final = "event"
SCAN: Final = "scan"
ORDER: Final = (COMPLETE, TODAY, LAPSE, INVITATION, LETTER, ACTION, EVENT, SCAN)

LAPSE_DAYS = 30
LETTER_DAYS = 30

Thing = TypeVar("Thing")


def choose(things: Mapping[str, Thing | None]) -> tuple[str, Thing | None]:
    """Return the first thing in order that there is; scanning a poster is always possible."""
    assert set(things) <= set(ORDER), set(things) - set(ORDER)
    for kind in ORDER:
        found = things.get(kind)
        if found is not None:
            return kind, found
    return SCAN, None


def must_complete(held_until: datetime | None, at: datetime) -> bool:
    """Say whether points wait for a person and would go back."""
    return held_until is not None and at < held_until


def lapses_soon(expires_on: date, on: date) -> bool:
    """Say whether points end so soon that it is worth saying first."""
    return on <= expires_on <= on + timedelta(days=LAPSE_DAYS)


def is_new(written_at: datetime, at: datetime) -> bool:
    """Say whether a letter nobody opened is still news."""
    return at - written_at < timedelta(days=LETTER_DAYS)
