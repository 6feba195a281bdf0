"""Where in a prefecture people were recorded: a map of its towns, and the table beside it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console.drawing import towns
from enishi.web.console.drawing.towns import TownMap
from enishi.web.console.figures.figure import Figure, hidden_title, picture, share_heads, share_row
from enishi.web.console.inquiry import PREFECTURE, Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import naming, shares, writing
from enishi.web.design.numbers.asking import LIMIT, Numbers
from enishi.web.design.numbers.tables import Table

DIMENSION = "region"
_HOKKAIDO = "01"
_SAID_ALOUD = 8
CREDIT = "境界：「国土数値情報（行政区域データ）」（国土交通省）を加工して作成"


def prefecture_of(inquiry: Inquiry) -> Region | None:
    """Return the prefecture that a region is or lies in; None for the nation."""
    around = (inquiry.region, *inquiry.above)
    return next((region for region in around if region.kind == PREFECTURE), None)


def numbers(inquiry: Inquiry) -> Numbers:
    """Return the people of each town of the prefecture that takes part."""
    prefecture = prefecture_of(inquiry)
    assert prefecture is not None, "only asked inside a prefecture"
    return inquiry.numbers_of(prefecture, DIMENSION)


def figure(inquiry: Inquiry) -> Figure:
    """Return the map of the towns; without borders on file, the table alone."""
    prefecture = prefecture_of(inquiry)
    assert prefecture is not None, "only asked inside a prefecture"
    people = {code: numbers(inquiry).of(code) for code in numbers(inquiry).values()}
    names = {town.code: naming.of_region(town) for town in regions.children(prefecture.code)}
    names |= {code: inquiry.names.value(DIMENSION, code) for code in people}
    can_draw = towns.has_map(prefecture.code) and any(n is not None for n in people.values())
    values = _map(inquiry, prefecture, people, names)
    return Figure(
        slug="towns",
        title=gettext("県内のどこで記録されたか"),
        say=say(inquiry, people, names),
        note=_note(prefecture, people, names) if can_draw else "",
        table=_table(inquiry, people, names),
        wide=picture(towns.wide(values)) if can_draw else picture(""),
        narrow=picture(towns.narrow(values)) if can_draw else picture(""),
    )


def _map(
    inquiry: Inquiry,
    prefecture: Region,
    people: Mapping[str, int | None],
    names: Mapping[str, str],
) -> TownMap:
    """Return what the map shows and says."""
    own = inquiry.region.code if inquiry.region.code in people else None
    shown = sorted((-n, names[code]) for code, n in people.items() if n is not None)
    said = gettext("、").join(f"{name}{-n:,}" for n, name in shown[:_SAID_ALOUD])
    official = towns.shapes(prefecture.code).rings if towns.has_map(prefecture.code) else {}
    return TownMap(
        prefecture=prefecture.code,
        people=people,
        names=names,
        own=own,
        limit=LIMIT,
        title=gettext("人数（実人数）"),
        hidden_note=gettext("x 人数が少ない（0人を含む）"),
        absent_note=gettext("参加していない市町村") if set(official) - set(people) else "",
        own_note=inquiry.name if own else "",
        label=gettext("市町村ごとの人数。%(facts)s。表と同じ数字です") % {"facts": said},
        hidden_title=hidden_title(),
        absent_title=gettext("参加していません"),
    )


def say(inquiry: Inquiry, people: Mapping[str, int | None], names: Mapping[str, str]) -> str:
    """Say which towns have most people, and where the own town stands."""
    shown = sorted((-n, code) for code, n in people.items() if n is not None)
    if not shown:
        return gettext("市町村ごとの人数は少なく、まだ表示していません。")
    named = [
        gettext("%(name)s（%(people)s人）") % {"name": names[code], "people": f"{-n:,}"}
        for n, code in shown[:3]
    ]
    most = gettext("人数が多いのは%(names)sです。") % {"names": writing.listed(named)}
    own = people.get(inquiry.region.code)
    if own is None or inquiry.region.code in [code for _, code in shown[:3]]:
        return most
    mine = gettext("%(name)sは%(people)s人です。") % {
        "name": inquiry.name,
        "people": writing.count(own),
    }
    return writing.text(most, mine)


def _note(prefecture: Region, people: Mapping[str, int | None], names: Mapping[str, str]) -> str:
    """Say how people are counted, and what is not on the map."""
    left_out = [names[code] for code in towns.shapes(prefecture.code).left_out if code in people]
    far = ""
    if left_out:
        far = gettext("%(names)sは遠くの島のため図に含めていません。") % {
            "names": writing.listed(left_out)
        }
    north = ""
    if prefecture.code.startswith(_HOKKAIDO):
        north = gettext("北方領土の6村は図に含めていますが、参加していません。")
    return writing.text(
        gettext("2つの市町村に来た人はそれぞれに数えます。割合は県全体の人数を100としたもの。"),
        far,
        north,
    )


def _table(inquiry: Inquiry, people: Mapping[str, int | None], names: Mapping[str, str]) -> Table:
    """Return every town that takes part, largest first, hidden ones last."""
    prefecture = prefecture_of(inquiry)
    assert prefecture is not None, "only asked inside a prefecture"
    whole = inquiry.numbers_of(prefecture).of()
    ordered = sorted(people, key=lambda code: (-(people[code] or 0), code))
    rows = [
        share_row(
            people[code],
            Part(names[code], shares.share(people[code], whole)),
            compared=False,
            code=code,
        )
        for code in ordered
    ]
    return Table(gettext("市町村ごとの人数（実人数）"), share_heads(gettext("市町村"), ""), rows)
