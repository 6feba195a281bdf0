"""Who stayed: people by when they came first, and how many of them were active later."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group
from enishi.kit import periods

MONTH, YEAR = "month", "fiscal_year"


def cohorts(lake: Sources, scope: Scope) -> ibis.Table:
    """People by the month of their first activity, and how many were active each month after.

    `size` is the people (実人数) of the cohort, `after` the months since its first, `people` those
    of it active then, `share` their part of `size`; `activities` (延べ) and `yen` are what they
    did and spent. With `--by fiscal_year` years stand in place of months. The first activity is
    the first in the place and period asked for; each group of another split stands alone.
    """
    unit = unit_of(scope)
    others = others_of(scope)
    kept = scope.within(lake.activities)
    first = kept.group_by([*others, "person"]).aggregate(cohort=kept[unit].min())
    seen = kept.join(first, [*others, "person"])
    return per_group(
        seen,
        (*others, "cohort", unit),
        people=seen.person.nunique(),
        activities=seen.count(),
        yen=seen.amount_yen.sum().fill_null(0),
    )


def unit_of(scope: Scope) -> str:
    """Return what a cohort is counted in: months, or fiscal years where asked for."""
    return YEAR if YEAR in scope.by else MONTH


def others_of(scope: Scope) -> tuple[str, ...]:
    """Return by what else the answer is split."""
    return tuple(name for name in scope.by if name not in (MONTH, YEAR))


def with_gaps(rows: Rows, scope: Scope) -> Rows:
    """Tell every month up to the last one of the answer, also those in which nobody came."""
    unit, others = unit_of(scope), others_of(scope)
    if not rows:
        return []
    last = max(_number(row[unit]) for row in rows)
    cohorts_seen: dict[tuple[Any, ...], dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        key = (*(row[name] for name in others), row["cohort"])
        cohorts_seen[key][_number(row[unit]) - _number(row["cohort"])] = row
    found = []
    for key, by_distance in cohorts_seen.items():
        size = by_distance[0]["people"]
        for after in range(last - _number(key[-1]) + 1):
            row = by_distance.get(after, {"people": 0, "activities": 0, "yen": 0})
            found.append(
                {
                    **dict(zip((*others, "cohort"), key, strict=True)),
                    "after": after,
                    "size": size,
                    "people": row["people"],
                    "share": row["people"] / size,
                    "activities": row["activities"],
                    "yen": row["yen"],
                }
            )
    return found


def _number(unit: str | int) -> int:
    """Number months so that the difference is a number of months; a year is its own number."""
    if isinstance(unit, int):
        return unit
    month = periods.parse_month(unit)
    return month.year * 12 + month.number


METRIC = Metric(
    name="cohorts",
    sentence="はじめて関わった月ごとに、その後も関わった人は何人ですか",
    sentence_en="Of the people who came first in a month, how many were active later?",
    unit="persons, activities, yen; shares",
    denominator="size: distinct members whose first activity in the scope is in the month or year",
    rows=cohorts,
    base=all_people,
    is_local=True,
    finish=with_gaps,
)
