"""On which step of a tie each member stood at the end of each month, by rules with dates.

The rules are those of the member's card (ties/stages.py): one day within the twelve months that
end with the month is 1/3, three days are 1/2, living there is 1/1. Two things differ, because a
statistic must follow from dated facts: every record counts, also what nobody else saw (an import
has no scan; ask for verified ones to leave them out), and living there is told by the home of the
last record, not by the kind of the card, which the lake knows only as it is today.
"""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.scope import Scope
from enishi.ties.stages import COMING, FRACTIONS, LIVING, NONE, VISITING, Rules

RULES = Rules()
QUIET = "quiet"
# What a step is called in an answer, by its number.
NAMES = (QUIET, *FRACTIONS[1:])
_YEAR = 12


def month_number(days: ibis.Value) -> ibis.Value:
    """Number the months so that they can be counted."""
    return (days.year() * _YEAR + days.month() - 1).cast("int64")


def number_of(month: str) -> int:
    """Number a month written YYYY-MM."""
    return int(month[:4]) * _YEAR + int(month[5:]) - 1


def month_of(number: int) -> str:
    """Write a month by its number."""
    return f"{number // _YEAR}-{number % _YEAR + 1:02d}"


def ends(lake: Sources, scope: Scope) -> ibis.Table:
    """Return each region's last month with any record: nothing is known of later months."""
    every = lake.activities.filter(scope.covers(lake.activities))
    return every.group_by("region").aggregate(last=month_number(every.d).max())


def steps(lake: Sources, scope: Scope) -> ibis.Table:
    """Return person, region, month (a number) and step, from a member's first month on.

    A month in which somebody has gone quiet is there once, right after the last one in which
    their days still counted; later quiet months are not.
    """
    every = scope.meeting(lake.activities.filter(scope.covers(lake.activities)))
    day = every.d.epoch_days().cast("int64")
    lives = (every.home_code == every.region).cast("int64")
    marked = every.select(
        "person", "region", "d", began=month_number(every.d), told=day * 2 + lives
    )
    monthly = marked.group_by(["person", "region", "began"]).aggregate(
        days=marked.d.nunique(), told=marked.told.max()
    )
    # Each month's days count in its own month and the eleven after; the one after that is listed
    # with none, so that going quiet shows.
    spread = monthly.mutate(later=ibis.array(list(range(RULES.months + 1))).unnest())
    counts = spread.later < RULES.months
    known = spread.mutate(
        month=spread.began + spread.later,
        days=counts.ifelse(spread.days, 0),
        told=counts.ifelse(spread.told, 0),
    ).inner_join(ends(lake, scope), "region")
    known = known.filter(known.month <= known["last"])
    each = known.group_by(["person", "region", "month"]).aggregate(
        days=known.days.sum(), told=known.told.max()
    )
    step = ibis.cases(
        (each.days == 0, NONE),
        (each.told % 2 == 1, LIVING),
        (each.days >= RULES.days_least, COMING),
        else_=VISITING,
    )
    return each.select("person", "region", "month", step=step.cast("int64"))


def in_months(found: ibis.Table, scope: Scope) -> ibis.Table:
    """Keep the months that end within the period: one cut off by its end is not over."""
    if scope.since is not None:
        first = scope.since.year * _YEAR + scope.since.month - 1
        found = found.filter(found.month >= first)
    if scope.until is not None:
        after = scope.until.year * _YEAR + scope.until.month - 1
        found = found.filter(found.month < after)
    return found
