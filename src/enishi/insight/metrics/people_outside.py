"""How many came from outside the prefecture of the place."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope, per_group

_UNKNOWN = "unknown"


def people_outside(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities and people whose home lies in another prefecture than the place visited.

    Unknown homes are neither inside nor outside; `activities_known` and `people_known` count
    those whose home prefecture is known, so that a share can be named with its denominator.
    """
    kept = scope.within(lake.activities)
    known = kept.home_prefecture != _UNKNOWN
    outside = known & (kept.home_prefecture != kept.prefecture)
    return per_group(
        kept,
        scope.by,
        activities=kept.count(where=outside),
        people=kept.person.nunique(where=outside),
        activities_known=kept.count(where=known),
        people_known=kept.person.nunique(where=known),
    )


def all_outside(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody from outside, once."""
    kept = scope.within(lake.activities)
    outside = (kept.home_prefecture != _UNKNOWN) & (kept.home_prefecture != kept.prefecture)
    return kept.aggregate(n=kept.person.nunique(where=outside))


METRIC = Metric(
    name="people_outside",
    sentence="県外から何人が、延べ何件関わりましたか",
    sentence_en="How many people from outside the prefecture took part, and how often?",
    unit="activities, persons",
    denominator="activities_known, people_known: those whose home prefecture is known",
    rows=people_outside,
    base=all_outside,
    is_local=True,
)
