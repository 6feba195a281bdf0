"""つながりの段: on which step of a tie people stand, and how many come again often enough."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions
from enishi.web.console.drawing import dots
from enishi.web.console.drawing.dots import Dots
from enishi.web.console.figures import choices, ways
from enishi.web.console.figures.choices import Words
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.console.figures.ways import Walked
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import path_words, shares, tables, writing
from enishi.web.design.numbers.path_words import REGULAR, VISITOR, Way
from enishi.web.design.numbers.tables import Row, Table
from enishi.web.design.permission import needs

STAGE = "stage"


@needs("statistics.see")
def steps(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show steps at the end of the period, and moves from the first to the second."""
    return page.answer(request, region_code, questions.STEPS, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the steps and the moves; both look at a year, never at one month."""
    whole = inquiry.of_the_year()
    found = moves(whole)
    return page.Told(
        head=_headline(whole, found),
        scope=[_scope()],
        rows=[_standing(whole), _moving(whole, found)],
        without=("month",),
        splits=[(), (STAGE,), *([(ways.DIMENSION,)] if found else [])],
    )


def moves(inquiry: Inquiry) -> list[Walked]:
    """Return who could be watched how long, and the share that came often enough, here and there.

    Ways of which nobody may be told are left out.
    """
    here, there = inquiry.numbers(ways.DIMENSION), inquiry.numbers_there(ways.DIMENSION)
    found = []
    for days in path_words.DAYS_OF_STEPS:
        way = Way(VISITOR, REGULAR, days)
        people = here.of(way.base.code)
        if people is not None:
            own = shares.share(here.of(way.code), people)
            other = shares.share(there.of(way.code), there.of(way.base.code))
            found.append(Walked(way, people, own, there.of(way.base.code), other))
    return found


def _headline(inquiry: Inquiry, found: list[Walked]) -> list[str]:
    """Name the frame, then who keeps coming, then how many get there."""
    share = inquiry.share(inquiry.numbers(STAGE).of(REGULAR))
    if share is None:
        said = [
            choices.opening(inquiry),
            gettext("通う人の数は、まだ表示できる人数ではありません。"),
        ]
    else:
        said = [
            choices.opening(inquiry),
            gettext("%(percent)s%%は1年に3日以上の記録がある「通う人」です。")
            % {"percent": writing.percent(share)},
        ]
    if reached := [one for one in found if one.own is not None]:
        last = reached[-1]
        said.append(
            gettext("はじめての記録から%(days)s日以内に通う人になったのは%(percent)s%%です。")
            % {"days": last.way.days, "percent": writing.percent(last.own)}
        )
    return said


def _scope() -> str:
    """Say what the steps are."""
    return gettext(
        "1/3は1年に1日以上の記録がある人、1/2は3日以上の人、1/1は最後の記録のときその市町村に住む人。"
        "期間の終わりまでの1年で見ます。会員証の段とちがい、自己申告の記録も数えます。"
    )


def _standing(inquiry: Inquiry) -> Figure:
    """Return the people of each step."""
    words = Words(
        gettext("いまの段"),
        gettext("期間の終わりに、どの段に何人いるか。"),
        choices.read_note(inquiry),
    )
    return choices.of_bars(inquiry, STAGE, words)


def _moving(inquiry: Inquiry, found: list[Walked]) -> Figure:
    """Return how many of the newly seen came on three days within so many days."""
    title = gettext("訪れる人から通う人へ")
    shown = [one for one in found if one.own is not None]
    if not shown:
        return Figure("moves", title, choices.nothing(), "", None)
    drawn = [ways.dot(gettext("%(days)s日以内") % {"days": one.way.days}, one) for one in shown]
    said = gettext("、").join(f"{dot.name}{dot.short}" for dot in drawn)
    values = Dots(
        dots=drawn,
        own=inquiry.name,
        comparison=inquiry.comparison if any(one.other for one in shown) else "",
        label=gettext("%(title)s。%(facts)s。表と同じ数字です") % {"title": title, "facts": said},
    )
    return Figure(
        slug="moves",
        title=title,
        say=gettext("期間の最初の記録から数えて、3日目の記録があった人の割合です。"),
        note=gettext(
            "期間の終わりまでにその日数がたたない人は、数えていません。"
            "行ごとに人がちがうので、行どうしを引き算できません。"
        ),
        table=_table(inquiry, title, found),
        wide=picture(dots.wide(values)),
        narrow=picture(dots.narrow(values)),
    )


def _table(inquiry: Inquiry, title: str, found: list[Walked]) -> Table:
    """Return watched, moved, share and range; the comparison beside."""
    heads = [
        gettext("いつまでに"), gettext("見られた人"), gettext("通う人になった人"),
        gettext("割合 %"), gettext("割合の幅 %"),
        *([gettext("%(name)s %%") % {"name": inquiry.comparison}] if inquiry.comparison else []),
    ]  # fmt: skip
    rows = [
        Row(
            gettext("%(days)s日以内") % {"days": one.way.days},
            [
                tables.number(one.people),
                tables.number(one.own.part if one.own else None),
                ways.percent(one.own),
                tables.soft(writing.span(one.own)),
                *([ways.percent(one.other)] if inquiry.comparison else []),
            ],
            code=one.way.code,
        )
        for one in found
    ]
    return Table(title, heads, rows)
