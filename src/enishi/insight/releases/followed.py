"""Who stood on which step at the end of the frame, and what they did after what (paths.py).

Only the frame's own records are looked at: its places, closed months and grades. The frame ends
with the last day of its last closed month, or of the month in which a place's programme or survey
ended: both are public, whoever is in the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import ibis

from enishi.insight.disclosure import paths
from enishi.insight.disclosure.catalogue import Catalogue
from enishi.kit import periods
from enishi.ties.stages import FRACTIONS, Rules

RULES: Final = Rules()
_NEVER: Final = date(1970, 1, 1)
_YEAR_OF_DAYS: Final = 365
_END_OF_FISCAL_YEAR: Final = (3, 31)


def last_days(regions: ibis.Value, catalogue: Catalogue) -> ibis.Value:
    """Return the last day on which each region could be seen, as a value of its code."""
    found: dict[date, list[str]] = {}
    for code in catalogue.nodes:
        months = catalogue.months_of(code)
        last = periods.parse_month(max(months)).last if months else _NEVER
        found.setdefault(last, []).append(code)
    branches = [(regions.isin(codes), ibis.literal(last)) for last, codes in found.items()]
    return ibis.cases(*branches, else_=ibis.literal(_NEVER)) if branches else ibis.literal(_NEVER)


def _until(frame: ibis.Table, keys: Sequence[str]) -> ibis.Value:
    """Return the last day of the frame that a row lies in."""
    if "fiscal_year" not in keys:
        return frame.watched_until
    year = (frame.fiscal_year.cast("int32") + 1).cast("int32")
    return ibis.least(frame.watched_until, ibis.date(year, *_END_OF_FISCAL_YEAR))


def _number(day: ibis.Value) -> ibis.Value:
    return day.epoch_days().cast("int64")


def _seen(frame: ibis.Table, keys: Sequence[str]) -> tuple[ibis.Table, list[str]]:
    """Return the frame's days as numbers with its end, and what names one tie in it.

    One month holds no path and no step: both look at longer times.
    """
    if "month" in keys:
        frame = frame.filter(ibis.literal(False))  # noqa: FBT003 - ibis takes no name
    tie = list(dict.fromkeys((*keys, "region", "person")))
    seen = frame.select(
        *tie,
        "kind",
        day=_number(frame.d),
        until=_number(_until(frame, keys)),
        lives=frame.lives_there.cast("int64"),
    )
    return seen, tie


def stage(frame: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """Say on which step a tie stood at the end of the frame: by its last twelve months.

    1/1 lives there by the last record, 1/2 was there on three days, 1/3 on one. Whoever has ties
    to several places of the frame is counted on each of their steps.
    """
    rows, tie = _seen(frame, keys)
    recent = rows.filter(rows.day > rows.until - _YEAR_OF_DAYS)
    each = recent.group_by(tie).aggregate(
        days=recent.day.nunique(), told=(recent.day * 2 + recent.lives).max()
    )
    visiting, coming, living = FRACTIONS[1:]
    value = ibis.cases(
        (each.told % 2 == 1, living), (each.days >= RULES.days_least, coming), else_=visiting
    )
    return each.select(*keys, "person", value=value).distinct()


def path(frame: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """Say which paths people went, and of which they could be watched (paths.PATHS)."""
    rows, tie = _seen(frame, keys)
    starts = ibis.union(*_starts(rows, tie))
    errands = starts.mutate(days=ibis.array(list(paths.DAYS)).unnest())
    whole = errands.filter(errands.begun + errands.days <= errands.until)
    later = rows.select(*tie, "kind", on=rows.day).distinct()
    met = whole.inner_join(later, tie)
    met = met.filter((met.on > met.begun) & (met.on <= met.begun + met.days))
    base = _valued(whole, tie, whole["first"], "")
    then = _valued(met, tie, met["first"], met.kind)
    every = ibis.union(base, then, *_steps(rows, tie))
    known = every.filter(every.value.isin(list(paths.VALUES)))
    return known.select(*keys, "person", "value").distinct()


def _starts(rows: ibis.Table, tie: Sequence[str]) -> list[ibis.Table]:
    """Return the ties with the day on which their days begin, for each first thing and without."""
    everybody = rows.group_by(list(tie)).aggregate(begun=rows.day.min(), until=rows.until.max())
    found = []
    for first in paths.THEN:
        did = rows.filter(rows.kind == first)
        took = did.group_by(list(tie)).aggregate(begun=did.day.min(), until=did.until.max())
        others = everybody.anti_join(took, list(tie))
        for who, sign in ((took, ""), (others, paths.OTHERS)):
            named = who.select(*tie, "begun", "until", first=ibis.literal(sign + first))
            found.append(_nullable(named))
    return found


def _nullable(rows: ibis.Table) -> ibis.Table:
    """Let every column have gaps: parts that are put together must be of one shape."""
    return rows.cast({name: rows[name].type().copy(nullable=True) for name in rows.columns})


def _valued(
    rows: ibis.Table, tie: Sequence[str], first: ibis.Value, then: ibis.Value | str
) -> ibis.Table:
    """Write the path of each row."""
    value = first.cast("string") + ">" + then + ":" + rows.days.cast("string")
    return _nullable(rows.select(*tie, value=value))


def _steps(rows: ibis.Table, tie: Sequence[str]) -> list[ibis.Table]:
    """Return who came first and could be watched, and who came often enough within the days."""
    each = rows.group_by(list(tie)).aggregate(
        begun=rows.day.min(), until=rows.until.max(), lives=rows.lives.max()
    )
    visitors = each.filter(each.lives == 0)
    wide = visitors.mutate(days=ibis.array(list(paths.DAYS_OF_STEPS)).unnest())
    whole = wide.filter(wide.begun + wide.days <= wide.until)
    days = rows.select(*tie, on=rows.day).distinct()
    met = whole.inner_join(days, list(tie))
    met = met.filter(met.on <= met.begun + met.days)
    counted = met.group_by([*tie, "days"]).aggregate(times=met.count())
    often = counted.filter(counted.times >= RULES.days_least)
    first = ibis.literal(paths.VISITOR)
    return [
        _valued(whole, tie, first, ""),
        _valued(often, tie, first, paths.REGULAR),
    ]
