"""From where to where: homes against the regions people took part in."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

_HOMES = ("home_code", "home_prefecture", "home_area")


def od(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ) and people (実人数) of each home in each region: one row a pair.

    From the home's prefecture; from its municipality with `--by home_code`. Unknown homes are
    among the rows. Of one region, people of a row are also its members of the region (延べ人数);
    rows of one home are not added, for people go to several regions.
    """
    named = scope.by if set(scope.by) & set(_HOMES) else (*scope.by, "home_prefecture")
    by = tuple(dict.fromkeys((*named, "region")))
    kept = scope.within(lake.activities)
    return per_group(kept, by, activities=kept.count(), people=kept.person.nunique())


METRIC = Metric(
    name="od",
    sentence="どこに住む人が、どの地域に関わりましたか",
    sentence_en="From which homes did people take part in which regions?",
    unit="activities, persons",
    denominator="none: counts",
    rows=od,
    base=all_people,
    is_local=True,
)
