"""The turning code on a screen: which window of time it is of, and until when it counts.

Every 30 seconds there is a new code; each counts for 90 seconds from its first moment, so that
whoever read it in its last moment has a minute for the page to arrive. Only the server's clock is
asked: a tablet with a wrong clock shows right codes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from enishi.kit import ids

TURN = timedelta(seconds=30)
COUNTS_FOR = timedelta(seconds=90)
# Servers side by side may differ by so much; a code of the next window is not yet a lie.
SKEW = timedelta(seconds=30)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LENGTH = 5  # 32^5 windows of 30 seconds: until 2057
_BITS = 5


def number(at: datetime) -> int:
    """Return the number of the window that a moment lies in."""
    return (at - FIRST) // TURN


def began_at(window: int) -> datetime:
    """Return the first moment of a window."""
    return FIRST + window * TURN


def counts(window: int, at: datetime) -> bool:
    """Say whether the code of a window counts at a moment."""
    began = began_at(window)
    return began - SKEW <= at < began + COUNTS_FOR


def seconds_left(at: datetime) -> float:
    """Return how long the code of this moment is the newest."""
    return (began_at(number(at) + 1) - at).total_seconds()


def written(window: int) -> str:
    """Write a window as five letters that nobody misreads."""
    assert 0 <= window < 32**LENGTH, window
    return "".join(ids.READABLE[window >> (_BITS * place) & 31] for place in range(LENGTH))


def read(text: str) -> int:
    """Read the five letters; they were signed, so they are letters of ours."""
    return sum(ids.READABLE.index(letter) << (_BITS * place) for place, letter in enumerate(text))
