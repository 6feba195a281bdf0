"""Who came to which events: age and sex of each theme, on a screen or on the spot."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope, per_group

_UNKNOWN = "unknown"
AGES = {
    "under_20": ("0-9", "10-19"),
    "20s": ("20-29",),
    "30s": ("30-39",),
    "40s": ("40-49",),
    "50_and_over": ("50-59", "60-69", "70-79", "80+"),
}
SEXES = ("male", "female")
CELLS = tuple((sex, age) for age in AGES for sex in SEXES)
_SPLIT = ("theme", "online")


def attributes(lake: Sources, scope: Scope) -> ibis.Table:
    """Participations (延べ) in events by theme and online or real, each by age and sex.

    `male_under_20` to `female_50_and_over` are those whose age and sex are both known, `other`
    those of another sex, `unknown` (属性未登録) those with age or sex unknown: they are always
    told. `registered` is all but the unknown; the cells and `unknown` add up to `activities`.
    `people` (実人数) counts each member once. One row an event with `--by event`.
    """
    kept = scope.within(lake.activities)
    kept = kept.filter(kept.event != "")
    by = tuple(dict.fromkeys((*scope.by, *_SPLIT)))
    told = (kept.age_band != _UNKNOWN) & (kept.sex != _UNKNOWN)
    cells = {
        f"{sex}_{age}": kept.count(where=(kept.sex == sex) & kept.age_band.isin(AGES[age]))
        for sex, age in CELLS
    }
    return per_group(
        kept,
        by,
        **cells,
        other=kept.count(where=told & ~kept.sex.isin(SEXES)),
        unknown=kept.count(where=~told),
        registered=kept.count(where=told),
        activities=kept.count(),
        people=kept.person.nunique(),
    )


def all_participations(lake: Sources, scope: Scope) -> ibis.Table:
    """Every participation in an event of the scope."""
    kept = scope.within(lake.activities)
    return kept.filter(kept.event != "").aggregate(n=ibis._.count())


METRIC = Metric(
    name="attributes",
    sentence="どのテーマの催しに、どんな年代・性別の人が参加しましたか",
    sentence_en="People of which age and sex took part in events of which theme?",
    unit="activities, persons",
    denominator="activities: all participations of the row, with age and sex unknown among them",
    rows=attributes,
    base=all_participations,
    is_local=True,
)
