"""How many times as large a share is here as elsewhere."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.per_resident import residents
from enishi.insight.metrics.scope import Scope, per_group

FRAMES = (
    "prefecture",
    "prefecture_without_own",
    "nation",
    "nation_without_own",
    "similar_size_without_own",
)
_DEFAULT = ("kind",)
# Of similar size is a town with half to twice as many residents.
_SMALLER, _LARGER = 0.5, 2.0


def location_quotient(lake: Sources, scope: Scope) -> ibis.Table:
    """The share of people in each group here, divided by the same share in a frame.

    Groups are those of the split (kinds of activity without one). A share is distinct people of
    the group by distinct people of all groups, those with unknown attributes included. Frames:
    the prefecture and all real regions, each with and without the place itself, and the real
    regions with half to twice as many residents, without it. 1 is the same share; below 1 is
    less than elsewhere, whether by chance or not is not said here.
    """
    by = scope.by or _DEFAULT
    period = scope.in_period(lake.activities)
    own = scope.covers(period)
    prefecture = Scope(code=scope.prefecture, level="prefecture").covers(period)
    nation = Scope().covers(period)
    here = _shares(period.filter(own), by).rename(
        people_own="people", whole_own="whole", share_own="share", **{f"{n}_own": n for n in by}
    )
    conditions = {
        "prefecture": prefecture,
        "prefecture_without_own": prefecture & ~own,
        "nation": nation,
        "nation_without_own": nation & ~own,
        "similar_size_without_own": nation & ~own & _is_similar(period, lake.series, scope),
    }
    columns = (*by, "frame", "people_own", "whole_own", "share_own", "people", "whole", "share")
    whole_here = period.filter(own).aggregate(everybody=ibis._.person.nunique())
    frames = []
    for frame, condition in conditions.items():
        there = _shares(period.filter(condition), by).mutate(frame=ibis.literal(frame))
        same = [there[name] == here[f"{name}_own"] for name in by]
        beside = there.left_join(here, same).cross_join(whole_here)
        beside = beside.mutate(
            people_own=beside.people_own.fill_null(0), whole_own=beside.everybody
        )
        beside = beside.mutate(share_own=_ratio(beside.people_own, beside.whole_own))
        frames.append(beside.select(*columns))
    rows = ibis.union(*frames)
    return rows.mutate(quotient=rows.share_own / rows.share).order_by([*by, "frame"])


def _shares(kept: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Return distinct people of each group, of all groups, and their ratio."""
    counted = per_group(kept, by, people=kept.person.nunique())
    beside = counted.cross_join(kept.aggregate(whole=kept.person.nunique()))
    return beside.mutate(share=_ratio(beside.people, beside.whole))


def _ratio(part: ibis.ir.NumericValue, whole: ibis.ir.NumericValue) -> ibis.ir.NumericValue:
    return part.cast("float64") / whole.nullif(0).cast("float64")


def _is_similar(period: ibis.Table, series: ibis.Table, scope: Scope) -> ibis.ir.BooleanValue:
    """Say of an activity whether its town has about as many residents as the place.

    A prefecture is compared by the residents of a town's size only if it is one itself: for
    anything but a municipality no town is similar.
    """
    towns = residents(series)
    own = towns.filter(towns.region == (scope.code if scope.level == "municipality" else ""))
    least = own.aggregate(own=own.value.max())
    sized = towns.cross_join(least)
    near = sized.filter(sized.value >= sized.own * _SMALLER, sized.value <= sized.own * _LARGER)
    return period.region.isin(near.region)


METRIC = Metric(
    name="location_quotient",
    sentence="割合は、県・全国・同じくらいの規模の地域の何倍ですか",
    sentence_en="How many times as large is a share as in the prefecture, the nation, like towns?",
    unit="ratio of shares of persons",
    denominator="whole_own, whole: distinct members with an activity here, in the frame",
    rows=location_quotient,
    base=all_people,
    tells_of_others=True,
)
