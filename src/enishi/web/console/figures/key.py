"""Key figures: the few numbers that say most, in one row above the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.shares import Share


@dataclass(frozen=True, slots=True)
class Key:
    """One key figure: what, the number, its unit, its range and the comparison in lines."""

    title: str
    number: str
    unit: str
    lines: Sequence[str] = ()


def people(inquiry: Inquiry) -> Key:
    """Return how many people the page is about."""
    return Key(
        gettext("記録された人（実人数）"),
        writing.count(inquiry.people),
        gettext("人") if inquiry.people is not None else "",
        [gettext("誤差はふつう5人以内")],
    )


def of_share(inquiry: Inquiry, title: str, own: Share | None, other: Share | None) -> list[Key]:
    """Return one share as a key figure; nothing when it is hidden."""
    if own is None:
        return []
    lines = [gettext("幅 %(span)s%%") % {"span": writing.span(own)}]
    if other is not None:
        lines.append(f"{inquiry.comparison} {writing.percent(other)}%")
        verdicts = {
            1: gettext("はっきり多い"),
            -1: gettext("はっきり少ない"),
            0: gettext("差ははっきりしない"),
        }
        lines.append(verdicts[shares.difference(own, other) or 0])
    return [Key(title, writing.percent(own), "%", lines)]
