"""How often one person did something."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import ties
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope


def per_head(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ) divided by the people who did them, in each group.

    `per_head` divides by distinct people (実人数), `per_tie` by members of regions (延べ人数):
    somebody active in two regions counts twice there.
    """
    found = ties.counted(scope.within(lake.activities), scope.by)
    return found.mutate(
        per_head=ties.ratio(found.activities, found.people),
        per_tie=ties.ratio(found.activities, found.ties),
    )


METRIC = Metric(
    name="per_head",
    sentence="一人あたり何件の活動をしましたか",
    sentence_en="How many activities were there per person?",
    unit="activities per person; activities per member of a region",
    denominator="people: distinct members with at least one activity in the group; "
    "ties: the same, once for each region",
    rows=per_head,
    base=all_people,
    is_local=True,
)
