"""How long ago people were last active."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

# The last day of each band, counted from the day of the answer.
BANDS = ((30, "0-30"), (90, "31-90"), (180, "91-180"), (365, "181-365"))
_LONGER = "366+"


def recency(lake: Sources, scope: Scope) -> ibis.Table:
    """People (実人数) by how many days ago their last activity was, in bands.

    Days are counted back from the last day of the period asked for, or else from the last day
    on which anybody in the scope was active (`as_of`). The first band is the last 31 days:
    0 days ago is the day itself. Somebody in two groups of a split stands in both.
    """
    kept = scope.within(lake.activities)
    each = kept.group_by([*scope.by, "person"]).aggregate(last=kept.d.max())
    return per_group(each, (*scope.by, "last"), people=each.count())


def in_bands(rows: Rows, scope: Scope) -> Rows:
    """Gather the days into bands; every band has a row."""
    if not rows:
        return []
    as_of = scope.until - timedelta(days=1) if scope.until else max(row["last"] for row in rows)
    found: dict[tuple[object, ...], Counter[str]] = {}
    for row in rows:
        group = found.setdefault(tuple(row[name] for name in scope.by), Counter())
        group[_band((as_of - row["last"]).days)] += row["people"]
    return [
        {
            **dict(zip(scope.by, values, strict=True)),
            "as_of": as_of,
            "days_ago": band,
            "people": counted[band],
        }
        for values, counted in found.items()
        for band in (*(name for _, name in BANDS), _LONGER)
    ]


def _band(days: int) -> str:
    """Return the band that a number of days falls into."""
    return next((name for last, name in BANDS if days <= last), _LONGER)


METRIC = Metric(
    name="recency",
    sentence="最後に関わってから何日たった人が、何人いますか",
    sentence_en="How many people were last active how many days ago?",
    unit="persons",
    denominator="none: counts; all bands together are the people of the scope",
    rows=recency,
    base=all_people,
    is_local=True,
    finish=in_bands,
)
