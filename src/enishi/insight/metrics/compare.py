"""A region beside its prefecture and the nation, with and without itself."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import ties
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

FRAMES = ("own", "prefecture", "prefecture_without_own", "nation", "nation_without_own")
_COUNTS = ("regions", "activities", "ties", "people")
_FIGURES = (*_COUNTS, "per_head", "per_tie")
_MARKS = tuple(f"in_{frame}" for frame in FRAMES)


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
    marked = period.mutate(**dict(zip(_MARKS, inside, strict=True)))
    kept = marked.filter(ibis.or_(*(marked[name] for name in _MARKS)))
    each = kept.select(*_once(scope.by, "region", "person", *_MARKS)).distinct()
    if scope.level == "area":  # who acts in the area and beside it is one member of the region
        each = each.group_by(_once(scope.by, "region", "person")).aggregate(
            **{name: each[name].any() for name in _MARKS}
        )
    told = _counted(kept, each, scope.by)
    columns = (*scope.by, "frame", *_FIGURES)
    found = ibis.union(*[_of_frame(told, frame).select(*columns) for frame in FRAMES])
    # A group of which nothing is known in a frame is not told there; the whole frame always is.
    kept = found.filter(found.activities > 0) if scope.by else found
    return kept.order_by([*scope.by, "frame"])


def _counted(kept: ibis.Table, each: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Count what there is in every frame, its people once each: all frames in one go."""
    acts = {f"activities_{frame}": kept.count(where=kept[f"in_{frame}"]) for frame in FRAMES}
    places = kept.group_by(_once(by, "region")).aggregate(**acts)
    activities = {name: places[name].sum().fill_null(0).cast("int64") for name in acts}
    regions = {f"regions_{frame}": _some(places, "activities", frame) for frame in FRAMES}
    tied = {f"ties_{frame}": each.count(where=each[f"in_{frame}"]) for frame in FRAMES}
    people = each.group_by(_once(by, "person")).aggregate(**tied)
    all_ties = {name: people[name].sum().fill_null(0).cast("int64") for name in tied}
    met = {f"people_{frame}": _some(people, "ties", frame) for frame in FRAMES}
    of_places = per_group(places, by, **regions, **activities)
    of_people = per_group(people, by, **all_ties, **met)
    return of_places.inner_join(of_people, by) if by else of_places.cross_join(of_people)


def _once(by: tuple[str, ...], *names: str) -> list[str]:
    return list(dict.fromkeys((*by, *names)))


def _some(rows: ibis.Table, name: str, frame: str) -> ibis.ir.IntegerScalar:
    """Count the rows that have something in a frame."""
    return rows.count(where=rows[f"{name}_{frame}"] > 0)


def _of_frame(told: ibis.Table, frame: str) -> ibis.Table:
    """Return the figures of one frame, and divide."""
    found = told.mutate(
        frame=ibis.literal(frame), **{name: told[f"{name}_{frame}"] for name in _COUNTS}
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
