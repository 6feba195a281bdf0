"""まず見るとよいこと: a short list of what stands out, with its evidence and where to look next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.insight.releases import priorities as releases
from enishi.insight.releases.priorities import Evidence, Issue, Priorities
from enishi.web.console import page, questions
from enishi.web.console.figures import quotients
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import NATION, PREFECTURE, Inquiry
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

_FEW = 100


@dataclass(frozen=True, slots=True)
class Point:
    """One issue as the page shows it."""

    rank: int
    is_tied: bool
    title: str
    lines: Sequence[str]
    look: str
    look_title: str


@needs("statistics.see")
def priorities(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what stands out in the numbers of a place."""
    return page.answer(request, region_code, questions.PRIORITIES, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the issues against the prefecture, or against the nation when asked."""
    asked = request.GET.get("with", "")
    order = [asked] if asked in (PREFECTURE, NATION) else [PREFECTURE, NATION]
    found = next((told for side in order if (told := _ask(inquiry, side)) is not None), None)
    without = ("month", "against", "evidence")
    drill = [_others(inquiry, found.against if found else order[0])]
    if found is None:
        facts = {"period": inquiry.period, "place": inquiry.name}
        head = [
            gettext("%(period)sの%(place)sには、まだくらべる相手の数字がありません。") % facts,
            gettext("県や全国の数字は、3つ以上の地域から参加があると表示されます。"),
        ]
        return page.Told(head=head, rows=[], drill=drill, without=without)
    return page.Told(
        head=_headline(inquiry, found),
        scope=[_scope(found)],
        rows=[_evidence(inquiry, found)],
        drill=drill,
        without=without,
        credits=[line for line in found.credits if line not in inquiry.numbers().credits],
        template="console/priorities.html",
        more={"points": _points(request, inquiry, found)},
    )


def _ask(inquiry: Inquiry, against: str) -> Priorities | None:
    return releases.priorities(
        region=inquiry.region.code,
        year=inquiry.year,
        against=against,
        limit=LIMIT,
        at=inquiry.at,
    )


def comparison(inquiry: Inquiry, against: str) -> str:
    """Name whom the place is compared with."""
    if against == NATION:
        return gettext("全国の参加地域")
    above = next(region for region in inquiry.above if region.kind == PREFECTURE)
    return gettext("%(name)s全体") % {"name": inquiry.names.value("prefecture", above.code)}


def _headline(inquiry: Inquiry, found: Priorities) -> list[str]:
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(found.people),
        "comparison": comparison(inquiry, found.against),
        "count": len(found.issues),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人を%(comparison)sとくらべると、")
    said = [opening % facts]
    if not found.issues:
        return [*said, gettext("とくに目立つところはありません。")]
    first = [one for one in found.issues if one.rank == 1]
    said.append(gettext("目立つことが%(count)sつあります。") % facts)
    if len(first) == 1:
        said.append(
            gettext("まず見るとよいのは「%(name)s」。") % {"name": _title(inquiry, first[0])}
        )
    else:
        said.append(
            gettext("上の%(count)sつは、はっきりさに差がありません。") % {"count": len(first)}
        )
    if found.people < _FEW:
        said.append(gettext("人数が少ないため、おおまかな目安です。"))
    return said


def _scope(found: Priorities) -> str:
    facts = {"looked": found.looked_at, "hidden": found.not_shown}
    lines = [
        gettext("決まった%(looked)s個の見どころを、公表している数字だけで調べました。") % facts
    ]
    if found.not_shown:
        lines.append(
            gettext("ほかに%(hidden)s個は、数字がないか人数が少ないため調べていません。") % facts
        )
    lines.append(
        gettext("1つを選ぶ答えは、答えた数を100とするため、質問のページの割合とは少しちがいます。")
    )
    lines.append(gettext("目立つことの、わけまでは分かりません。"))
    return writing.text(*lines)


def _points(request: HttpRequest, inquiry: Inquiry, found: Priorities) -> list[Point]:
    ranks = [issue.rank for issue in found.issues]
    return [
        Point(
            rank=issue.rank,
            is_tied=ranks.count(issue.rank) > 1,
            title=_title(inquiry, issue),
            lines=[_line(inquiry, found, one) for one in issue.evidence],
            look=questions.address(issue.rule.look, inquiry.region.code, page.state(request)),
            look_title=questions.title(issue.rule.look),
        )
        for issue in found.issues
    ]


def _title(inquiry: Inquiry, issue: Issue) -> str:
    """Say what stands out, in the words of the rule."""
    titles = {
        "donors_without_shopping": gettext("寄付する人は多いのに、買い物をする人が少ない"),
        "few_stay_but_spend_much": gettext("泊まる人は少ないが、使う金額は大きい"),
        "few_stay": gettext("泊まる人が少ない"),
        "winter_is_low": gettext("冬に来る人が少ない"),
        "an_age_is_missing": gettext("%(names)sが少ない"),
        "few_come_again": gettext("初めての人が多く、また来る人が少ない"),
        "few_active_days": gettext("1日だけの人が多い"),
        "little_of_a_purpose": gettext("目的「%(names)s」が少ない"),
        "little_of_a_theme": gettext("テーマ「%(names)s」が少ない"),
        "few_from_a_home": gettext("%(names)sに住む人が少ない"),
        "few_promote": gettext("人にすすめたいと思わない人が多い"),
        "little_wish_to_return": gettext("1年以内にまた来たい人が少ない"),
    }
    return titles[issue.rule.name] % {"names": _names(inquiry, issue.evidence[0])}


def _names(inquiry: Inquiry, evidence: Evidence) -> str:
    names = [quotients.name(inquiry, evidence.dimension, one) for one in evidence.values]
    return writing.listed(names)


def _line(inquiry: Inquiry, found: Priorities, one: Evidence) -> str:
    """Write the evidence: what, people, share here and there, how many times, range."""
    return gettext(
        "%(what)s「%(names)s」は%(own)s人で%(share)s%%。"
        "%(comparison)sは%(there)s%%なので%(times)s（幅 %(span)s倍）。"
    ) % {
        "what": inquiry.names.dimension(one.dimension),
        "names": _names(inquiry, one),
        "own": writing.count(one.own.part),
        "share": f"{one.own.share * 100:.0f}",
        "comparison": comparison(inquiry, found.against),
        "there": f"{one.there.share * 100:.0f}",
        "times": quotients.times(one.quotient.value),
        "span": f"{one.quotient.low:.2f}〜{one.quotient.high:.2f}",
    }


def _evidence(inquiry: Inquiry, found: Priorities) -> Figure:
    """Return the evidence of all issues as one table, for files and for who wants to check."""
    rows = [
        Row(
            _title(inquiry, issue),
            [
                Cell(str(issue.rank)),
                Cell(_names(inquiry, one)),
                tables.number(one.own.part),
                Cell(f"{one.own.share * 100:.1f}"),
                Cell(f"{one.there.share * 100:.1f}"),
                Cell(f"{one.quotient.value:.2f}"),
                tables.soft(f"{one.quotient.low:.2f}〜{one.quotient.high:.2f}"),
            ],
        )
        for issue in found.issues
        for one in issue.evidence
    ]
    heads = [
        gettext("目立つこと"),
        gettext("順位"),
        gettext("数字"),
        gettext("人数"),
        gettext("割合 %"),
        gettext("くらべる相手 %"),
        gettext("倍率"),
        gettext("倍率の幅"),
    ]
    return Figure(
        slug="evidence",
        title=gettext("根拠の数字"),
        say=gettext(
            "順位は、幅が「同じ」からどれだけ離れているかの順です。幅が重なるものは同じ順位です。"
        ),
        note=gettext("どの数字を調べるかは、あらかじめ決めてあります。"),
        table=Table(gettext("同じ数字の表"), heads, rows),
    )


def _others(inquiry: Inquiry, chosen: str) -> Picker:
    """Return the picker of whom to compare with."""
    choices = []
    if any(region.kind == PREFECTURE for region in inquiry.above):
        name = comparison(inquiry, PREFECTURE)
        choices.append(Choice(PREFECTURE, name, is_chosen=chosen == PREFECTURE))
    if not inquiry.region.is_sample:
        choices.append(Choice(NATION, comparison(inquiry, NATION), is_chosen=chosen == NATION))
    return Picker("with", gettext("くらべる相手"), choices)
