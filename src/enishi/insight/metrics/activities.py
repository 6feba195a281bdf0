"""How many activities there were."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope, per_group


def activities(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ): everything members did, each activity once; withdrawn ones are gone.

    Rows add up to the whole, because an activity has one value of each dimension.
    """
    kept = scope.within(lake.activities)
    return per_group(kept, scope.by, activities=kept.count())


def all_activities(lake: Sources, scope: Scope) -> ibis.Table:
    """Every activity in the scope."""
    return scope.within(lake.activities).aggregate(n=ibis._.count())


METRIC = Metric(
    name="activities",
    sentence="活動は何件ありましたか(延べ)",
    sentence_en="How many activities were there?",
    unit="activities",
    denominator="none: a count of activities",
    rows=activities,
    base=all_activities,
)
