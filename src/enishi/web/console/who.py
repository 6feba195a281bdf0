"""どんな人か: age and sex, each alone and together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences
from enishi.web.console.figures import ages
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import writing
from enishi.web.design.permission import needs


@needs("statistics.see")
def who(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show age by sex, age alone, sex alone."""

    def told(inquiry: Inquiry) -> page.Told:
        return page.Told(
            head=_headline(inquiry),
            rows=[
                ages.both(inquiry),
                *([] if ages.is_too_fine(inquiry) else [ages.by_age(inquiry)]),
                ages.by_sex(inquiry),
            ],
        )

    return page.answer(request, region_code, questions.WHO, told)


def _headline(inquiry: Inquiry) -> list[str]:
    """Name the frame, then the largest age."""
    parts = inquiry.parts(ages.AGE)
    facts = {
        "period": writing.period(inquiry.year),
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts
    return [opening, sentences.most(parts), sentences.compared(parts, inquiry.comparison)]
