"""A region beside its prefecture and the nation, with and without itself."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

FRAMES = ("own", "prefecture", "prefecture_without_own", "nation", "nation_without_own")


def compare(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities, people and activities per head of a region and of its frames.

    Frames: the region itself; all regions of its prefecture; the same without the region; all
    real regions of the nation; the same without the region. `regions` says how many regions
    have activities in a frame. A person counts once in each frame.
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
    columns = (*scope.by, "frame", "regions", "activities", "people", "per_head")
    return ibis.union(*[table.select(*columns) for table in figures]).order_by([*scope.by, "frame"])


def _figures(kept: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Count regions, activities and people, and divide."""
    counted = per_group(
        kept,
        by,
        regions=kept.region.nunique(),
        activities=kept.count(),
        people=kept.person.nunique(),
    )
    # Nobody did nothing: no ratio, rather than a division by zero.
    ratio = counted.activities.cast("float64") / counted.people.nullif(0).cast("float64")
    return counted.mutate(per_head=ratio)


METRIC = Metric(
    name="compare",
    sentence="県や全国と比べるとどうですか(自地域を含む・除く)",
    sentence_en="How does the region compare with its prefecture and the nation?",
    unit="regions, activities, persons, activities per person",
    denominator="people: distinct members with at least one activity in the frame",
    rows=compare,
    base=all_people,
    tells_of_others=True,
)
