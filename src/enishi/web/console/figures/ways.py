"""What people did after something, as dots: their share, its range, and a tick for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.web.console.drawing import dots
from enishi.web.console.drawing.dots import Dot, Dots
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import path_words, shares, tables, writing
from enishi.web.design.numbers.path_words import Way
from enishi.web.design.numbers.shares import Share
from enishi.web.design.numbers.tables import Cell, Row, Table

DIMENSION = "path"


@dataclass(frozen=True, slots=True)
class Walked:
    """A way with the people who could go it, who went it, and the same of the others."""

    way: Way
    people: int
    own: Share | None
    others: int | None
    other: Share | None

    @property
    def difference(self) -> int | None:
        """Clearly more than the others, clearly less, or not to be told apart."""
        return shares.difference(self.own, self.other)


def walked(inquiry: Inquiry, first: str, days: str) -> list[Walked]:
    """Return the ways after a first thing; none where too few did it."""
    numbers = inquiry.numbers(DIMENSION)
    found = []
    for code in numbers.values():
        way = path_words.read(code)
        people = numbers.of(way.base.code)
        if (way.first, way.days) != (first, days) or not way.then or people is None:
            continue
        others = numbers.of(way.others.base.code)
        own = shares.share(numbers.of(code), people)
        other = shares.share(numbers.of(way.others.code), others)
        found.append(Walked(way, people, own, others, other))
    return found


def figure(first: str, days: str, ways: Sequence[Walked]) -> Figure:
    """Return the ways after one thing; hidden ones stand in the table."""
    title = gettext("%(who)sは、そのあと") % {"who": path_words.who(first)}
    drawn = [dot(path_words.thing(one.way.then), one) for one in ways if one.own is not None]
    said = gettext("、").join(f"{dot.name}{dot.short}" for dot in drawn)
    values = Dots(
        dots=drawn,
        own=gettext("した人"),
        comparison=gettext("していない人") if any(one.other for one in ways) else "",
        label=gettext("%(title)s。%(facts)s。表と同じ数字です") % {"title": title, "facts": said},
    )
    return Figure(
        slug=f"after-{first}",
        title=title,
        say=_say(ways, days),
        note=gettext("薄い帯は確からしい範囲。太字は差がはっきりしているもの。") if drawn else "",
        table=_table(title, ways),
        wide=picture(dots.wide(values)) if drawn else picture(""),
        narrow=picture(dots.narrow(values)) if drawn else picture(""),
    )


def dot(name: str, one: Walked) -> Dot:
    """Return one line of a chart of ways."""
    assert one.own is not None, "only shown ways are drawn"
    percent = f"{writing.percent(one.own)}%"
    return Dot(
        name=name,
        ratio=one.own.ratio,
        low=one.own.low,
        high=one.own.high,
        comparison=one.other.ratio if one.other else None,
        words=percent,
        short=percent,
        is_clear=bool(one.difference),
    )


def _say(ways: Sequence[Walked], days: str) -> str:
    """Say of whom the figure speaks, and of whom the comparison."""
    first = ways[0]
    facts = {
        "who": path_words.who(first.way.first),
        "people": writing.count(first.people),
        "days": days,
        "others": path_words.who(first.way.others.first),
        "number": writing.count(first.others),
    }
    own = gettext("%(who)sのうち、%(days)s日後まで見られた%(people)s人。") % facts
    if first.others is None:
        return own
    return writing.text(
        own,
        gettext("くらべるのは%(others)s%(number)s人で、期間の最初の記録から数えます。") % facts,
    )


def compared(one: Walked) -> str:
    """Say how far a way is from that of the others, never why."""
    if one.other is None:
        return gettext("くらべる人数は、まだ表示できません。")
    facts = {
        "others": path_words.who(one.way.others.first),
        "percent": writing.percent(one.other),
    }
    if one.difference == 1:
        return gettext("%(others)sでは%(percent)s%%で、それより多くなっています。") % facts
    if one.difference == -1:
        return gettext("%(others)sでは%(percent)s%%で、それより少なくなっています。") % facts
    return gettext("%(others)sでは%(percent)s%%で、差があるとは言えません。") % facts


def _table(title: str, ways: Sequence[Walked]) -> Table:
    """Return every way with both shares, their ranges and people."""
    heads = [
        gettext("そのあと"), gettext("人数"), gettext("割合 %"), gettext("割合の幅 %"),
        gettext("していない人 %"), gettext("割合の幅 %"), gettext("差"),
    ]  # fmt: skip
    rows = [
        Row(
            path_words.thing(one.way.then),
            [
                tables.number(one.own.part if one.own else None),
                percent(one.own),
                tables.soft(writing.span(one.own)),
                percent(one.other),
                tables.soft(writing.span(one.other)),
                tables.soft(_word(one)),
            ],
            code=one.way.code,
        )
        for one in ways
    ]
    return Table(title, heads, rows)


def percent(share: Share | None) -> Cell:
    """Return the cell of a share; x where it may not be told."""
    if share is None:
        return Cell(tables.HIDDEN, is_hidden=True)
    return Cell(writing.percent_fine(share))


def _word(one: Walked) -> str:
    words = {1: gettext("▲多い"), -1: gettext("▽少ない")}
    return words.get(one.difference or 0, "―")
