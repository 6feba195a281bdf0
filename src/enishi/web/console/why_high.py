"""なぜこの数字が高い？: where the gap to others lies, in parts that add up; never why."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.insight.releases import why_high as releases
from enishi.insight.releases.why_high import ACTIVITIES, BEFORE, MEASURES, PERSONS, YEN, WhyHigh
from enishi.outside import official
from enishi.web.console import page, questions
from enishi.web.console.drawing import parts
from enishi.web.console.drawing.parts import Part, Parts
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.console.inquiry import NATION, PREFECTURE, Inquiry
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

_AGAINST = (PREFECTURE, NATION, BEFORE)


@needs("statistics.see")
def why_high(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show where the gap between the place and others lies."""
    return page.answer(request, region_code, questions.WHY_HIGH, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Split one number against one side; both are picked from those that can be split."""
    wanted = request.GET.get("number", "")
    measures = [wanted] if wanted in MEASURES else [PERSONS, ACTIVITIES]
    asked = request.GET.get("with", "")
    sides = [asked] if asked in _AGAINST else list(_AGAINST)
    found = next(
        (
            split
            for against in sides
            for measure in measures
            if (split := _ask(inquiry, against, measure)) is not None
        ),
        None,
    )
    without = ("month", "against", "evidence")
    measure, side = (found.measure, found.against) if found else (measures[0], sides[0])
    drill = [_numbers(measure), _others(inquiry, side)]
    if found is None:
        head = [
            gettext("%(period)sの%(place)sのこの数字は、まだ分けて見られません。")
            % {"period": inquiry.period, "place": inquiry.name},
            gettext("必要な数字のどれかが、人数が少ないなどのため表示されていません。"),
        ]
        return page.Told(head=head, rows=[], drill=drill, without=without)
    figures = [_figure(inquiry, found)]
    if found.groups is not None:
        figures.append(_of_groups(inquiry, found))
    return page.Told(
        head=_headline(inquiry, found),
        scope=[_scope(inquiry, found)],
        rows=figures,
        drill=drill,
        without=without,
        credits=_credits(inquiry, found),
    )


def _ask(inquiry: Inquiry, against: str, measure: str) -> WhyHigh | None:
    return releases.why_high(
        region=inquiry.region.code,
        against=against,
        measure=measure,
        year=inquiry.year,
        limit=LIMIT,
        at=inquiry.at,
    )


def number_name(measure: str) -> str:
    """Name the number that is split."""
    return {
        PERSONS: gettext("記録された人（実人数）"),
        ACTIVITIES: gettext("活動（延べ）"),
        YEN: gettext("使われた金額"),
    }[measure]


def factor_name(name: str) -> str:
    """Name a factor."""
    return {
        "residents": gettext("住民の数"),
        "rate": gettext("住民1人あたりの人数"),
        "people": gettext("人数"),
        "frequency": gettext("1人あたりの回数"),
        "value": gettext("1回あたりの金額"),
    }[name]


def _other(inquiry: Inquiry, found: WhyHigh) -> str:
    """Name the other side."""
    if found.against == BEFORE:
        return writing.period(str(int(inquiry.year or 0) - 1))
    if found.against == NATION:
        return gettext("全国の参加地域の平均")
    above = next(region for region in inquiry.above if region.kind == PREFECTURE)
    return gettext("%(name)sの参加地域の平均") % {
        "name": inquiry.names.value("prefecture", above.code)
    }


def amount(value: float, measure: str) -> str:
    """Write an amount in its unit."""
    units = {
        PERSONS: gettext("%(number)s人"),
        ACTIVITIES: gettext("%(number)s件"),
        YEN: gettext("%(number)s円"),
    }
    return units[measure] % {"number": f"{value:,.0f}".replace("-", "−")}


def signed(value: float, measure: str) -> str:
    """Write a part of a gap with its sign."""
    sign = "＋" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{amount(abs(value), measure)}"


def _headline(inquiry: Inquiry, found: WhyHigh) -> list[str]:
    """Name both sides, the gap, and which factor is most of it."""
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "number": number_name(found.measure),
        "own": amount(found.own, found.measure),
        "other": _other(inquiry, found),
        "there": amount(found.other, found.measure),
    }
    said = [
        gettext("%(period)sの%(place)sの%(number)sは%(own)s、") % facts,
        gettext("%(other)sは%(there)sです。") % facts,
    ]
    if not found.is_clear:
        return [*said, gettext("差は、守るための誤差より小さく、あるとは言えません。")]
    largest = found.factors[0]
    direction = gettext("多い") if largest.part > 0 else gettext("少ない")
    said.append(
        gettext(
            "差の内訳でいちばん大きいのは「%(factor)s」で、%(part)sにあたります（%(direction)s）。"
        )
        % {
            "factor": factor_name(largest.name),
            "part": signed(largest.part, found.measure),
            "direction": direction,
        }
    )
    return said


def _scope(inquiry: Inquiry, found: WhyHigh) -> str:
    """Say what is averaged, and what the split is not."""
    lines = [gettext("内訳は足すと差になる計算で、わけを示すものではありません。")]
    if found.against != BEFORE:
        lines.insert(
            0,
            (
                gettext(
                    "くらべる相手は%(regions)s地域の平均で、%(place)sも含みます。"
                    "いくつもの地域に来た人は、それぞれの地域で数えます。"
                )
                if found.measure == PERSONS
                else gettext(
                    "くらべる相手は%(regions)s地域の平均で、%(place)sも含みます。"
                    "いくつもの地域に来た人は1人と数えます。"
                )
            )
            % {"regions": found.regions, "place": inquiry.name},
        )
    if found.measure == PERSONS:
        lines.append(
            gettext("住民の数は外の統計（2020年国勢調査）で、ここでだけ人数をそれで割っています。")
        )
    return writing.text(*lines)


def _figure(inquiry: Inquiry, found: WhyHigh) -> Figure:
    """Return the parts, the largest first; they add up to the gap."""
    bars = [
        Part(
            factor_name(factor.name),
            factor.part,
            gettext("%(part)s（%(times)s倍）")
            % {"part": signed(factor.part, found.measure), "times": f"{factor.times:.2f}"},
        )
        for factor in found.factors
    ]
    bars.append(
        Part(gettext("差（合計）"), found.gap, signed(found.gap, found.measure), is_sum=True)
    )
    return _drawn(
        Figure(
            slug="parts",
            title=gettext("差の内訳"),
            say=gettext(
                "右は多いほう、左は少ないほうへの内訳です。足すと、いちばん下の差になります。"
            ),
            note=gettext(
                "倍率の対数に比例して差を分けています（順番によらず、余りが出ない分け方）。"
                "公表している数字だけから計算しています。"
            ),
            table=_table(inquiry, found),
        ),
        bars,
    )


def _drawn(figure: Figure, bars: Sequence[Part]) -> Figure:
    """Add the picture of some parts to a figure."""
    label = gettext("、").join(f"{bar.name} {bar.words}" for bar in bars)
    values = Parts(bars, label)
    return Figure(
        figure.slug,
        figure.title,
        figure.say,
        figure.note,
        figure.table,
        wide=picture(parts.wide(values)),
        narrow=picture(parts.narrow(values)),
    )


def _table(inquiry: Inquiry, found: WhyHigh) -> Table:
    heads = [
        gettext("内訳"),
        inquiry.name,
        _other(inquiry, found),
        gettext("倍率"),
        gettext("差の内訳"),
    ]
    rows = [
        Row(
            factor_name(factor.name),
            [
                Cell(_fine(factor.own)),
                Cell(_fine(factor.other)),
                Cell(f"{factor.times:.2f}"),
                Cell(signed(factor.part, found.measure)),
            ],
        )
        for factor in found.factors
    ]
    total = Row(
        number_name(found.measure),
        [
            Cell(amount(found.own, found.measure)),
            Cell(amount(found.other, found.measure)),
            Cell(f"{found.own / found.other:.2f}"),
            Cell(signed(found.gap, found.measure)),
        ],
        is_sum=True,
    )
    return Table(gettext("同じ数字の表"), heads, [*rows, total])


_WHOLE_FROM = 100


def _fine(value: float) -> str:
    """Write a factor: large ones whole, small ones with their digits."""
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.3f}"


def _of_groups(inquiry: Inquiry, found: WhyHigh) -> Figure:
    """Return activities per person split into rates and composition; Simpson's turn is told."""
    groups = found.groups
    assert groups is not None, "asked only when there are groups"
    split = groups.split
    what = inquiry.names.dimension(groups.dimension)
    bars = [
        Part(gettext("それぞれの回数のちがい"), split.rate, _times_signed(split.rate)),
        Part(gettext("顔ぶれのちがい"), split.composition, _times_signed(split.composition)),
        Part(gettext("差（合計）"), split.gap, _times_signed(split.gap), is_sum=True),
    ]
    say = gettext(
        "%(what)sごとに見ると、1人あたりの回数の差は「それぞれの回数のちがい」と「顔ぶれのちがい」に分かれます。"
    ) % {"what": what}
    if split.turns_around:
        say = writing.text(
            say,
            gettext(
                "△ 全体の差と、それぞれの差が逆向きです。顔ぶれのちがいで向きが変わっています。"
            ),
        )
    rows = [
        Row(
            inquiry.names.value(groups.dimension, part.name),
            [
                Cell(f"{groups.own[part.name]:.2f}"),
                Cell(f"{groups.other[part.name]:.2f}"),
                Cell(_times_signed(part.rate)),
                Cell(_times_signed(part.composition)),
            ],
        )
        for part in split.ranked
    ]
    heads = [
        what,
        gettext("%(name)sの1人あたり") % {"name": inquiry.name},
        gettext("くらべる相手の1人あたり"),
        gettext("回数のちがい"),
        gettext("顔ぶれのちがい"),
    ]
    figure = Figure(
        slug="groups",
        title=gettext("回数のちがいか、顔ぶれのちがいか"),
        say=say,
        note=gettext("両方で表示している%(what)sの人だけで計算しています。") % {"what": what},
        table=Table(gettext("回数と顔ぶれの表"), heads, rows),
    )
    return _drawn(figure, bars)


def _times_signed(value: float) -> str:
    sign = "＋" if value > 0 else "−" if value < 0 else ""
    return gettext("%(sign)s%(times)s回") % {"sign": sign, "times": f"{abs(value):.2f}"}


def _credits(inquiry: Inquiry, found: WhyHigh) -> list[str]:
    lines = [line for line in found.credits if line not in inquiry.numbers().credits]
    if found.measure == PERSONS:
        credit = next(one.credit for one in official.SERIES if one.code == official.POPULATION)
        lines.append(gettext("出典：%(credit)s") % {"credit": credit})
    return lines


def _numbers(chosen: str) -> Picker:
    """Return the picker of the number that is split."""
    choices = [Choice(one, number_name(one), is_chosen=one == chosen) for one in MEASURES]
    return Picker("number", gettext("見る数字"), choices)


def _others(inquiry: Inquiry, chosen: str) -> Picker:
    """Return the picker of the other side."""
    names = {
        PREFECTURE: gettext("県内の参加地域の平均"),
        NATION: gettext("全国の参加地域の平均"),
        BEFORE: gettext("前の年度"),
    }
    possible = [one for one in _AGAINST if one != NATION or not inquiry.region.is_sample]
    if inquiry.region.kind == PREFECTURE:
        possible.remove(PREFECTURE)
    choices = [Choice(one, names[one], is_chosen=one == chosen) for one in possible]
    return Picker("with", gettext("くらべる相手"), choices)
