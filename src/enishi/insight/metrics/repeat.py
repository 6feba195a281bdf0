"""How many people came again."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

OFTEN = 5


def repeat(lake: Sources, scope: Scope) -> ibis.Table:
    """Members with two or more, and five or more, activities in the group; the most by one.

    The same by days: several activities on one day of Japan count once. An activity here is
    an entry in the record, so somebody who answered twice on one day has two of them.
    """
    kept = scope.within(lake.activities)
    # Days first: distinct days are then rows to count, in two thirds of the time.
    daily = kept.group_by([*dict.fromkeys((*scope.by, "person", "d"))]).aggregate(
        times=kept.count()
    )
    each = daily.group_by([*scope.by, "person"]).aggregate(
        times=daily.times.sum(), days=daily.d.count()
    )
    return per_group(
        each,
        scope.by,
        people=each.count(),
        two_or_more=each.count(where=each.times >= 2),  # noqa: PLR2004 - "two or more"
        five_or_more=each.count(where=each.times >= OFTEN),
        most_by_one=each.times.max().fill_null(0),
        two_days_or_more=each.count(where=each.days >= 2),  # noqa: PLR2004 - as above
        five_days_or_more=each.count(where=each.days >= OFTEN),
        most_days_by_one=each.days.max().fill_null(0),
    )


METRIC = Metric(
    name="repeat",
    sentence="二回以上関わった人は何人ですか",
    sentence_en="How many people came again?",
    unit="persons; activities or days for the most by one",
    denominator="people: distinct members with at least one activity in the group",
    rows=repeat,
    base=all_people,
    is_local=True,
)
