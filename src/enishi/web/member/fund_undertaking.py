"""One undertaking of the town's fund: pictures, what it cost, how it went on, thanks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.funds import queries as funds
from enishi.web.design import clock, pictures
from enishi.web.design.permission import anyone
from enishi.web.member import fund_report, region
from enishi.web.member.fund_report import told


@anyone
@require_safe
def undertaking(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Show one undertaking."""
    town = region.public_region(region_code)
    until = fund_report.today_over(clock.now())
    found = fund_report.find(town.code, undertaking_id, until)
    page = {
        "region": town,
        "one": fund_report.shown(found),
        "pictures": [(one.id, told(one.words, one.words_en)) for one in found.pictures],
        "news": [(one, told(one.text, one.text_en)) for one in found.news],
        "here": "home",
    }
    return render(request, "member/fund_undertaking.html", page)


@anyone
@require_safe
def picture(request: HttpRequest, region_code: str, picture: UUID) -> HttpResponse:  # noqa: ARG001
    """Hand out a picture of an undertaking."""
    town = region.public_region(region_code)
    answer = pictures.answer(funds.picture_bytes(picture, town.code, is_public=True))
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
