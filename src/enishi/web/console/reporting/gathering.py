"""Gathers a region's report from the questions of the console: the same numbers, the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext

from enishi.kit.periods import JST
from enishi.web.console import answers, page, portrait, questions
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.reporting.report import Chapter, Report
from enishi.web.design import dates
from enishi.web.design.numbers import writing

# The questions that a report answers, in this order, as far as their pages have anything to show;
# with cover, answers and how to read they are at most twelve sheets.
CHAPTERS: Final = (
    questions.PRIORITIES,
    questions.WHERE,
    questions.WHO,
    questions.WHAT,
    questions.WHEN,
    questions.HOW_OFTEN,
    questions.SPENDING,
    questions.SATISFACTION,
    questions.ROOM,
)
_ROWS_WORTH_A_TABLE = 2


def gather(request: HttpRequest, inquiry: Inquiry, *, months: str, at: datetime) -> Report:
    """Return the report of a region and period; every word in the language that is active."""
    language = (translation.get_language() or "ja")[:2]
    answered = chapters(request, inquiry)
    return Report(
        place=inquiry.name,
        period=inquiry.period,
        months=months,
        head=portrait.headline(inquiry),
        scope=portrait.scope(inquiry),
        keys=portrait.key_figures(inquiry),
        chapters=answered,
        reading=reading(),
        credits=list(
            dict.fromkeys(
                [*inquiry.numbers().credits, *(line for one in answered for line in one.credits)]
            )
        ),
        made=gettext("%(day)sに作りました。数字は締めた月までのもので、後から変わりません。")
        % {"day": dates.day(at.astimezone(JST).date(), language, year=True)},
        sample=gettext("見本") if inquiry.region.is_sample or settings.IS_DEMO else "",
        language=language,
    )


def reading() -> Sequence[tuple[str, str]]:
    """Say whose numbers these are, how sure they are, and how people in them are protected."""
    return [
        (
            gettext("だれの数字か"),
            gettext("実人数で、1人が何度来ても1人と数えます。訪れた人すべての数ではありません。"),
        ),
        (
            gettext("数字の幅"),
            gettext(
                "「幅」は、たまたま記録された人が違っていたら動きうる範囲（95%%の確からしさ）に、"
                "守るための小さな誤差の分を足したものです。"
                "記録に残っていない人とのちがいは含みません。"
            )
            % (),
        ),
        (
            gettext("数字の守り方"),
            writing.text(
                writing.protection(),
                gettext("人数が少ないところは x と表示します（0人を含みます）。"),
            ),
        ),
    ]


def chapters(request: HttpRequest, inquiry: Inquiry) -> Sequence[Chapter]:
    """Return the questions that have something to show, each with its first figures."""
    found = []
    for slug in CHAPTERS:
        told, _ = page.tell_of(request, inquiry, answers.ANSWERS[slug])
        figures = [figure for figure in told.rows if _is_worth_it(figure)]
        if figures:
            head = [phrase for phrase in told.head if phrase]
            found.append(Chapter(slug, questions.title(slug), head, figures[:1], told.credits))
    return found


def _is_worth_it(figure: Figure) -> bool:
    """Say whether a figure shows more than one number."""
    table = figure.table
    rows = (
        [row for row in table.rows if not all(cell.is_hidden for cell in row.cells)]
        if table
        else []
    )
    return len(rows) >= _ROWS_WORTH_A_TABLE or (bool(figure.wide) and table is None)
