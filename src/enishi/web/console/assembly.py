"""議会・予算の1枚: exact figures (確定値) of a quarter or fiscal year on one A4 sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.insight.releases import queries as releases
from enishi.insight.releases.fixing import Figures
from enishi.insight.releases.released import Fixed
from enishi.regions import queries as regions
from enishi.web.console.drawing import stretch
from enishi.web.console.drawing.stretch import Bar
from enishi.web.console.figures.figure import NO_PICTURE, picture
from enishi.web.console.pickers import Choice
from enishi.web.design import clock
from enishi.web.design.numbers import fixed, naming
from enishi.web.design.numbers.fixed import Line
from enishi.web.design.numbers.naming import Names
from enishi.web.design.permission import needs

PERIODS_DRAWN = 6
_HIDDEN = "x"


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the four columns: what is counted, the number, how it came about, its stretch."""

    question: str
    title: str
    number: str
    unit: str
    lines: Sequence[str]
    chart: SafeString
    more: str


@needs("statistics.see")
@require_safe
def assembly(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the sheet of a period; before the first quarter is closed, say when it comes."""
    region = regions.region(region_code)
    known = [one for (_, _), one in releases.fixed_of([region_code]).items()]
    told = _chosen(known, request.GET.get("period", ""))
    page: dict[str, object] = {"region": region, "here": "portrait"}
    if told is None:
        return render(request, "console/assembly.html", page)
    names = Names()
    like = [one for one in known if bool(one.period.quarter) == bool(told.period.quarter)]
    drawn = [one for one in like if one.period <= told.period][-PERIODS_DRAWN:]
    page |= {
        "told": told,
        "period": fixed.period_name(told.period),
        "months": fixed.months_name(told.period),
        "head": headline(naming.of_region(region), told),
        "goals": goals(drawn, names),
        "money": _money(told.figures, names),
        "choices": [
            Choice(str(one.period), fixed.period_name(one.period), is_chosen=one == told)
            for one in sorted(known, key=lambda one: one.period, reverse=True)
        ],
        "note": fixed.note(),
        "at": clock.now(),
    }
    return render(request, "console/assembly.html", page)


def _chosen(known: Sequence[Fixed], wanted: str) -> Fixed | None:
    """Return the period that the address names, else the last quarter."""
    for one in known:
        if str(one.period) == wanted:
            return one
    quarters = [one for one in known if one.period.quarter]
    return max(quarters or known, key=lambda one: one.period, default=None)


def headline(place: str, told: Fixed) -> list[str]:
    """Return the headline in sentences: place, period, who came again; members."""
    figures = told.figures
    facts: dict[str, object] = {
        "place": place,
        "period": fixed.period_name(told.period),
        "people": _count(figures.people),
        "again": _count(figures.came_again),
        "members": _count(figures.members),
    }
    if figures.people is None:
        said = gettext("%(place)sで%(period)sに活動した人は、10人に届きませんでした。")
    elif figures.repeat_rate is None:
        said = gettext("%(place)sで%(period)sに活動した人は%(people)s人です。")
    else:
        facts["rate"] = f"{figures.repeat_rate * 100:.0f}"
        said = gettext(
            "%(place)sで%(period)sに2日以上活動した人は%(again)s人（%(people)s人の%(rate)s%%）です。"
        )
    if not figures.members:
        return [said % facts]
    return [said % facts, gettext("会員は%(members)s人です。") % facts]


def goals(drawn: Sequence[Fixed], names: Names) -> list[Goal]:
    """Return the four columns: who came again, what was done, who belongs, what was held."""
    return [_again(drawn), _done(drawn, names), _members(drawn), _events(drawn)]


def _again(drawn: Sequence[Fixed]) -> Goal:
    now = drawn[-1].figures
    lines = [
        gettext("活動した%(people)s人のうち%(again)s人")
        % {"people": _count(now.people), "again": _count(now.came_again)}
    ]
    return Goal(
        gettext("また来てもらう"),
        gettext("① 訪れる"),
        _percent(now) or _HIDDEN,
        gettext("%　2日以上活動した人"),
        lines + _before(drawn, _percent, "%"),
        _chart(drawn, _rate, "again"),
        gettext("1日に何度活動しても1日と数えます。"),
    )


def _done(drawn: Sequence[Fixed], names: Names) -> Goal:
    now = drawn[-1].figures
    lines = []
    if now.people and now.activities is not None:
        each = f"{now.activities / now.people:.1f}"
        lines.append(gettext("1人あたり%(each)s回") % {"each": each})
    ordered = sorted(now.kinds.items(), key=lambda kind: -kind[1])
    named = [f"{names.value('kind', code)} {number:,}" for code, number in ordered if number]
    if now.others:
        named.append(gettext("分けて見せられないもの%(number)s") % {"number": f"{now.others:,}"})
    return Goal(
        gettext("ふだんの応援"),
        gettext("② 日々つながる"),
        _count(now.activities),
        gettext("回　活動（延べ）"),
        lines + _before(drawn, lambda one: _written(one.activities), gettext("回")),
        _chart(drawn, lambda one: one.activities, "activities"),
        gettext("、").join(named),
    )


def _members(drawn: Sequence[Fixed]) -> Goal:
    now = drawn[-1]
    day = now.period.last
    return Goal(
        gettext("つながる人を増やす"),
        gettext("③ 広がる"),
        _count(now.figures.members),
        gettext("人　会員（実人数）"),
        [
            gettext("%(month)s月%(day)s日現在。退会した人を除く")
            % {"month": day.month, "day": day.day},
            *_before(drawn, lambda one: _written(one.members), gettext("人")),
        ],
        _chart(drawn, lambda one: one.members, "members"),
        gettext("会員証をもつ人です。"),
    )


def _events(drawn: Sequence[Fixed]) -> Goal:
    return Goal(
        gettext("会う場をつくる"),
        gettext("④ 出会う"),
        _count(drawn[-1].figures.events),
        gettext("回　開いた催し"),
        _before(drawn, lambda one: _written(one.events), gettext("回")),
        _chart(drawn, lambda one: one.events, "events"),
        gettext("とりやめた催しは数えません。"),
    )


def _before(drawn: Sequence[Fixed], write: Callable[[Figures], str | None], unit: str) -> list[str]:
    """Return the number of the period before, where there is one."""
    if len(drawn) == 1:
        return []
    written = write(drawn[-2].figures)
    facts = {"number": f"{written}{unit}" if written else _HIDDEN}
    if drawn[-1].period.quarter:
        return [gettext("ひとつ前の四半期は%(number)s") % facts]
    return [gettext("前の年度は%(number)s") % facts]


def _chart(
    drawn: Sequence[Fixed], number: Callable[[Figures], float | None], name: str
) -> SafeString:
    """Draw the periods as columns, the last one in the colour of what we look at."""
    bars = [Bar(_short(one), number(one.figures)) for one in drawn]
    if all(bar.number == 0 for bar in bars):
        return NO_PICTURE
    told = gettext("%(first)sから%(last)sまでの動き") % {
        "first": fixed.period_name(drawn[0].period),
        "last": fixed.period_name(drawn[-1].period),
    }
    hidden = gettext("人数が少ないため表示していません")
    return picture(stretch.draw(bars, f"stretch-{name}", told, hidden))


def _short(one: Fixed) -> str:
    """Name a period below its column."""
    if not one.period.quarter:
        return str(one.period.fiscal_year)
    first = one.period.months[0]
    return f"{first.year % 100:02d}/{first.number}〜"


def _rate(figures: Figures) -> float | None:
    return None if figures.repeat_rate is None else round(figures.repeat_rate * 100)


def _percent(figures: Figures) -> str | None:
    rate = _rate(figures)
    return None if rate is None else f"{rate:.0f}"


def _written(number: int | None) -> str | None:
    return None if number is None else f"{number:,}"


def _count(number: int | None) -> str:
    return _written(number) or _HIDDEN


def _money(figures: Figures, names: Names) -> list[tuple[Line, str]]:
    """Return what points and coins did, written."""
    given: Mapping[str, Line] = {line.code: line for line in fixed.lines(figures, names)}
    return [
        (line, fixed.cell(line))
        for code, line in given.items()
        if code.startswith(("points:", "coins:", "cost", "budget"))
    ]
