"""When in the year something happens: an index by calendar month, peak and trough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.activities import all_activities
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope, per_group
from enishi.kit import periods

_FISCAL_ORDER = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
_DIGITS = 6


def seasonality(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ) by calendar month, as an index: 100 is the average month.

    Each calendar month is averaged over the years in which it lies inside the period (from the
    first to the last month with any activity of the place, where no days are given); a month
    inside without activities counts as 0. The index is there only when all twelve months are.
    Peak and trough are the months of the highest and lowest index. `latest` is the last such
    month, `year_before` the same month one year earlier.
    """
    kept = scope.within(lake.activities)
    by = (*(name for name in scope.by if name != "month"), "month")
    return per_group(kept, by, activities=kept.count())


def finish(rows: Rows, scope: Scope) -> Rows:
    """Fill the gaps and compare calendar months, for each group."""
    if not rows:
        return []
    by = tuple(name for name in scope.by if name != "month")
    seen = sorted(row["month"] for row in rows)
    first = str(periods.month_of(scope.since)) if scope.since else seen[0]
    last = str(periods.month_of(scope.until - timedelta(days=1))) if scope.until else seen[-1]
    months = [
        str(month)
        for month in periods.months(periods.parse_month(first), periods.parse_month(last))
    ]
    groups: dict[tuple[Any, ...], dict[str, int]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), {})[row["month"]] = row["activities"]
    return [
        {**dict(zip(by, group, strict=True)), **line}
        for group, counts in groups.items()
        for line in _year(months, counts)
    ]


def _year(months: list[str], counts: dict[str, int]) -> Rows:
    """Return the calendar months of one group in the order of a fiscal year."""
    found: dict[int, list[str]] = {}
    for month in months:
        found.setdefault(int(month[5:]), []).append(month)
    means = {
        number: sum(counts.get(month, 0) for month in named) / len(named)
        for number, named in found.items()
    }
    is_whole = len(means) == len(_FISCAL_ORDER) and any(means.values())
    average = sum(means.values()) / len(means)
    peak, trough = max(means.values()), min(means.values())
    lines = []
    for number in _FISCAL_ORDER:
        if number not in found:
            continue
        latest = found[number][-1]
        before = f"{int(latest[:4]) - 1}{latest[4:]}"
        lines.append(
            {
                "month_of_year": number,
                "months": len(found[number]),
                "activities": sum(counts.get(month, 0) for month in found[number]),
                "index": round(means[number] / average * 100, _DIGITS) if is_whole else None,
                "is_peak": is_whole and means[number] == peak,
                "is_trough": is_whole and means[number] == trough,
                "latest": counts.get(latest, 0),
                "year_before": counts.get(before, 0) if before in found[number] else None,
            }
        )
    return lines


METRIC = Metric(
    name="seasonality",
    sentence="一年のうち、いつ多く、いつ少ないですか",
    sentence_en="When in the year is there much, and when little?",
    unit="activities; index with 100 for the average month",
    denominator="months: the times each calendar month lies inside the period",
    rows=seasonality,
    base=all_activities,
    finish=finish,
)
