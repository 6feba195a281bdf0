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
    return page.answer(request, region_code, questions.WHO, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return age by sex, age alone unless it stands there already, sex alone."""
    return page.Told(
        head=_headline(inquiry),
        rows=[
            ages.both(inquiry),
            *([] if ages.is_too_fine(inquiry) else [ages.by_age(inquiry)]),
            ages.by_sex(inquiry),
        ],
        splits=[(), (ages.AGE, ages.SEX), (ages.AGE,), (ages.SEX,)],
    )


def _headline(inquiry: Inquiry) -> list[str]:
    """Name the frame, then the largest age."""
    parts = inquiry.parts(ages.AGE)
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts
    return [opening, sentences.most(parts), sentences.compared(parts, inquiry.comparison)]
