"""Shares as multiples of those elsewhere, in words and cells: what room to grow and issues tell."""

from __future__ import annotations

from django.utils.translation import gettext

from enishi.insight.releases.room_to_grow import Compared
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.tables import Cell, Row

_HALF = (0.45, 0.55)


def times(value: float) -> str:
    """Write how many times, saying 半分 for about a half."""
    if _HALF[0] <= value <= _HALF[1]:
        return gettext("半分")
    return gettext("%(times)s倍") % {"times": f"{value:.1f}"}


def span(low: float, high: float) -> str:
    """Write the range of a multiple, as in 0.4〜0.6."""
    return f"{low:.1f}〜{high:.1f}"


# Values that say by themselves what they are; the others are told with their question.
_SPEAKS_FOR_ITSELF = frozenset({"purpose", "theme", "kind", "home_prefecture", "home_area", "sex"})


def name(inquiry: Inquiry, dimension: str, value: str) -> str:
    """Name a value without what stands in brackets; the table keeps the whole."""
    return inquiry.names.value(dimension, value).partition("（")[0]


def full_name(inquiry: Inquiry, dimension: str, value: str) -> str:
    """Name a value so that it is understood without its question."""
    short = name(inquiry, dimension, value)
    if dimension in _SPEAKS_FOR_ITSELF:
        return short
    facts = {"what": inquiry.names.dimension(dimension), "name": short}
    return gettext("%(what)s：%(name)s") % facts


def verdict(found: int) -> str:
    """Say more or less with a mark and a word, or that nothing can be said."""
    return {1: gettext("●多い"), -1: gettext("○少ない")}.get(found, "―")


def reason(code: str) -> str:
    """Say why a multiple is not told."""
    return {
        "hidden": gettext("x：人数が少ない"),
        "hidden_there": gettext("x：くらべる相手の人数が少ない"),
        "few": gettext("10人未満"),
    }.get(code, "")


def row(inquiry: Inquiry, one: Compared) -> Row:
    """Return one line: people, share here and there, how many times, range, or why not."""
    head = gettext("%(what)s：%(name)s") % {
        "what": inquiry.names.dimension(one.dimension),
        "name": inquiry.names.value(one.dimension, one.value),
    }
    people = tables.number(one.own.part if one.own else None)
    own = _percent(one.own.share if one.own else None)
    there = _percent(min(one.there / one.there_whole, 1) if one.there is not None else None)
    if one.quotient is None:
        return Row(
            head,
            [
                people,
                own,
                there,
                Cell("―", is_soft=True),
                tables.soft(""),
                tables.soft(reason(one.reason)),
            ],
        )
    found = one.quotient
    return Row(
        head,
        [
            people,
            own,
            there,
            Cell(f"{found.value:.2f}"),
            tables.soft(span(found.low, found.high)),
            tables.soft(verdict(one.verdict)),
        ],
    )


def _percent(share: float | None) -> Cell:
    if share is None:
        return Cell(writing.HIDDEN, is_hidden=True)
    return Cell(f"{share * 100:.1f}")
