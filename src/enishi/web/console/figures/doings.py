"""What people do: purposes, themes or kinds of activity as dots with bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from enishi.web.console import sentences
from enishi.web.console.drawing import dots
from enishi.web.console.drawing.dots import Dot, Dots
from enishi.web.console.figures.figure import (
    Figure,
    picture,
    rest_row,
    share_heads,
    share_row,
)
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.tables import Table

# The first that has at least two shown values stands in the portrait.
DIMENSIONS = ("purpose", "theme", "kind")
_DRAWN = 10
_SAID_ALOUD = 5
_ENOUGH = 2


def richest(inquiry: Inquiry) -> str:
    """Return the dimension that tells most about what people do here."""
    for dimension in DIMENSIONS:
        if sum(1 for _ in inquiry.numbers(dimension).shown()) >= _ENOUGH:
            return dimension
    return DIMENSIONS[-1]


def figure(inquiry: Inquiry, dimension: str) -> Figure:
    """Return one dimension: the largest ten drawn, all shown in the table."""
    parts = inquiry.parts(dimension)
    drawn = [short(part) for part in sentences.shown(parts)[:_DRAWN]]
    names = [quoted(part) for part in drawn]
    values = dots_of(inquiry, drawn, _title(dimension))
    return Figure(
        slug=f"doings-{dimension}",
        title=_title(dimension),
        say=writing.text(sentences.most(names), sentences.compared(names, inquiry.comparison)),
        note=_note(inquiry, dimension, drawn),
        table=table(inquiry, dimension),
        wide=picture(dots.wide(values)) if drawn else picture(""),
        narrow=picture(dots.narrow(values)) if drawn else picture(""),
    )


def dots_of(inquiry: Inquiry, parts: Sequence[Part], title: str) -> Dots:
    """Return the chart of some parts, in the order given."""
    drawn = [_dot(part) for part in parts if part.own is not None]
    said = gettext("、").join(f"{dot.name}{dot.short}" for dot in drawn[:_SAID_ALOUD])
    return Dots(
        dots=drawn,
        own=inquiry.name,
        comparison=inquiry.comparison,
        label=gettext("%(title)s。%(facts)s。表と同じ数字です") % {"title": title, "facts": said},
    )


def _dot(part: Part) -> Dot:
    """Return one line of the chart."""
    assert part.own is not None, "only shown parts are drawn"
    factor = part.factor
    percent = f"{writing.percent(part.own)}%"
    words = percent
    if factor is not None:
        words += gettext("（%(times)s倍）") % {"times": f"{factor.value:.1f}"}
    return Dot(
        name=part.name,
        ratio=part.own.ratio,
        low=part.own.low,
        high=part.own.high,
        comparison=part.other.ratio if part.other else None,
        words=words,
        short=percent,
        is_clear=factor is not None and factor.is_notable,
    )


def short(part: Part) -> Part:
    """Cut the explanation in brackets from a name; the table keeps it."""
    return Part(part.name.partition("（")[0], part.own, part.other)


def short_parts(inquiry: Inquiry, dimension: str) -> list[Part]:
    """Return the values of a dimension with short names, for sentences."""
    return [short(part) for part in inquiry.parts(dimension)]


def quoted_parts(inquiry: Inquiry, dimension: str) -> list[Part]:
    """Return the same with their names in quotation marks, for lists in sentences."""
    return [quoted(part) for part in short_parts(inquiry, dimension)]


def quoted(part: Part) -> Part:
    """Put a name in quotation marks, for lists in sentences."""
    return replace(part, name=gettext("「%(name)s」") % {"name": part.name})


def _title(dimension: str) -> str:
    titles = {
        "purpose": gettext("何をしに来たか"),
        "theme": gettext("どんなテーマに参加したか"),
        "kind": gettext("何をしているか"),
    }
    return titles[dimension]


def _note(inquiry: Inquiry, dimension: str, drawn: Sequence[Part]) -> str:
    """Say how to read the chart."""
    if not drawn:
        return ""
    several = gettext("1人がいくつもあてはまることがあります。") if dimension != "kind" else ""
    read = gettext("薄い帯は確からしい範囲。")
    if not inquiry.comparison:
        return writing.text(several, read)
    times = gettext(
        "（　）は%(comparison)sを1としたときの倍率。太字は差がはっきりしているもの。"
    ) % {"comparison": inquiry.comparison}
    return writing.text(several, read, times)


def table(inquiry: Inquiry, dimension: str) -> Table:
    """Return the shown values, largest first, and the number of the hidden ones."""
    here, there = inquiry.numbers(dimension), inquiry.numbers_there(dimension)
    compared = bool(inquiry.comparison)
    shown = sorted(here.shown(), key=lambda row: -row[1])
    rows = [
        share_row(
            people,
            Part(
                inquiry.names.value(dimension, value),
                inquiry.share(people),
                inquiry.share_there(there.of(value)),
            ),
            compared=compared,
            code=value,
        )
        for (value,), people in shown
    ]
    if left := len(here.people) - len(shown):
        name = gettext("ほか%(count)s項目") % {"count": left}
        rows.append(rest_row(name, 5 if compared else 3))
    heads = share_heads(inquiry.names.dimension(dimension), inquiry.comparison)
    return Table(_title(dimension), heads, rows)
