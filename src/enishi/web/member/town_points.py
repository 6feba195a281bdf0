"""What became of the town's lapsed points: how much, what it bought, what is left."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.programs import queries as programs
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import region, report


@anyone
@require_safe
def town_points(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what lapsed points of a region became, year by year."""
    shown = region.public_region(region_code)
    at = clock.now()
    accounts = [
        report.account(programs.lapse_report(asset.code, until=at))
        for asset in programs.assets(shown.code)
        if asset.kind == "point"
    ]
    page = {
        "region": shown,
        "accounts": accounts,
        "has_fund": any(one.report.is_donation for one in accounts),
        "at": at,
    }
    return render(request, "member/town_points.html", page)
