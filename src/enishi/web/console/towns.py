"""県内の市町の地図: how many people each town of the prefecture has, on a map of its towns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions
from enishi.web.console.figures import homes, town_map
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import naming, writing
from enishi.web.design.permission import needs


@needs("statistics.see")
def towns(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the towns of the prefecture on a map; for the nation, its prefectures as tiles."""
    return page.answer(request, region_code, questions.TOWNS, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the map and its table."""
    prefecture = town_map.prefecture_of(inquiry)
    if prefecture is None:
        figure = homes.tiles_of_places(inquiry)
        facts = {"period": inquiry.period, "people": writing.count(inquiry.people)}
        opening = gettext("%(period)sに全国の参加地域で記録された%(people)s人では、") % facts
        return page.Told(head=[opening, figure.say], rows=[figure], without={"against"})
    figure = town_map.figure(inquiry)
    facts = {
        "period": inquiry.period,
        "place": naming.of_region(prefecture),
        "people": writing.count(inquiry.numbers_of(prefecture).of()),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts
    return page.Told(
        head=[opening, figure.say],
        rows=[figure],
        without={"against"},
        credits=[town_map.CREDIT] if figure.wide else [],
    )
