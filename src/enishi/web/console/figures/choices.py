"""One answer of several in its natural order: how many days, how content, how much, how long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.web.console.drawing import bars, dots
from enishi.web.console.drawing.bars import Bar, Bars
from enishi.web.console.figures import doings
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

# More hidden answers than these are one line.
_HIDDEN_MOST = 3
_BAND = re.compile(r"([0-9,]+)円以上 ([0-9,]+)円未満")


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure says beside its numbers."""

    title: str
    say: str
    note: str = ""


def is_told(inquiry: Inquiry, dimension: str) -> bool:
    """Say whether anything of a dimension can be shown, blank answers left aside."""
    return any(value != writing.UNKNOWN for (value,), _ in inquiry.numbers(dimension).shown())


def name(inquiry: Inquiry, dimension: str, value: str) -> str:
    """Name an answer; what was left open is no missing registration."""
    if value == writing.UNKNOWN:
        return gettext("無回答")
    return inquiry.names.value(dimension, value)


def short(text: str) -> str:
    """Write a band of yen for a chart; the table keeps the survey's words."""
    found = _BAND.fullmatch(text)
    if found is None:
        return text
    return gettext("%(low)s〜%(high)s円") % {"low": found[1], "high": found[2]}


def parts(inquiry: Inquiry, dimension: str) -> list[Part]:
    """Return the answers that are shown, in their natural order."""
    here, there = inquiry.numbers(dimension), inquiry.numbers_there(dimension)
    found = [
        Part(
            short(value) if _BAND.fullmatch(value) else name(inquiry, dimension, value),
            inquiry.share(here.of(value)),
            inquiry.share_there(there.of(value)),
        )
        for value in here.values()
        if value != writing.UNKNOWN
    ]
    return [part for part in found if part.own is not None]


def of_dots(inquiry: Inquiry, dimension: str, words: Words) -> Figure:
    """Return a figure of answers with long names: each above its line on a phone."""
    drawn = [doings.short(part) for part in parts(inquiry, dimension)]
    values = doings.dots_of(inquiry, drawn, words.title)
    return _figure(inquiry, dimension, words, (dots.wide(values), dots.narrow(values)))


def of_bars(inquiry: Inquiry, dimension: str, words: Words) -> Figure:
    """Return a figure of answers with short names, as bars."""
    drawn = parts(inquiry, dimension)
    said = gettext("、").join(f"{part.name}{writing.percent(part.own)}%" for part in drawn)
    values = Bars(
        bars=[_bar(part) for part in drawn],
        comparison=inquiry.comparison,
        range_word=gettext("幅"),
        label=gettext("%(title)s。%(facts)s。表と同じ数字です")
        % {"title": words.title, "facts": said},
    )
    return _figure(inquiry, dimension, words, (bars.wide(values), bars.narrow(values)))


def _bar(part: Part) -> Bar:
    assert part.own is not None, "only shown parts are drawn"
    return Bar(
        name=part.name,
        ratio=part.own.ratio,
        low=part.own.low,
        high=part.own.high,
        comparison=part.other.ratio if part.other else None,
        people=gettext("%(people)s人") % {"people": writing.count(part.own.part)},
        percent=f"{writing.percent(part.own)}%",
        is_clear=bool(part.difference),
    )


def _figure(inquiry: Inquiry, dimension: str, words: Words, drawn: Sequence[str]) -> Figure:
    """Return the figure with its table; nothing shown is a sentence, not a wall of x."""
    if not is_told(inquiry, dimension):
        return Figure(dimension, words.title, nothing(), "", None)
    wide, narrow = drawn
    return Figure(
        slug=dimension,
        title=words.title,
        say=words.say,
        note=words.note,
        table=table(inquiry, dimension, words.title),
        wide=picture(wide),
        narrow=picture(narrow),
    )


def nothing() -> str:
    """Say that there is nothing to show."""
    return gettext("記録が少ないか、この質問への答えがないため、まだ表示していません。")


def table(inquiry: Inquiry, dimension: str, title: str) -> Table:
    """Return the answers in their order, what was left open last; a few hidden ones as x.

    Many hidden ones are named by their number in the last line.
    """
    here, there = inquiry.numbers(dimension), inquiry.numbers_there(dimension)
    compared = bool(inquiry.comparison)
    hidden = [value for value in here.values() if here.of(value) is None]
    left_out = hidden if len(hidden) > _HIDDEN_MOST else []
    rows = [
        share_row(
            here.of(value),
            Part(
                name(inquiry, dimension, value),
                inquiry.share(here.of(value)),
                inquiry.share_there(there.of(value)),
            ),
            compared=compared,
            code=value,
        )
        for value in here.values()
        if value not in left_out
    ]
    if left_out:
        name_of_rest = gettext("ほか%(count)s項目") % {"count": len(left_out)}
        rows.append(rest_row(name_of_rest, 5 if compared else 3))
    return Table(title, share_heads(inquiry.names.dimension(dimension), inquiry.comparison), rows)


def opening(inquiry: Inquiry) -> str:
    """Begin a headline with its frame."""
    return gettext("%(period)sに%(place)sで記録された%(people)s人のうち、") % {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }


def read_note(inquiry: Inquiry, *, several: bool = False) -> str:
    """Say how to read a chart of answers."""
    told = [gettext("線や帯は確からしい範囲。")]
    if inquiry.comparison:
        told.append(gettext("灰色の線は%(comparison)s。") % {"comparison": inquiry.comparison})
    if several:
        told.append(gettext("何度か答えた人は、それぞれの答えに1人として入っています。"))
    return writing.text(*told)
