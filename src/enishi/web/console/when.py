"""いつ来ているか: the months of a fiscal year, and the years one after another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions
from enishi.web.console.figures import calendar
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import writing
from enishi.web.design.permission import needs


@needs("statistics.see")
def when(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show months and years."""
    return page.answer(request, region_code, questions.WHEN, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the months of a year, and the years one after another if there are any."""
    months = calendar.of_months(inquiry)
    year = writing.period(calendar.shown_year(inquiry))
    opening = gettext("%(year)sの%(place)sでは、") % {"year": year, "place": inquiry.name}
    years = calendar.of_years(inquiry)
    return page.Told(
        head=[opening, months.say],
        rows=[months, years] if inquiry.years else [months],
        without={"month"},
        splits=[("month",), ("fiscal_year",)],
    )
