"""What is asked of a lake while the clock runs: metrics, and what reading alone costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope
from enishi.simulation import activity

SCAN, SCAN_ALL, SCAN_REGION = "scan", "scan all", "scan one region"
# The three columns that nearly every question needs: the limit that all others are held against.
NEEDED = ("region", "person", "kind")
_ALL = ("seq", "region", "person", "kind", "theme", "d", "age_band", "sex", "home_prefecture")
_BY_REGION = Scope(by=("region",))


@dataclass(frozen=True, slots=True)
class Question:
    """One question; a letter names its row in the design's tables."""

    name: str
    rows: Callable[[Sources, str], ibis.Table]
    """The answer, over the lake and the code of a region of middling size."""
    letter: str = ""
    place: str = ""
    """The column by whose places a large lake is asked, a few at a time; peers are asked once."""
    is_compared: bool = True
    """Whether the peers are asked too."""


def scan(rows: ibis.Table, columns: tuple[str, ...]) -> ibis.Table:
    """Touch every value of some columns and nothing else."""
    return rows.aggregate(**{name: _touched(rows[name]) for name in columns})


def _touched(column: ibis.Column) -> ibis.Scalar:
    if column.type().is_string():
        return column.length().sum()
    if column.type().is_date():
        return column.day().sum()
    if column.type().is_uint64():
        return column.bit_xor()
    return column.sum()


def _metric(name: str, *by: str) -> Callable[[Sources, str], ibis.Table]:
    asked = registry.metric(name)
    return lambda lake, _: asked.rows(lake, Scope(by=by))


def _compare(lake: Sources, region: str) -> ibis.Table:
    scope = Scope(code=region, level="municipality", prefecture=f"{region[:2]}000")
    return registry.metric("compare").rows(lake, scope)


def moments(lake: Sources, _: str) -> ibis.Table:
    """Sums and products of how often each person did each kind, by region: what correlates."""
    kept = _BY_REGION.within(lake.activities)
    counts = {kind: kept.count(where=kept.kind == kind) for kind in activity.KINDS}
    each = kept.group_by("region", "person").aggregate(**counts)
    sums = {f"sum_{kind}": each[kind].sum() for kind in counts}
    products = {
        f"{one}_{other}": (each[one] * each[other]).sum()
        for place, one in enumerate(activity.KINDS)
        for other in activity.KINDS[place:]
    }
    wanted = each.group_by("region").aggregate(n=each.count(), **sums, **products)
    return wanted.order_by("region")


def cohorts(lake: Sources, _: str) -> ibis.Table:
    """People by region, the month of their first activity there, and each month since."""
    kept = _BY_REGION.within(lake.activities)
    seen = kept.select("region", "person", "month").distinct()
    first = seen.group_by("region", "person").aggregate(first=seen.month.min())
    both = seen.inner_join(first, ["region", "person"])
    counted = both.group_by("region", "first", "month").aggregate(people=both.count())
    return counted.order_by("region", "first", "month")


def origins(lake: Sources, _: str) -> ibis.Table:
    """People by the prefecture they live in and the prefecture they went to."""
    kept = _BY_REGION.within(lake.activities)
    counted = kept.group_by("home_prefecture", "prefecture").aggregate(
        people=kept.person.nunique(), activities=kept.count()
    )
    return counted.order_by("home_prefecture", "prefecture")


def follows(lake: Sources, _: str) -> ibis.Table:
    """Days with an event, by region, and those with a purchase in the thirty days after."""
    kept = _BY_REGION.within(lake.activities)
    done = kept.select("region", "person", "kind", day=kept.d.epoch_days())
    events = done.filter(done.kind == "event").select("region", "person", "day").distinct()
    bought = done.filter(done.kind == "purchase").select("region", "person", on="day").distinct()
    # Equal keys first, then the window: every engine can join so.
    both = events.inner_join(bought, ["region", "person"])
    pairs = both.filter(both.on > both.day, both.on <= both.day + activity.WINDOW)
    hits = pairs.select("region", "person", "day").distinct()
    asked = events.group_by("region").aggregate(asked=events.count())
    followed = hits.group_by("region").aggregate(followed=hits.count())
    found = asked.left_join(followed, "region")
    return found.select("region", "asked", followed=found.followed.fill_null(0)).order_by("region")


_LISTED = (
    Question(SCAN, lambda lake, _: scan(lake.activities, NEEDED)),
    Question(SCAN_ALL, lambda lake, _: scan(lake.activities, _ALL), is_compared=False),
    Question(
        SCAN_REGION,
        lambda lake, region: scan(lake.activities.filter(lake.activities.region == region), _ALL),
        is_compared=False,
    ),
    Question(
        "activities", _metric("activities", "prefecture", "region", "kind"), "g", "prefecture"
    ),
    Question("people", _metric("people", "region"), "a", "region"),
    Question("activities_by_kind", _metric("activities_by_kind", "region"), "a", "region"),
    Question("per_head", _metric("per_head", "region"), place="region"),
    Question("repeat", _metric("repeat", "region"), "d", "region"),
    Question("compare", _compare, "a"),
    Question("moments", moments, "b", "region"),
    Question("cohorts", cohorts, "h", "region"),
    Question("origins", origins, "j", "prefecture"),
    Question("follows", follows, "e", "region"),
)
QUESTIONS: Mapping[str, Question] = MappingProxyType({one.name: one for one in _LISTED})
