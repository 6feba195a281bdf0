"""The one reader of the clock for pages; tests move it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment."""
    return datetime.now(tz=UTC)
