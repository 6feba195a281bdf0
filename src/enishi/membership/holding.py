"""How long points wait for a phone's member to complete, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from enishi.kit import periods

DAYS = timedelta(days=7)


def until(at: datetime) -> datetime:
    """Return until when points that came at a moment are held: 24:00 of the seventh day."""
    return periods.end_of_day(periods.jst_day(at) + DAYS)
