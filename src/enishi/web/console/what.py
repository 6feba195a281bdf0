"""何をしているか: purposes, themes and kinds of activity."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences
from enishi.web.console.figures import doings
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import writing
from enishi.web.design.permission import needs


@needs("statistics.see")
def what(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what is known of what people do, each dimension that has anything to show."""
    return page.answer(request, region_code, questions.WHAT, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return every dimension of doing that has anything to show."""
    known = [name for name in doings.DIMENSIONS if inquiry.numbers(name).has_any]
    return page.Told(
        head=_headline(inquiry),
        rows=[doings.figure(inquiry, name) for name in known or ["kind"]],
        splits=[(), *((name,) for name in known)],
    )


def _headline(inquiry: Inquiry) -> list[str]:
    """Name the frame, then what most people do."""
    parts = doings.quoted_parts(inquiry, doings.richest(inquiry))
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts
    return [opening, sentences.most(parts), sentences.compared(parts, inquiry.comparison)]
