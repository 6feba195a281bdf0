"""What points became for a region, in one sentence: its last use of a fund."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, gettext

from enishi.programs import queries as programs
from enishi.web.design import dates


def sentence(region_code: str, at: datetime) -> str:
    """Say what a region's fund was spent on last; empty where it was spent on nothing yet."""
    last = programs.last_fund_use(region_code, until=at)
    if last is None:
        return ""
    facts = {
        "day": dates.day(last.on, get_language() or "ja", year=True),
        "purpose": last.purpose,
        "points": f"{last.points:,}",
    }
    return gettext("%(day)s、みなさんの%(points)s円ぶんが「%(purpose)s」になりました。") % facts
