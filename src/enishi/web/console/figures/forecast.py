"""What lapses when if nobody spends it: by day where dates are few, else by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language, gettext

from enishi.kit.periods import month_of
from enishi.ledger.pockets import NEVER, Pocket
from enishi.web.console.drawing import amounts
from enishi.web.console.drawing.amounts import Amount, Amounts
from enishi.web.console.figures import supply
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.design import dates
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.tables import Cell, Row, Table

_FEW = 12


def figure(pockets: Sequence[Pocket], kind: str) -> Figure:
    """Draw the next dates, soonest first; what never lapses is told in the note."""
    lapsing = [pocket for pocket in pockets if pocket.expires_on < NEVER]
    forever = sum(pocket.points for pocket in pockets if pocket.expires_on >= NEVER)
    lines = _by_day(lapsing) if len(lapsing) <= _FEW else _by_month(lapsing)
    words = gettext("期限のないぶん：%(points)s") % {"points": supply.amount(forever, kind)}
    label = gettext("、").join(f"{name} {points:,}" for name, points in lines)
    values = Amounts([Amount(name, points, f"{points:,}") for name, points in lines], label)
    rows = [Row(name, [Cell(f"{points:,}")]) for name, points in lines]
    return Figure(
        slug="forecast",
        title=gettext("いつ、いくつ期限が来るか"),
        say=_say(lines, kind),
        note=words if forever else "",
        table=Table(
            gettext("だれも使わなかったときに期限が来るぶん"),
            [gettext("いつまで"), supply.unit(kind)],
            rows,
        ),
        wide=picture(amounts.wide(values)) if lines else picture(""),
        narrow=picture(amounts.narrow(values)) if lines else picture(""),
    )


def _say(lines: Sequence[tuple[str, int]], kind: str) -> str:
    """Say what comes next."""
    if not lines:
        return gettext("いま、期限の来るものはありません。")
    name, points = lines[0]
    facts = {"when": name, "points": supply.amount(points, kind)}
    return gettext("つぎは%(when)s。だれも使わなければ、%(points)sの期限が来ます。") % facts


def _by_day(pockets: Sequence[Pocket]) -> list[tuple[str, int]]:
    language = get_language() or "ja"
    return [(dates.day(one.expires_on, language, year=True), one.points) for one in pockets]


def _by_month(pockets: Sequence[Pocket]) -> list[tuple[str, int]]:
    sums: Counter[date] = Counter()
    for one in pockets:
        sums[month_of(one.expires_on).first] += one.points
    return [(writing.full_month(str(month_of(day))), sums[day]) for day in sorted(sums)]
