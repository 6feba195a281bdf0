"""What people did: activities, people and share of each kind."""

from __future__ import annotations

from dataclasses import replace

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.activities import all_activities
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope, per_group


def activities_by_kind(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ) and people (実人数) of each kind of activity, within each group."""
    by_kind = replace(scope, by=(*(name for name in scope.by if name != "kind"), "kind"))
    kept = by_kind.within(lake.activities)
    return per_group(kept, by_kind.by, activities=kept.count(), people=kept.person.nunique())


METRIC = Metric(
    name="activities_by_kind",
    sentence="どんな活動が何件、何人によるものですか",
    sentence_en="Which kinds of activities were there, and by how many people?",
    unit="activities, persons",
    denominator="none: counts",
    rows=activities_by_kind,
    base=all_activities,
    is_local=True,
)
