"""Shares of up to four regions side by side, each as a multiple of whom it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from enishi.web.console import sentences
from enishi.web.console.drawing import ratios
from enishi.web.console.drawing.ratios import Panel, Ratio, Ratios
from enishi.web.console.figures import doings
from enishi.web.console.figures.figure import Figure, hidden_title, picture
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.tables import Cell, Row, Table

_ROWS = 14
_SHARED_MOST = 3


def figure(inquiry: Inquiry, frames: Sequence[Inquiry], dimension: str, name: str) -> Figure:
    """Return the chart of ratios and the table of all shares.

    `frames` are the own region against the prefecture and the nation, or the own region and
    others, each against its own prefecture or the nation.
    """
    shown = [frame for frame in frames if frame.against is not None]
    names = names_of_rows(inquiry, dimension)
    values = _ratios(shown, dimension, names)
    can_draw = bool(shown and names)
    is_several = _is_several(frames)
    return Figure(
        slug="ratios",
        title=gettext("%(what)sは、くらべる相手の何倍か") % {"what": name},
        say=gettext("点が右なら多く、左なら少ないことを示します。灰色は差があるとは言えません。")
        if can_draw
        else missing(inquiry, frames),
        note=_note(inquiry, several=is_several) if can_draw else "",
        table=_of_places(frames, dimension, names)
        if is_several
        else _of_frames(inquiry, shown, dimension, names),
        wide=picture(ratios.wide(values)) if can_draw else picture(""),
        narrow=picture(ratios.narrow(values)) if can_draw else picture(""),
        folded=_folded(shown, dimension, names) if can_draw else (),
    )


def _note(inquiry: Inquiry, *, several: bool) -> str:
    """Say whom the comparison includes, or what the marks of the table are."""
    if several:
        return gettext("表の▲はくらべる相手よりはっきり多い、▽ははっきり少ないことを示します。")
    return gettext("くらべる相手には%(place)sも含まれます。") % {"place": inquiry.name}


def names_of_rows(inquiry: Inquiry, dimension: str) -> list[str]:
    """Return the names of the rows: the region's largest first."""
    return [part.name for part in sentences.shown(inquiry.parts(dimension))[:_ROWS]]


def _is_several(frames: Sequence[Inquiry]) -> bool:
    """Say whether several regions stand side by side."""
    return len({frame.region.code for frame in frames}) > 1


def _folded(
    frames: Sequence[Inquiry], dimension: str, names: Sequence[str]
) -> list[tuple[str, SafeString]]:
    """Return the narrow chart of each frame after the first, for a phone."""
    several = _is_several(frames)
    found = []
    for number, frame in enumerate(frames[1:], start=1):
        panel = _panel(frame, dimension, names, several=several)
        values = replace(_ratios([frame], dimension, names), panels=[panel])
        drawn = ratios.narrow(values, f"ratios-narrow-{number}")
        found.append((panel.name, picture(drawn)))
    return found


def _ratios(frames: Sequence[Inquiry], dimension: str, names: Sequence[str]) -> Ratios:
    """Return what the chart shows."""
    several = _is_several(frames)
    panels = [_panel(frame, dimension, names, several=several) for frame in frames]
    if several:
        panels[0] = replace(panels[0], is_own=True)
    return Ratios(
        names=[name.partition("（")[0] for name in names],
        panels=panels,
        half=gettext("半分"),
        same=gettext("同じ"),
        double=gettext("2倍"),
        label=_label(frames, panels, names),
        hidden_title=hidden_title(),
    )


def _head(frame: Inquiry, *, several: bool) -> str:
    """Name a panel: the region when there are several, else whom it is compared with."""
    return frame.name if several else frame.comparison


def _panel(frame: Inquiry, dimension: str, names: Sequence[str], *, several: bool) -> Panel:
    """Return one frame's dots in the order of the rows."""
    parts = {part.name: part for part in frame.parts(dimension)}
    people = frame.people if several else frame.people_there
    return Panel(
        _head(frame, several=several),
        gettext("%(people)s人") % {"people": writing.count(people)},
        [_ratio(parts.get(name)) for name in names],
    )


def _ratio(part: Part | None) -> Ratio | None:
    """Return a part's ratio; None where either side is hidden."""
    factor = part.factor if part else None
    if factor is None:
        return None
    return Ratio(factor.value, factor.low, factor.high, factor.verdict)


def _label(frames: Sequence[Inquiry], panels: Sequence[Panel], names: Sequence[str]) -> str:
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
        "comparison": frames[0].comparison,
        "facts": said,
    }


def _of_frames(
    inquiry: Inquiry, frames: Sequence[Inquiry], dimension: str, names: Sequence[str]
) -> Table:
    """Return own share, range and each frame's share side by side."""
    there = [{part.name: part for part in frame.parts(dimension)} for frame in frames]
    rows = []
    for part in sentences.shown(inquiry.parts(dimension))[: len(names)]:
        cells = [
            tables.number(part.own.part if part.own else None),
            Cell(writing.percent_fine(part.own)),
            tables.soft(writing.span(part.own)),
        ]
        for other in there:
            share = other[part.name].other if part.name in other else None
            cells.append(Cell(writing.percent_fine(share), is_hidden=share is None))
        rows.append(Row(part.name, cells))
    heads = [
        inquiry.names.dimension(dimension),
        gettext("人数"),
        gettext("割合 %"),
        gettext("割合の幅 %"),
        *(gettext("%(name)s %%") % {"name": frame.comparison} for frame in frames),
    ]
    return Table(gettext("同じ数字の表"), heads, rows)


def _of_places(frames: Sequence[Inquiry], dimension: str, names: Sequence[str]) -> Table:
    """Return each region's share with a mark of more or less, and the comparison's share."""
    by_place = [{part.name: part for part in frame.parts(dimension)} for frame in frames]
    rows = []
    for name in names:
        cells = [_marked(parts.get(name)) for parts in by_place]
        there = by_place[0][name].other if name in by_place[0] else None
        if frames[0].comparison:
            cells.append(Cell(writing.percent_fine(there), is_hidden=there is None))
        rows.append(Row(name, cells))
    heads = [
        frames[0].names.dimension(dimension),
        *(gettext("%(name)s %%") % {"name": frame.name} for frame in frames),
    ]
    if frames[0].comparison:
        heads.append(gettext("%(name)s %%") % {"name": frames[0].comparison})
    people = [tables.number(frame.people) for frame in frames]
    if frames[0].comparison:
        people.append(tables.number(frames[0].people_there))
    rows.append(Row(gettext("人数（実人数）"), people, is_sum=True))
    return Table(gettext("同じ数字の表"), heads, rows)


def _marked(part: Part | None) -> Cell:
    """Return a share with a mark where it is clearly more or less than the comparison's."""
    if part is None or part.own is None:
        return Cell(tables.HIDDEN, is_hidden=True)
    factor = part.factor
    mark = {1: "▲", -1: "▽"}.get(factor.verdict if factor else 0, "")
    return Cell(f"{mark}{writing.percent_fine(part.own)}")


def quoted(frame: Inquiry, dimension: str) -> list[Part]:
    """Return a frame's parts as sentences name them."""
    if dimension in doings.DIMENSIONS:
        return doings.quoted_parts(frame, dimension)
    return frame.parts(dimension)


def shared(frames: Sequence[Inquiry], dimension: str) -> str:
    """Say what all regions side by side have clearly more or less of than their comparison."""
    shown = [frame for frame in frames if frame.against is not None]
    if len(shown) < 2 or not _is_several(shown):  # noqa: PLR2004 - what two share
        return ""
    verdicts = [
        {part.name: part.factor.verdict for part in quoted(frame, dimension) if part.factor}
        for frame in shown
    ]
    order = [part.name for part in sentences.shown(quoted(shown[0], dimension))]
    alike = {
        side: [name for name in order if all(one.get(name) == side for one in verdicts)]
        for side in (1, -1)
    }
    facts = {
        "count": len(shown),
        "more": writing.listed(alike[1][:_SHARED_MOST]),
        "less": writing.listed(alike[-1][:_SHARED_MOST]),
    }
    if alike[1] and alike[-1]:
        return (
            gettext("ならべた%(count)s地域とも多いのは%(more)s、少ないのは%(less)sです。") % facts
        )
    if alike[1]:
        return gettext("ならべた%(count)s地域とも%(more)sが多くなっています。") % facts
    if alike[-1]:
        return gettext("ならべた%(count)s地域とも%(less)sが少なくなっています。") % facts
    return gettext("ならべた%(count)s地域にそろったちがいはありません。") % facts


def missing(inquiry: Inquiry, frames: Sequence[Inquiry]) -> str:
    """Say honestly which frame is not shown and why."""
    told = [frame.missing for frame in frames if frame.missing]
    if inquiry.region.is_sample:
        told.append(gettext("架空の町は、実在の地域とはくらべません。"))
    return writing.text(*dict.fromkeys(told))
