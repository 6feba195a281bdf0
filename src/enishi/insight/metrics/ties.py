"""Members and regions taken together (延べ人数): one member active in two regions counts twice."""

from __future__ import annotations

import ibis

from enishi.insight.metrics.scope import per_group


def counted(kept: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Count activities, ties (延べ人数) and people (実人数) of each group."""
    each = per_member_of_region(kept, by)
    return per_group(
        each,
        by,
        activities=each.times.sum().fill_null(0),
        ties=each.count(),
        people=each.person.nunique(),
    )


def per_member_of_region(
    kept: ibis.Table, by: tuple[str, ...], /, **measures: ibis.ir.Scalar
) -> ibis.Table:
    """Return one row for each member of each region in each group, with `times` (activities)."""
    keys = list(dict.fromkeys((*by, "region", "person")))
    return kept.group_by(keys).aggregate(times=kept.count(), **measures)


def ratio(part: ibis.ir.IntegerValue, whole: ibis.ir.IntegerValue) -> ibis.ir.FloatingValue:
    """Divide; nobody did nothing, so that is no ratio rather than a division by zero."""
    return part.cast("float64") / whole.nullif(0).cast("float64")
