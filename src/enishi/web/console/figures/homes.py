"""Where people come from: a map of 47 tiles, bars, and the table of the same numbers."""

from __future__ import annotations

from django.utils.translation import gettext

from enishi.regions.places import home_area
from enishi.web.console import sentences
from enishi.web.console.drawing import bars, tiles
from enishi.web.console.drawing.bars import Bar, Bars
from enishi.web.console.drawing.tiles import TileMap
from enishi.web.console.figures.figure import (
    Figure,
    hidden_title,
    picture,
    rest_row,
    share_heads,
    share_row,
)
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.shares import Share
from enishi.web.design.numbers.tables import Table

DIMENSION = "home_prefecture"
_SAID_ALOUD = 8
_BARS = 15
# With fewer prefectures to show, a map would be a wall of x.
_WORTH_A_MAP = 3


def own_prefecture(inquiry: Inquiry) -> str | None:
    """Return the code of the prefecture a region is or lies in; None for the nation."""
    around = (inquiry.region, *inquiry.above)
    return next((region.code for region in around if region.kind == "prefecture"), None)


def outside(inquiry: Inquiry) -> Share | None:
    """Return the share of people who live outside the prefecture.

    It is what the published total leaves without those of the prefecture and those who did not
    say where they live (where these are shown).
    """
    return _outside(inquiry, there=False)


def outside_there(inquiry: Inquiry) -> Share | None:
    """Return the same share for whom we compare with, if that is the same prefecture's."""
    return _outside(inquiry, there=True)


def _outside(inquiry: Inquiry, *, there: bool) -> Share | None:
    if there and (inquiry.against is None or inquiry.against.kind != "prefecture"):
        return None
    numbers = inquiry.numbers_there(DIMENSION) if there else inquiry.numbers(DIMENSION)
    people = inquiry.people_there if there else inquiry.people
    inside = numbers.of(own_prefecture(inquiry) or "")
    if inside is None:
        return None
    return shares.rest((inside, numbers.of(writing.UNKNOWN) or 0), people)


def parts(inquiry: Inquiry) -> tuple[Part | None, list[Part]]:
    """Return the own prefecture and all others with their shares."""
    here, there = inquiry.numbers(DIMENSION), inquiry.numbers_there(DIMENSION)
    own, others = None, []
    for code in here.values():
        part = Part(
            inquiry.names.value(DIMENSION, code),
            inquiry.share(here.of(code)),
            inquiry.share_there(there.of(code)),
        )
        if code == own_prefecture(inquiry):
            own = part
        elif code != writing.UNKNOWN:
            others.append(part)
    return own, others


def tile_map(inquiry: Inquiry) -> Figure:
    """Return the map with its table one tap away."""
    here = inquiry.numbers(DIMENSION)
    # An added prefecture has no tile; its people are in the sentence, the bars and the table.
    official = [code for code in here.values() if home_area(code) is not None]
    people = {code[:2]: here.of(code) for code in official}
    hidden = sum(people.get(number) is None for number in tiles.PLACE_OF)
    own = (own_prefecture(inquiry) or "")[:2]
    in_japan = own in tiles.PLACE_OF
    values = TileMap(
        people=people,
        names=inquiry.names.tiles,
        own=own if in_japan else None,
        limit=LIMIT,
        title=gettext("人数（実人数）"),
        hidden_note=gettext("x 人数が少ない（0人を含む）"),
        own_note=_own_note(inquiry) if in_japan else "",
        label=_label(inquiry, hidden),
        hidden_title=hidden_title(),
    )
    own_part, others = parts(inquiry)
    if len(tiles.PLACE_OF) - hidden < _WORTH_A_MAP:
        return Figure(
            slug="homes",
            title=gettext("どこから来ているか"),
            say=sentences.homes(own_part, others),
            note=gettext("ほかの都道府県は人数が少ないため表示していません（0人を含みます）。"),
            table=table(inquiry),
        )
    return Figure(
        slug="homes",
        title=gettext("どこから来ているか"),
        say=sentences.homes(own_part, others),
        note=writing.text(_hidden_note(hidden), _unknown_note(inquiry)),
        table=table(inquiry),
        wide=picture(tiles.wide(values)),
        narrow=picture(tiles.narrow(values)),
    )


def tiles_of_places(inquiry: Inquiry) -> Figure:
    """Return where in the country people were recorded: the prefectures that take part."""
    numbers = inquiry.numbers("prefecture")
    people = {code[:2]: numbers.of(code) for code in numbers.values()}
    shown = sorted(numbers.shown(), key=lambda row: -row[1])
    said = gettext("、").join(
        f"{inquiry.names.value(DIMENSION, code)}{n:,}" for (code,), n in shown[:_SAID_ALOUD]
    )
    values = TileMap(
        people=people,
        names=inquiry.names.tiles,
        own=None,
        limit=LIMIT,
        title=gettext("人数（実人数）"),
        hidden_note=gettext("x 人数が少ない（0人を含む）"),
        own_note="",
        label=gettext("都道府県別の人数。%(facts)s。表と同じ数字です") % {"facts": said},
        hidden_title=hidden_title(),
    )
    found = [Part(inquiry.names.value(DIMENSION, code), inquiry.share(n)) for (code,), n in shown]
    rows = [
        share_row(n, part, compared=False, code=code)
        for part, ((code,), n) in zip(found, shown, strict=True)
    ]
    return Figure(
        slug="towns",
        title=gettext("どの都道府県で記録されたか"),
        say=sentences.most(found),
        note=gettext("1マスが1都道府県。"),
        table=Table(
            gettext("都道府県ごとの人数（実人数）"), share_heads(gettext("都道府県"), ""), rows
        ),
        wide=picture(tiles.wide(values)) if found else picture(""),
        narrow=picture(tiles.narrow(values)) if found else picture(""),
    )


def _hidden_note(hidden: int) -> str:
    """Say what a tile is, and how many tiles are hidden."""
    if not hidden:
        return gettext("1マスが1都道府県。")
    return gettext(
        "1マスが1都道府県。x の%(count)s都道府県は人数が少ないため表示していません"
        "（0人を含みます）。"
    ) % {"count": hidden}


def _own_note(inquiry: Inquiry) -> str:
    """Say what the vermilion outline means."""
    name = inquiry.names.value(DIMENSION, own_prefecture(inquiry) or "")
    if inquiry.region.kind == "prefecture":
        return name
    return gettext("%(place)sのある%(prefecture)s") % {
        "place": inquiry.name,
        "prefecture": name,
    }


def _unknown_note(inquiry: Inquiry) -> str:
    """Say how many did not register a home, if that is shown."""
    unknown = inquiry.numbers(DIMENSION).of(writing.UNKNOWN)
    if unknown is None:
        return ""
    return gettext("住まいの登録がない%(people)s人は図に含めていません。") % {
        "people": writing.count(unknown)
    }


def _label(inquiry: Inquiry, hidden: int) -> str:
    """Return the map's facts in words, for those who do not see it."""
    here = inquiry.numbers(DIMENSION)
    shown = sorted(here.shown(), key=lambda row: -row[1])[:_SAID_ALOUD]
    said = gettext("、").join(
        f"{inquiry.names.value(DIMENSION, code)}{people:,}" for (code,), people in shown
    )
    return gettext(
        "都道府県別の人数。%(facts)s。%(hidden)s都道府県は人数が少ないため表示していません"
    ) % {"facts": said, "hidden": hidden}


def table(inquiry: Inquiry) -> Table:
    """Return the shown prefectures, largest first, and the number of the others."""
    here, there = inquiry.numbers(DIMENSION), inquiry.numbers_there(DIMENSION)
    compared = bool(inquiry.comparison)
    shown = sorted(here.shown(), key=lambda row: (row[0] == (writing.UNKNOWN,), -row[1]))
    rows = [
        share_row(
            people,
            Part(
                inquiry.names.value(DIMENSION, code),
                inquiry.share(people),
                inquiry.share_there(there.of(code)),
            ),
            compared=compared,
            code=code,
        )
        for (code,), people in shown
    ]
    left = len(here.people) - len(shown)
    if left:
        name = gettext("ほか%(count)s（登録なしをふくむ）") % {"count": left}
        if here.of(writing.UNKNOWN) is not None:
            name = gettext("ほか%(count)s都道府県") % {"count": left}
        rows.append(rest_row(name, 5 if compared else 3))
    heads = share_heads(gettext("住まい"), inquiry.comparison)
    return Table(gettext("住まいの都道府県（実人数）"), heads, rows)


def bar_chart(inquiry: Inquiry) -> Figure:
    """Return the prefectures outside the own one as bars with ranges."""
    _, others = parts(inquiry)
    here = inquiry.numbers(DIMENSION)
    names = {inquiry.names.value(DIMENSION, code): here.of(code) for code in here.values()}
    drawn = [
        Bar(
            name=part.name,
            ratio=part.own.ratio,
            low=part.own.low,
            high=part.own.high,
            comparison=part.other.ratio if part.other else None,
            people=gettext("%(people)s人") % {"people": writing.count(names[part.name])},
            percent=f"{writing.percent(part.own)}%",
            is_clear=bool(part.difference),
        )
        for part in sentences.shown(others)[:_BARS]
        if part.own is not None
    ]
    said = gettext("、").join(f"{bar.name}{bar.percent}" for bar in drawn[:_SAID_ALOUD])
    values = Bars(
        bars=drawn,
        comparison=inquiry.comparison,
        range_word=gettext("├┤幅"),
        label=gettext("ほかの都道府県の割合。%(facts)s。表と同じ数字です") % {"facts": said},
    )
    return Figure(
        slug="homes-bars",
        title=gettext("ほかの都道府県のどこから"),
        say=sentences.compared(others, inquiry.comparison)
        or gettext("棒が長いほど、%(place)sの人数に占める割合が大きいことを示します。")
        % {"place": inquiry.name},
        note=gettext("割合は%(place)sの全員を100としたもの。近い順位は入れかわることがあります。")
        % {"place": inquiry.name},
        table=None,
        wide=picture(bars.wide(values)) if drawn else picture(""),
        narrow=picture(bars.narrow(values)) if drawn else picture(""),
    )
