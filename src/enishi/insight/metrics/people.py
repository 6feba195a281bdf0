"""How many different people there were."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope, per_group


def people(lake: Sources, scope: Scope) -> ibis.Table:
    """People (実人数): members with at least one activity, each counted once in each row.

    A member who did two kinds of things stands in two rows by kind, so rows do not add up to
    the whole. Age band, sex and home are those of the activity's own time.
    """
    kept = scope.within(lake.activities)
    return per_group(kept, scope.by, people=kept.person.nunique())


def all_people(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody in the scope, once."""
    kept = scope.within(lake.activities)
    return kept.aggregate(n=kept.person.nunique())


METRIC = Metric(
    name="people",
    sentence="何人の人が関わりましたか(実人数)",
    sentence_en="How many different people took part?",
    unit="persons",
    denominator="none: a count of distinct members",
    rows=people,
    base=all_people,
    is_local=True,
)
