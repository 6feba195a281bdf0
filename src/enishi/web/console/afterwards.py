"""そのあと何をしているか: what people did after an event, a visit or a gift, beside the others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions
from enishi.web.console.figures import ways
from enishi.web.console.figures.figure import Figure
from enishi.web.console.figures.ways import Walked
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design.numbers import path_words, writing
from enishi.web.design.permission import needs

USUAL = "90"


@needs("statistics.see")
def afterwards(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what followed what within some days, always beside those who did not."""
    return page.answer(request, region_code, questions.AFTERWARDS, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the ways after each first thing that enough people did."""
    whole = inquiry.of_the_year()
    wanted = request.GET.get("days", "")
    days = wanted if wanted in path_words.DAYS else USUAL
    found = {first: ways.walked(whole, first, days) for first in path_words.FIRSTS}
    known = {
        first: rows for first, rows in found.items() if any(one.own is not None for one in rows)
    }
    return page.Told(
        head=_headline(whole, known, days),
        scope=[_scope(days)] if known else [],
        rows=[ways.figure(first, days, rows) for first, rows in known.items()] or [_nothing(whole)],
        drill=[_windows(days)],
        without=("month", "against"),
        splits=[(), (ways.DIMENSION,)] if known else [],
    )


def _windows(days: str) -> Picker:
    """Return the picker of how long people are looked at."""
    choices = [
        Choice(one, gettext("%(days)s日以内") % {"days": one}, is_chosen=one == days)
        for one in path_words.DAYS
    ]
    return Picker("days", gettext("そのあと何日まで"), choices)


def _headline(inquiry: Inquiry, known: dict[str, list[Walked]], days: str) -> list[str]:
    """Name the frame and its people, then the clearest way, with the others beside."""
    shown = [one for rows in known.values() for one in rows if one.own is not None]
    if not shown:
        return [
            gettext("%(period)sの%(place)sでは、") % _frame(inquiry),
            gettext("「そのあと」を表示できる人数は、まだそろっていません。"),
        ]
    # The first that differs clearly, else the first that can be compared at all.
    compared = [one for one in shown if one.other is not None] or shown
    first = next((one for one in compared if one.difference), compared[0])
    facts = {
        **_frame(inquiry),
        "who": path_words.who(first.way.first),
        "people": writing.count(first.people),
        "percent": writing.percent(first.own),
        "days": days,
        "then": path_words.did(first.way.then),
    }
    return [
        gettext("%(period)sに%(place)sで%(who)sのうち、") % facts,
        gettext("%(days)s日後まで見られた%(people)s人では、") % facts,
        gettext("%(percent)s%%がそのあと%(then)s") % facts,
        ways.compared(first),
    ]


def _frame(inquiry: Inquiry) -> dict[str, str]:
    return {"period": inquiry.period, "place": inquiry.name}


def _scope(days: str) -> str:
    """Say what the comparison is and is not."""
    return gettext(
        "した人としていない人は、もともとちがう人たちです。差の理由は、この数字からは分かりません。"
        "期間の終わりまでに%(days)s日たたない人は数えていません。"
    ) % {"days": days}


def _nothing(inquiry: Inquiry) -> Figure:
    """Say why there is nothing to show: the kinds are not recorded here, or too few people."""
    text = gettext(
        "イベント・訪問・寄附と、そのあとの買い物などの両方が記録され、"
        "それぞれの人数が十分になると、ここに表示されます。"
    )
    if not inquiry.numbers(ways.DIMENSION).people:
        text = gettext("この地域では、続けて見られる記録がまだありません。")
    return Figure("after", gettext("そのあと何をしているか"), text, "", None)
