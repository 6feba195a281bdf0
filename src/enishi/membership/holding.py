"""How long points wait for a phone's member to complete, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

DAYS = timedelta(days=7)


def until(at: datetime) -> datetime:
    """Return until when points that came at a moment are held."""
    return at + DAYS
