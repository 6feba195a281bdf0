"""Where people live."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import ties
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope

_HOMES = ("home_code", "home_prefecture", "home_area")


def homes(lake: Sources, scope: Scope) -> ibis.Table:
    """Activities (延べ), members of regions (延べ人数) and people (実人数) of each home.

    By prefecture; by municipality with `--by home_code`, by 地方 with `--by home_area`. Unknown
    homes have a row of their own. A home is that of the activity's own time: somebody who moved
    stands in two rows.
    """
    by = scope.by if set(scope.by) & set(_HOMES) else (*scope.by, "home_prefecture")
    return ties.counted(scope.within(lake.activities), by)


METRIC = Metric(
    name="homes",
    sentence="関わった人はどこに住んでいますか",
    sentence_en="Where do the people live who took part?",
    unit="activities, members of regions, persons",
    denominator="none: counts; the row of unknown homes is always among them",
    rows=homes,
    base=all_people,
    is_local=True,
)
