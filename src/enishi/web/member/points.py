"""My points of one region: how many, what lapses when, how they came and went."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.programs import queries as programs
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, gave, purse, region, report
from enishi.web.member.purse import Purse


def _became(one: Purse, at: datetime) -> str:
    """Say what lapsed points of the town became; coins do not lapse to anything."""
    if one.is_coin:
        return ""
    return report.became(programs.lapse_report(one.asset.code, until=at))


@anyone
@never_cache
@require_safe
def points(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the coins and points of the phone's member in one region."""
    shown = region.public_region(region_code)
    at = clock.now()
    on = jst_day(at)
    member_id = device.member_of(request)
    mine = purse.purses(member_id, shown.code, on) if member_id else []
    page = {
        "region": shown,
        "purses": [(one, purse.soon(one.waiting, on), _became(one, at)) for one in mine],
        "gave": gave.gave(member_id, shown.code) if member_id else None,
        "is_member": member_id is not None,
        "here": "home",
    }
    return render(request, "member/points.html", page)
