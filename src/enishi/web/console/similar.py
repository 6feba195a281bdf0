"""似ている地域: which places are most like this one, and in what."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.insight.releases import similar as releases
from enishi.insight.releases.similar import DOINGS, RESIDENTS, SEASON, TAX, Like, Similar
from enishi.outside import official
from enishi.web.console import page, questions
from enishi.web.console.drawing import amounts
from enishi.web.console.drawing.amounts import Amount, Amounts
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

_SHOWN, _SAID, _MATCHES = 10, 3, 2
# Distances nearer than this are not ranked.
_SAME = 0.03


@needs("statistics.see")
def similar(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the places most like this one, with what matches."""
    return page.answer(request, region_code, questions.SIMILAR, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the nearest places as bars of likeness, and what they are alike in."""
    del request
    without = ("month", "against", "evidence")
    found = releases.similar(
        region=inquiry.region.code, year=inquiry.year, limit=LIMIT, at=inquiry.at
    )
    if found is None or not found.places:
        facts = {"period": inquiry.period, "place": inquiry.name}
        head = [
            gettext("%(period)sの%(place)sと見くらべられる地域は、まだありません。") % facts,
            gettext("参加する地域がふえると表示されます。"),
        ]
        return page.Told(head=head, rows=[], without=without)
    return page.Told(
        head=_headline(inquiry, found),
        scope=[_scope(found)],
        rows=[_figure(inquiry, found)],
        without=without,
        credits=_credits(found, inquiry),
        template="console/similar.html",
    )


def block_name(block: str) -> str:
    """Name what places are alike in."""
    names = {
        RESIDENTS: gettext("人口"),
        TAX: gettext("ふるさと納税の受入額"),
        "homes": gettext("どこから来ているか"),
        "ages": gettext("年代"),
        DOINGS: gettext("何をしているか"),
        SEASON: gettext("いつ来ているか"),
    }
    return names[block]


def _place(inquiry: Inquiry, code: str) -> str:
    level = "prefecture" if inquiry.region.kind == "prefecture" else "region"
    return inquiry.names.value(level, code)


def _nearest(found: Similar) -> list[Like]:
    """Return the nearest places that cannot be told apart from the very nearest."""
    first = found.places[0].distance
    return [one for one in found.places[:_SAID] if one.distance - first < _SAME]


def _headline(inquiry: Inquiry, found: Similar) -> list[str]:
    near = _nearest(found)
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "count": found.compared,
        "names": writing.listed([_place(inquiry, one.code) for one in near]),
    }
    alike = writing.listed([block_name(block) for block in near[0].matches])
    said = [
        gettext("%(period)sの%(place)sに、参加する%(count)s地域のなかでいちばん似ているのは")
        % facts,
        gettext("%(names)sです。") % facts,
    ]
    if alike:
        said.append(
            gettext("%(name)sと似ているのは%(alike)s。")
            % {"name": _place(inquiry, near[0].code), "alike": alike}
        )
    return said


def _scope(found: Similar) -> str:
    blocks = writing.listed([block_name(block) for block in found.attributes])
    return gettext(
        "公表している数字と外の統計だけでくらべています：%(blocks)s。どれも同じ重さです。"
    ) % {"blocks": blocks}


def _credits(found: Similar, inquiry: Inquiry) -> list[str]:
    """Name the sources beside those that the page names already."""
    outside = {
        RESIDENTS: official.POPULATION
        if inquiry.region.kind != "prefecture"
        else official.POPULATION_OF_PREFECTURES,
        TAX: official.RECEIVED,
    }
    own = inquiry.numbers().credits
    lines = [line for line in found.credits if line not in own]
    lines += [
        gettext("出典：%(credit)s") % {"credit": one.credit}
        for one in official.SERIES
        if one.code in {outside[block] for block in found.attributes if block in outside}
    ]
    return lines


def _figure(inquiry: Inquiry, found: Similar) -> Figure:
    """Return the nearest ten: a longer bar is more alike."""
    places = found.places[:_SHOWN]
    values = Amounts(
        bars=[
            Amount(
                _place(inquiry, one.code),
                round((1 - one.distance) * 100),
                writing.listed([block_name(block) for block in one.matches[:_MATCHES]])
                or gettext("どれも近くない"),
            )
            for one in places
        ],
        label=gettext("似ている順。%(facts)s")
        % {
            "facts": gettext("、").join(
                f"{_place(inquiry, one.code)} {1 - one.distance:.2f}" for one in places
            )
        },
    )
    return Figure(
        slug="similar",
        title=gettext("似ている地域と、似ているところ"),
        say=gettext("棒が長いほど似ています。右は、とくに似ているところ（近いほうから4分の1）。"),
        note=gettext(
            "棒の長さの小さな差（%(same)s未満）に意味はありません。ここにない点では似ていないことがあります。"
        )
        % {"same": f"{_SAME:.2f}"},
        table=_table(inquiry, found, places),
        wide=picture(amounts.wide(values)),
        narrow=picture(amounts.narrow(values)),
    )


def _table(inquiry: Inquiry, found: Similar, places: Sequence[Like]) -> Table:
    """Return likeness as a whole and by block, and the numbers of residents."""
    blocks = list(found.attributes)
    heads = [
        gettext("地域"),
        gettext("似ている度合い（1が同じ）"),
        *(block_name(block) for block in blocks),
        gettext("記録された人"),
    ]
    own = Row(inquiry.name, [Cell("1.00"), *[Cell("1.00")] * len(blocks),
                             tables.number(found.people)], is_sum=True)  # fmt: skip
    rows = [
        Row(
            _place(inquiry, one.code),
            [
                Cell(f"{1 - one.distance:.2f}"),
                *(_likeness(one.by_block.get(block)) for block in blocks),
                tables.number(one.people),
            ],
        )
        for one in places
    ]
    return Table(gettext("同じ数字の表"), heads, [own, *rows])


def _likeness(distance: float | None) -> Cell:
    if distance is None:
        return Cell("x", is_hidden=True)
    return Cell(f"{1 - distance:.2f}")
