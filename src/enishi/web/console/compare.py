"""ほかの地域とくらべる: each share as a multiple of the prefecture's and of the nation's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences
from enishi.web.console.drawing import ratios
from enishi.web.console.drawing.ratios import Panel, Ratio, Ratios
from enishi.web.console.figures import doings, homes
from enishi.web.console.figures.figure import Figure, hidden_title, picture
from enishi.web.console.inquiry import NATION, PREFECTURE, Inquiry, inquire
from enishi.web.console.page import Choice, Picker
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

_ROWS = 14
DIMENSIONS = ("purpose", "theme", "kind", "home_prefecture", "age_band", "sex")


@needs("statistics.see")
def compare(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show one dimension beside the prefecture and the nation, each frame named."""
    return page.answer(request, region_code, questions.COMPARE, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the ratios of one dimension against each frame that can be shown."""
    asked = request.GET.get("number", "")
    dimension = asked if asked in DIMENSIONS else doings.richest(inquiry)
    frames = frames_of(inquiry)
    return page.Told(
        head=_headline(inquiry, frames, dimension),
        rows=[_figure(inquiry, frames, dimension)],
        drill=[_picker(inquiry, dimension)],
        splits=[(), (dimension,)],
        more={"missing": _missing(inquiry, frames), "is_compare": True},
    )


def frames_of(inquiry: Inquiry) -> list[Inquiry]:
    """Return the same question against each frame that can be shown: prefecture, nation."""
    year = inquiry.year or ""
    found = []
    for against in (PREFECTURE, NATION):
        if inquiry.region.is_sample and against == NATION:
            continue
        if inquiry.region.kind == against:
            continue
        other = inquire(
            inquiry.region,
            year=year,
            against=against,
            at=inquiry.at,
            last_month=inquiry.last_month,
        )
        found.append(replace(other, names=inquiry.names))
    return found


def _figure(inquiry: Inquiry, frames: Sequence[Inquiry], dimension: str) -> Figure:
    """Return the chart of ratios and the table of all shares."""
    shown = [frame for frame in frames if frame.against is not None]
    order = sentences.shown(inquiry.parts(dimension))[:_ROWS]
    names = [part.name for part in order]
    panels = [_panel(frame, dimension, names) for frame in shown]
    values = Ratios(
        names=[name.partition("（")[0] for name in names],
        panels=panels,
        half=gettext("半分"),
        same=gettext("同じ"),
        double=gettext("2倍"),
        label=_label(panels, names),
        hidden_title=hidden_title(),
    )
    can_draw = bool(panels and names)
    return Figure(
        slug="ratios",
        title=gettext("%(what)sは、くらべる相手の何倍か") % {"what": _name(inquiry, dimension)},
        say=gettext("点が右なら多く、左なら少ないことを示します。灰色は差があるとは言えません。")
        if can_draw
        else _missing(inquiry, frames),
        note=gettext("くらべる相手には%(place)sも含まれます。") % {"place": inquiry.name}
        if can_draw
        else "",
        table=_table(inquiry, shown, dimension, names),
        wide=picture(ratios.wide(values)) if can_draw else picture(""),
        narrow=picture(ratios.narrow(values)) if can_draw else picture(""),
    )


def _panel(frame: Inquiry, dimension: str, names: Sequence[str]) -> Panel:
    """Return one frame's dots in the order of the rows."""
    parts = {part.name: part for part in frame.parts(dimension)}
    return Panel(
        frame.comparison,
        gettext("%(people)s人") % {"people": writing.count(frame.people_there)},
        [_ratio(parts.get(name)) for name in names],
    )


def _ratio(part: Part | None) -> Ratio | None:
    """Return a part's ratio; None where either side is hidden."""
    factor = part.factor if part else None
    if factor is None:
        return None
    return Ratio(factor.value, factor.low, factor.high, factor.verdict)


def _label(panels: Sequence[Panel], names: Sequence[str]) -> str:
    """Return the chart's facts in words: the first panel's clear differences."""
    if not panels:
        return ""
    clear = [
        f"{name} {ratio.value:.1f}"
        for name, ratio in zip(names, panels[0].ratios, strict=True)
        if ratio is not None and ratio.verdict
    ]
    said = gettext("、").join(clear) or gettext("はっきりした差はありません")
    return gettext("%(comparison)sとくらべた倍率。%(facts)s") % {
        "comparison": panels[0].name,
        "facts": said,
    }


def _table(
    inquiry: Inquiry, frames: Sequence[Inquiry], dimension: str, names: Sequence[str]
) -> Table:
    """Return own share, range and each frame's share side by side."""
    others = [{part.name: part for part in frame.parts(dimension)} for frame in frames]
    rows = []
    for part in inquiry.parts(dimension):
        if part.name not in names:
            continue
        cells = [
            tables.number(part.own.part if part.own else None),
            Cell(writing.percent_fine(part.own)),
            tables.soft(writing.span(part.own)),
        ]
        for other in others:
            there = other[part.name].other if part.name in other else None
            cells.append(Cell(writing.percent_fine(there), is_hidden=there is None))
        rows.append(Row(part.name, cells))
    rows.sort(key=lambda row: names.index(row.head))
    heads = [
        inquiry.names.dimension(dimension),
        gettext("人数"),
        gettext("割合 %"),
        gettext("割合の幅 %"),
        *(gettext("%(name)s %%") % {"name": frame.comparison} for frame in frames),
    ]
    return Table(gettext("同じ数字の表"), heads, rows)


def _headline(inquiry: Inquiry, frames: Sequence[Inquiry], dimension: str) -> list[str]:
    """Name the frame, then the clear differences against the first frame shown."""
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts
    first = next((frame for frame in frames if frame.against is not None), None)
    if first is None:
        return [opening, gettext("まだくらべる相手の数字がありません。")]
    parts = first.parts(dimension)
    if dimension in doings.DIMENSIONS:
        parts = doings.quoted_parts(first, dimension)
    return [opening, sentences.compared(parts, first.comparison)]


def _missing(inquiry: Inquiry, frames: Sequence[Inquiry]) -> str:
    """Say honestly which frame is not shown and why."""
    told = [frame.missing for frame in frames if frame.missing]
    if inquiry.region.is_sample:
        told.append(gettext("架空の町は、実在の地域とはくらべません。"))
    return writing.text(*dict.fromkeys(told))


def _picker(inquiry: Inquiry, dimension: str) -> Picker:
    """Return the picker of what to compare."""
    choices = [
        Choice(name, _name(inquiry, name), is_chosen=name == dimension)
        for name in DIMENSIONS
        if inquiry.numbers(name).has_any
    ]
    return Picker("number", gettext("見る数字"), choices)


def _name(inquiry: Inquiry, dimension: str) -> str:
    """Name what is compared."""
    if dimension == homes.DIMENSION:
        return gettext("住まい")
    return inquiry.names.dimension(dimension)
