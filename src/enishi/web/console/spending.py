"""いくら使い、何泊するか: what is paid, in which bands people say they spend, and their nights."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences
from enishi.web.console.figures import choices, doings
from enishi.web.console.figures.choices import Words
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

BAND, NIGHTS = "spend_band", "nights"
_BOUGHT = "purchase"


@dataclass(frozen=True, slots=True)
class Paid:
    """What people of one kind of activity paid: all from published numbers."""

    name: str
    code: str
    people: int
    times: int | None
    yen: int

    @property
    def by_one(self) -> float:
        """Yen a person."""
        return self.yen / self.people

    @property
    def at_a_time(self) -> float | None:
        """Yen a time; None where the times may not be told."""
        return self.yen / self.times if self.times else None


@needs("statistics.see")
def spending(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show sums of yen with their means, and what people answered of spending and nights."""
    return page.answer(request, region_code, questions.SPENDING, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return what was paid, and the survey's questions where they were asked."""
    asked = [name for name in (BAND, NIGHTS) if choices.is_told(inquiry, name)]
    paid = all_paid(inquiry)
    rows = [*([_of_yen(paid)] if paid else []), *(_answers(inquiry, n) for n in asked)]
    return page.Told(
        head=_headline(inquiry, paid),
        scope=[_scope()] if asked else [],
        rows=rows or [_answers(inquiry, BAND)],
        splits=[] if paid else [(), *((name,) for name in asked)],
    )


def all_paid(inquiry: Inquiry) -> list[Paid]:
    """Return what was paid by kind of activity, where sum and people may be told."""
    yen = inquiry.own.ask_sums("yen", "kind")
    times = inquiry.own.ask_sums("activities", "kind")
    found = []
    for (kind,), people in yen.shown():
        whole = yen.totals[kind,]
        if whole:
            name = inquiry.names.value("kind", kind)
            found.append(Paid(name, kind, people, times.totals.get((kind,)), whole))
    return found


def _headline(inquiry: Inquiry, paid: list[Paid]) -> list[str]:
    """Name the frame, then what buyers paid, else what most answered."""
    bought = next((one for one in paid if one.code == _BOUGHT), None)
    if bought is not None:
        return [
            gettext("%(period)sに%(place)sで買い物をした%(people)s人は、")
            % {
                "period": inquiry.period,
                "place": inquiry.name,
                "people": writing.count(bought.people),
            },
            gettext("1人あたり約%(yen)s円を使いました。") % {"yen": about(bought.by_one)},
        ]
    parts = choices.parts(inquiry, BAND) or choices.parts(inquiry, NIGHTS)
    if not parts:
        return [
            choices.opening(inquiry),
            gettext("使った額や泊数を表示できる人数は、まだそろっていません。"),
        ]
    names = [doings.quoted(doings.short(part)) for part in parts]
    first = sentences.leaders(names)
    if len(first) > 1 or not choices.parts(inquiry, BAND):
        return [choices.opening(inquiry), sentences.most(names)]
    facts = {"percent": writing.percent(first[0].own), "band": first[0].name}
    return [
        choices.opening(inquiry),
        gettext("%(percent)s%%が、地域で使った額を%(band)sと答えました。") % facts,
    ]


def about(yen: float | None) -> str:
    """Write a mean to two digits: a sum carries an error of some percent."""
    if yen is None:
        return "―"
    digits = max(len(str(round(yen))) - 2, 0)
    return f"{round(round(yen) / 10**digits) * 10**digits:,}"


def _scope() -> str:
    return gettext("泊数と使った額はアンケートの答えで、記録されたすべての人を100とした割合です。")


def _of_yen(paid: list[Paid]) -> Figure:
    """Return sums and means by kind of activity."""
    rows = [
        Row(
            one.name,
            [
                tables.number(one.people),
                Cell(f"{one.yen:,}"),
                Cell(about(one.by_one)),
                Cell(about(one.at_a_time)),
            ],
            code=one.code,
        )
        for one in paid
    ]
    title = gettext("記録された金額")
    heads = [
        gettext("したこと"), gettext("人数"), gettext("合計（円）"),
        gettext("1人あたり（円）"), gettext("1回あたり（円）"),
    ]  # fmt: skip
    return Figure(
        slug="paid",
        title=title,
        say=gettext("金額の分かる記録だけの合計と、そこから計算した平均です。"),
        note=gettext(
            "合計は、1人や1つの店が分からないように10%前後の誤差を加えて3けたに丸めています。"
            "平均は表示した合計を表示した人数・回数で割ったものです。"
            "とても多く使った人の分は上限までを数えています。"
        ),
        table=Table(title, heads, rows),
    )


def _answers(inquiry: Inquiry, dimension: str) -> Figure:
    """Return one question of the survey in its natural order."""
    parts = [doings.quoted(doings.short(part)) for part in choices.parts(inquiry, dimension)]
    say = writing.text(sentences.most(parts), sentences.compared(parts, inquiry.comparison))
    titles = {BAND: gettext("地域で使った額（答え）"), NIGHTS: gettext("県内で泊まった数（答え）")}
    words = Words(titles[dimension], say, choices.read_note(inquiry, several=True))
    return choices.of_dots(inquiry, dimension, words)
