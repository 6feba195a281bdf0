"""住民千人あたり: people from outside for each thousand residents, towns side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.insight.releases import per_thousand as releases
from enishi.insight.releases.per_thousand import EVERYTHING, FIELDS, PerThousand, Town
from enishi.outside import official
from enishi.web.console import page, questions
from enishi.web.console.drawing import amounts
from enishi.web.console.drawing.amounts import Amount, Amounts
from enishi.web.console.figures.figure import Figure, picture, rest_row
from enishi.web.console.inquiry import PREFECTURE, Inquiry
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

_SHOWN = 20


@needs("statistics.see")
def per_thousand(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show towns by people from outside the prefecture for each thousand residents."""
    return page.answer(request, region_code, questions.PER_THOUSAND, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the towns of the prefecture in the field that is asked for."""
    asked = request.GET.get("field", "")
    field = asked if asked in FIELDS else EVERYTHING
    without = ("month", "against", "evidence")
    found = releases.per_thousand(
        region=inquiry.region.code, field=field, year=inquiry.year, limit=LIMIT, at=inquiry.at
    )
    if found is None or not found.towns:
        head = [
            gettext("%(period)sの%(place)sのまわりには、まだこの数字がありません。")
            % {"period": inquiry.period, "place": inquiry.name}
        ]
        return page.Told(head=head, rows=[], drill=[_fields(field)], without=without)
    population = next(one for one in official.SERIES if one.code == official.POPULATION)
    return page.Told(
        head=_headline(inquiry, found),
        scope=[
            gettext(
                "県外に住む人の数（公表値：すべての人から県内に住む人を引いたもの）を、"
                "外の統計の住民の数（2020年国勢調査）で割っています。"
            )
        ],
        rows=[_figure(inquiry, found)],
        drill=[_fields(field)],
        without=without,
        credits=[
            *(line for line in found.credits if line not in inquiry.numbers().credits),
            gettext("出典：%(credit)s") % {"credit": population.credit},
        ],
    )


def field_name(field: str) -> str:
    """Name a field."""
    return {
        EVERYTHING: gettext("すべての活動"),
        "tourism": gettext("観光（訪れた人）"),
        "commerce": gettext("商業（買い物をした人）"),
        "hometown": gettext("ふるさと納税（寄付した人）"),
    }[field]


def _fields(chosen: str) -> Picker:
    choices = [Choice(one, field_name(one), is_chosen=one == chosen) for one in FIELDS]
    return Picker("field", gettext("分野"), choices)


def _headline(inquiry: Inquiry, found: PerThousand) -> list[str]:
    """Name the own rate and its rank; for a prefecture, who stands first."""
    facts = {"period": inquiry.period, "place": inquiry.name, "count": len(found.towns)}
    own = next((town for town in found.towns if town.code == inquiry.region.code), None)
    if own is None:
        first = [inquiry.names.value("region", t.code) for t in found.towns if t.rank == 1]
        said = gettext("%(period)sに住民千人あたりでいちばん多いのは%(names)sです。")
        opening = gettext("%(place)sの県外の人は、人数が少ないため表示していません。") % facts
        is_town = inquiry.region.kind != PREFECTURE
        return [opening if is_town else "", said % {**facts, "names": writing.listed(first)}]
    facts |= {"rate": f"{own.rate.value:.0f}", "rank": own.rank}
    said = gettext("%(period)sの%(place)sは、住民千人に対して県外の人が%(rate)s人。") % facts
    place = gettext("数字のある%(count)s市町のなかで%(rank)s番目です。") % facts
    if sum(town.rank == own.rank for town in found.towns) > 1:
        place = (
            gettext("数字のある%(count)s市町のなかで%(rank)s番目（同じ順位の町があります）です。")
            % facts
        )
    return [said, place]


def _figure(inquiry: Inquiry, found: PerThousand) -> Figure:
    shown = found.towns[:_SHOWN]
    values = Amounts(
        bars=[
            Amount(
                inquiry.names.value("region", town.code),
                round(town.rate.value * 10),
                gettext("%(rate)s人") % {"rate": f"{town.rate.value:.0f}"},
                is_other=town.code != inquiry.region.code,
            )
            for town in shown
        ],
        label=gettext("住民千人あたりの県外の人。%(facts)s")
        % {
            "facts": gettext("、").join(
                f"{inquiry.names.value('region', town.code)} {town.rate.value:.0f}"
                for town in shown
            )
        },
    )
    return Figure(
        slug="per-thousand",
        title=gettext("住民千人あたりの県外の人（%(field)s）") % {"field": field_name(found.field)},
        say=gettext("小さな町も大きな市も、住民の数にそろえて見られます。"),
        note=gettext(
            "住民の多い少ないだけで順位が動きます。幅が重なる町は同じ順位です。"
            "幅は守るための誤差によるものです。"
        ),
        table=_table(inquiry, found),
        wide=picture(amounts.wide(values)),
        narrow=picture(amounts.narrow(values)),
    )


def _table(inquiry: Inquiry, found: PerThousand) -> Table:
    heads = [
        gettext("地域"),
        gettext("順位"),
        gettext("千人あたり"),
        gettext("幅"),
        gettext("県外の人"),
        gettext("住民"),
    ]
    rows = [_row(inquiry, town) for town in found.towns]
    if found.hidden:
        name = gettext("ほか%(count)s地域") % {"count": found.hidden}
        rows.append(rest_row(name, len(heads) - 1))
    return Table(gettext("同じ数字の表"), heads, rows)


def _row(inquiry: Inquiry, town: Town) -> Row:
    return Row(
        inquiry.names.value("region", town.code),
        [
            Cell(str(town.rank)),
            Cell(f"{town.rate.value:.1f}"),
            tables.soft(f"{town.rate.low:.1f}〜{town.rate.high:.1f}"),
            tables.number(town.outside),
            Cell(f"{town.residents:,}"),
        ],
        is_sum=town.code == inquiry.region.code,
    )
