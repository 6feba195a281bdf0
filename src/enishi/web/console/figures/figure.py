"""What a figure is: everything the page shows of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from enishi.web.console.sentences import Part
from enishi.web.design.numbers import shares, tables, writing
from enishi.web.design.numbers.shares import Share
from enishi.web.design.numbers.tables import Cell, Row, Table

NO_PICTURE = SafeString("")


@dataclass(frozen=True, slots=True)
class Figure:
    """One question with its answer; without a picture it is a sentence and a table."""

    slug: str
    title: str
    say: str
    note: str
    table: Table | None
    wide: SafeString = NO_PICTURE
    narrow: SafeString = NO_PICTURE
    more: str = ""
    # On a phone a chart of several panels shows the first; the others are folded under a name.
    folded: Sequence[tuple[str, SafeString]] = ()


def picture(svg: str) -> SafeString:
    """Let a drawing into a page: every word in it was escaped by the drawing."""
    return mark_safe(svg)  # noqa: S308 - made of our own marks, words escaped


def hidden_title() -> str:
    """Return the words of a hidden cell (disclosure wording)."""
    return gettext("人数が少ないため表示していません（0人を含みます）")


def share_heads(first: str, comparison: str) -> list[str]:
    """Return the heads of a table of shares."""
    heads = [first, gettext("人数"), gettext("割合 %"), gettext("割合の幅 %")]
    if not comparison:
        return heads
    return [*heads, gettext("%(name)s %%") % {"name": comparison}, gettext("差")]


def share_row(people: int | None, part: Part, *, compared: bool, code: str = "") -> Row:
    """Return one line of a table of shares."""
    cells = [tables.number(people), _share(part.own, people), tables.soft(writing.span(part.own))]
    if compared:
        cells += [_share(part.other, None), tables.soft(_difference(part.own, part.other))]
    return Row(part.name, cells, code="" if code == part.name else code)


def _share(share: Share | None, people: int | None) -> Cell:
    """Return the cell of a share; x where its number is hidden, a line where it means nothing."""
    if share is not None:
        return Cell(writing.percent_fine(share))
    return Cell(tables.HIDDEN, is_hidden=True) if people is None else Cell("―", is_soft=True)


def _difference(own: Share | None, other: Share | None) -> str:
    """Say more or less with a mark and a word, or that nothing can be said."""
    verdict = shares.difference(own, other)
    if verdict == 1:
        return gettext("▲多い")
    if verdict == -1:
        return gettext("▽少ない")
    return "―"


def rest_row(name: str, columns: int) -> Row:
    """Return the line that names the remaining, hidden rows by their number."""
    return Row(name, [Cell(tables.HIDDEN, is_hidden=True)] * columns)
