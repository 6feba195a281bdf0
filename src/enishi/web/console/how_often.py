"""何回来ているか: on how many days, and whether it is the first time, in their natural order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions
from enishi.web.console.figures import choices
from enishi.web.console.figures.choices import Words
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.shares import Share
from enishi.web.design.permission import needs

DAYS, BEFORE = "times", "times_visited"
_ONCE = "1"


@needs("statistics.see")
def how_often(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show on how many days people were there, and what they say of former visits."""
    return page.answer(request, region_code, questions.HOW_OFTEN, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return days with a record, and the survey's question where it was asked."""
    asked = [DAYS, *([BEFORE] if choices.is_told(inquiry, BEFORE) else [])]
    return page.Told(
        head=_headline(inquiry),
        scope=[_scope(inquiry)],
        rows=[_figure(inquiry, name) for name in asked],
        splits=[(), *((name,) for name in asked)],
    )


def again(inquiry: Inquiry) -> Share | None:
    """Return the share of people with records on two days or more."""
    return _rest(inquiry.numbers(DAYS).of(_ONCE), inquiry.people)


def again_there(inquiry: Inquiry) -> Share | None:
    """Return the same of whom we compare with."""
    return _rest(inquiry.numbers_there(DAYS).of(_ONCE), inquiry.people_there)


def _rest(once: int | None, people: int | None) -> Share | None:
    """Return who is left; a hidden number leaves nothing to say."""
    return None if once is None else shares.rest((once,), people)


def _headline(inquiry: Inquiry) -> list[str]:
    """Name the frame, then how many came on more than one day."""
    more = again(inquiry)
    if more is None:
        return [
            choices.opening(inquiry),
            gettext("何日来たかは、まだ表示できる人数ではありません。"),
        ]
    return [
        choices.opening(inquiry),
        gettext("%(percent)s%%は2日以上の記録がある人です。") % {"percent": writing.percent(more)},
        _compared(inquiry, more),
    ]


def _compared(inquiry: Inquiry, more: Share) -> str:
    """Say how that is elsewhere."""
    there = again_there(inquiry)
    if not inquiry.comparison or there is None:
        return ""
    verdict = shares.difference(more, there)
    facts = {"comparison": inquiry.comparison, "percent": writing.percent(there)}
    if verdict == 1:
        return gettext("%(comparison)s（%(percent)s%%）より多くなっています。") % facts
    if verdict == -1:
        return gettext("%(comparison)s（%(percent)s%%）より少なくなっています。") % facts
    return gettext("%(comparison)s（%(percent)s%%）と大きくは変わりません。") % facts


def _scope(inquiry: Inquiry) -> str:
    """Say what counts as a day."""
    return gettext(
        "日数は、%(period)sに%(place)sで記録のあった日の数です。記録のない日や、ほかの年に来た日は"
        "入りません。"
    ) % {"period": inquiry.period, "place": inquiry.name}


def _figure(inquiry: Inquiry, dimension: str) -> Figure:
    """Return one question as bars in natural order."""
    words = {
        DAYS: Words(
            gettext("何日の記録があるか"),
            gettext("期間のうち、記録のある日の数ごとの人数です。"),
            choices.read_note(inquiry),
        ),
        BEFORE: Words(
            gettext("何回目の訪問か（答え）"),
            gettext("アンケートで、その場所に来るのが何回目かを聞いた答えです。"),
            choices.read_note(inquiry, several=True),
        ),
    }
    return choices.of_bars(inquiry, dimension, words[dimension])
