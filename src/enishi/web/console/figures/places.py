"""Where in a prefecture people were: its towns one by one."""

from __future__ import annotations

from django.utils.translation import gettext

from enishi.web.console import sentences
from enishi.web.console.drawing import bars
from enishi.web.console.drawing.bars import Bar, Bars
from enishi.web.console.figures.figure import Figure, picture, share_heads, share_row
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.tables import Table

_SAID_ALOUD = 8


def figure(inquiry: Inquiry) -> Figure | None:
    """Return the regions of a prefecture by people; None for a town."""
    if inquiry.region.kind != "prefecture":
        return None
    numbers = inquiry.numbers("region")
    people = {inquiry.names.value("region", code): numbers.of(code) for code in numbers.values()}
    parts = sentences.shown([Part(name, inquiry.share(n)) for name, n in people.items()])
    drawn = [
        Bar(
            name=part.name,
            ratio=part.own.ratio,
            low=part.own.low,
            high=part.own.high,
            comparison=None,
            people=gettext("%(people)s人") % {"people": writing.count(people[part.name])},
            percent=f"{writing.percent(part.own)}%",
        )
        for part in parts
        if part.own is not None
    ]
    said = gettext("、").join(f"{bar.name}{bar.people}" for bar in drawn[:_SAID_ALOUD])
    values = Bars(
        bars=drawn,
        comparison="",
        range_word=gettext("├┤幅"),
        label=gettext("市町村ごとの人数。%(facts)s。表と同じ数字です") % {"facts": said},
    )
    return Figure(
        slug="places",
        title=gettext("どの市町村に来ているか"),
        say=sentences.most(parts),
        note=gettext("2つの市町村に来た人はそれぞれに数えます。割合は全員を100としたもの。"),
        table=_table(inquiry, people),
        wide=picture(bars.wide(values)) if drawn else picture(""),
        narrow=picture(bars.narrow(values)) if drawn else picture(""),
    )


def _table(inquiry: Inquiry, people: dict[str, int | None]) -> Table:
    """Return every region, largest first, hidden ones last."""
    ordered = sorted(people.items(), key=lambda pair: -(pair[1] or 0))
    rows = [
        share_row(n, Part(name, shares.share(n, inquiry.people)), compared=False)
        for name, n in ordered
    ]
    return Table(gettext("市町村ごとの人数（実人数）"), share_heads(gettext("市町村"), ""), rows)
