"""When the log shows itself: sizes and times alone would count a village's visitors live."""

from __future__ import annotations

from datetime import datetime, timedelta

from enishi.kit.periods import JST

DAILY_BELOW = 100
HOURLY_BELOW = 5_000
# A receipt's promise: within this time the leaf stands under a public checkpoint.
MERGE_DELAY = timedelta(days=2)


def is_due(*, last: datetime | None, at: datetime, volume: int, has_news: bool) -> bool:
    """Say whether a public checkpoint is due, given the leaves of the last 24 hours.

    Days, hours and minutes are those of the clock in Japan, so that the moment tells nothing.
    A quiet log shows itself every day, also when nothing happened: silence would tell too.
    """
    if last is None:
        return has_news
    if volume < DAILY_BELOW:
        return _day(at) > _day(last)
    unit = timedelta(hours=1) if volume < HOURLY_BELOW else timedelta(minutes=1)
    return has_news and _count(at, unit) > _count(last, unit)


def _day(moment: datetime) -> int:
    """Number a moment's day in Japan."""
    return moment.astimezone(JST).date().toordinal()


def _count(moment: datetime, unit: timedelta) -> int:
    """Number the hour or minute of a moment; Japan's hours begin with those of UTC."""
    return int(moment.timestamp() // unit.total_seconds())
