"""A region beside its prefecture and the nation, with and without itself."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import ties
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

FRAMES = ("own", "prefecture", "prefecture_without_own", "nation", "nation_without_own")


def compare(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities, people and activities per head of a region and of its frames.

    Frames: the region itself; all regions of its prefecture; the same without the region; all
    real regions of the nation; the same without the region. `regions` says how many regions
    have activities in a frame. A person counts once in each frame (`people`, 実人数), or once
    for each region (`ties`, 延べ人数); `per_head` and `per_tie` divide by the one and the other.
    """
    period = scope.in_period(lake.activities)
    own = scope.covers(period)
    prefecture = Scope(code=scope.prefecture, level="prefecture").covers(period)
    nation = Scope().covers(period)
    inside = (own, prefecture, prefecture & ~own, nation, nation & ~own)
    figures = [
        _figures(period.filter(condition), scope.by).mutate(frame=ibis.literal(frame))
        for frame, condition in zip(FRAMES, inside, strict=True)
    ]
    figures_of = ("regions", "activities", "ties", "people", "per_head", "per_tie")
    columns = (*scope.by, "frame", *figures_of)
    return ibis.union(*[table.select(*columns) for table in figures]).order_by([*scope.by, "frame"])


def _figures(kept: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Count regions, activities, members of regions and people, and divide."""
    each = ties.per_member_of_region(kept, by)
    found = per_group(
        each,
        by,
        regions=each.region.nunique(),
        activities=each.times.sum().fill_null(0),
        ties=each.count(),
        people=each.person.nunique(),
    )
    return found.mutate(
        per_head=ties.ratio(found.activities, found.people),
        per_tie=ties.ratio(found.activities, found.ties),
    )


METRIC = Metric(
    name="compare",
    sentence="県や全国と比べるとどうですか(自地域を含む・除く)",
    sentence_en="How does the region compare with its prefecture and the nation?",
    unit="regions, activities, members of regions, persons, activities per person",
    denominator="people: distinct members with at least one activity in the frame; "
    "ties: the same, once for each region",
    rows=compare,
    base=all_people,
    tells_of_others=True,
)
