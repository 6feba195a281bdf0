"""When the log shows itself."""

from __future__ import annotations

from datetime import datetime

import pytest

from enishi.kit.periods import JST
from enishi.transparency import cadence


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("last", "now", "volume", "has_news", "is_due"),
    [
        # A new log shows itself with its first leaf.
        (None, "2026-11-21 09:00", 0, False, False),
        (None, "2026-11-21 09:00", 1, True, True),
        # A quiet one every day of Japan, also when nothing happened.
        ("2026-11-21 00:00:01", "2026-11-21 23:59:59", 99, True, False),
        ("2026-11-21 23:59:59", "2026-11-22 00:00:00", 99, True, True),
        ("2026-11-21 23:59:59", "2026-11-22 00:00:00", 0, False, True),
        # A busier one every hour, a busy one every minute, when there is something to show.
        ("2026-11-21 09:00:00", "2026-11-21 09:59:59", 100, True, False),
        ("2026-11-21 09:59:59", "2026-11-21 10:00:00", 100, True, True),
        ("2026-11-21 09:59:59", "2026-11-21 10:00:00", 100, False, False),
        ("2026-11-21 09:59:59", "2026-11-21 10:00:00", 4_999, True, True),
        ("2026-11-21 09:59:00", "2026-11-21 09:59:59", 5_000, True, False),
        ("2026-11-21 09:59:59", "2026-11-21 10:00:00", 5_000, True, True),
        # The clock never runs backwards into a second showing.
        ("2026-11-22 00:00:00", "2026-11-21 23:59:59", 10, True, False),
    ],
)
def test_the_busier_the_sooner(last, now, volume, has_news, is_due):
    shown = at(last) if last else None
    assert cadence.is_due(last=shown, at=at(now), volume=volume, has_news=has_news) is is_due
