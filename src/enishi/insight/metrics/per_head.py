"""How often one person did something."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group


def per_head(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ) divided by the distinct people (実人数) who did them, in each group."""
    kept = scope.within(lake.activities)
    counted = per_group(kept, scope.by, activities=kept.count(), people=kept.person.nunique())
    # Nobody did nothing: no ratio, rather than a division by zero.
    ratio = counted.activities.cast("float64") / counted.people.nullif(0).cast("float64")
    return counted.mutate(per_head=ratio)


METRIC = Metric(
    name="per_head",
    sentence="一人あたり何件の活動をしましたか",
    sentence_en="How many activities were there per person?",
    unit="activities per person",
    denominator="people: distinct members with at least one activity in the group",
    rows=per_head,
    base=all_people,
)
