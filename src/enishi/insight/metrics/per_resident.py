"""Ties for each thousand residents: a small town is not small for having few people."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

# The outside series that counts residents of municipalities (room `outside`).
POPULATION = "population"
_UNKNOWN = "unknown"
_THOUSAND = 1_000


def per_resident(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities, people, and people from outside the town, for each 1,000 residents.

    Residents are those of the place by the latest census in the outside series `population`: of
    the group's own town or prefecture where a wider place is split by it, else of the whole place;
    null where the series has none (an area, an invented town). Outside the town is whoever lives
    in another municipality; a home known only as the town's own prefecture is neither.
    """
    kept = scope.within(lake.activities)
    known = (kept.home_prefecture != _UNKNOWN) & (kept.home_code != kept.prefecture)
    outside = known & (kept.home_code != kept.region)
    counted = per_group(
        kept,
        scope.by,
        activities=kept.count(),
        people=kept.person.nunique(),
        people_known=kept.person.nunique(where=known),
        people_outside=kept.person.nunique(where=outside),
    )
    beside = _with_residents(counted, residents(lake.series), scope)
    by_thousand = _THOUSAND / beside.residents.nullif(0)
    found = beside.mutate(
        activities_per_1000=beside.activities * by_thousand,
        people_per_1000=beside.people * by_thousand,
        outside_per_1000=beside.people_outside * by_thousand,
    )
    return found.order_by(list(scope.by)) if scope.by else found


def residents(series: ibis.Table) -> ibis.Table:
    """Return the latest number of residents of every municipality."""
    towns = series.filter(series.series == POPULATION, series.region != series.prefecture)
    latest = towns.group_by("region").aggregate(latest=towns.year.max())
    found = towns.inner_join(latest, "region")
    return found.filter(found.year == found.latest).select("region", "prefecture", "value")


def _with_residents(counted: ibis.Table, towns: ibis.Table, scope: Scope) -> ibis.Table:
    """Put the residents of each group's place beside its counts."""
    # An area has no residents of its own in the series, and a town has none beside its own.
    is_split = scope.level in ("nation", "prefecture")
    for column in ("region", "prefecture"):
        if is_split and column in scope.by:
            sums = towns.group_by(column).aggregate(residents=towns.value.sum())
            named = sums.rename(place=column)
            return counted.left_join(named, counted[column] == named.place).drop("place")
    if scope.level != "nation":
        column = "prefecture" if scope.level == "prefecture" else "region"
        towns = towns.filter(towns[column] == scope.code)
    return counted.cross_join(towns.aggregate(residents=towns.value.sum()))


METRIC = Metric(
    name="per_resident",
    sentence="住民千人あたり、何人が関わりましたか(町の外の人を含む)",
    sentence_en="How many people per 1,000 residents took part, how many from outside the town?",
    unit="activities, persons; per 1,000 residents",
    denominator="residents: latest census of the place (outside series population)",
    rows=per_resident,
    base=all_people,
    is_local=True,
)
