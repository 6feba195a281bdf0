"""How much of everything the most active fifth of the people do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope

_FIFTH = 5


def concentration(lake: Sources, scope: Scope) -> ibis.Table:
    """Share of the most active 20 % of people in all activities, and of the most paying in yen.

    `top_people` is a fifth of the people, rounded up; `gini` is 0 when all do the same and near
    1 when one does everything. `yen` speaks of those who paid something.
    """
    kept = scope.within(lake.activities)
    each = kept.group_by([*scope.by, "person"]).aggregate(
        activities=kept.count(), yen=kept.amount_yen.sum().fill_null(0).cast("int64")
    )
    sizes = [
        each.filter(each[name] > 0).select(*scope.by, measure=ibis.literal(name), size=each[name])
        for name in ("activities", "yen")
    ]
    every = ibis.union(*sizes)
    by = [*scope.by, "measure", "size"]
    return every.group_by(by).aggregate(people=every.count()).order_by(by)


def told(rows: Rows, scope: Scope) -> Rows:
    """Add up who did how much, the most active first."""
    groups: dict[tuple[Any, ...], list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in (*scope.by, "measure"))
        groups[key].append((row["size"], row["people"]))
    names = (*scope.by, "measure")
    return [
        {**dict(zip(names, key, strict=True)), **_shares(sorted(sizes))}
        for key, sizes in groups.items()
    ]


def _shares(sizes: list[tuple[int, int]]) -> dict[str, int | float]:
    """Return what the top fifth has of all, and how uneven it is; sizes rise."""
    people = sum(count for _, count in sizes)
    total = sum(size * count for size, count in sizes)
    wanted = top_people = -(-people // _FIFTH)
    top_total = 0
    for size, count in reversed(sizes):
        taken = min(count, wanted)
        top_total, wanted = top_total + size * taken, wanted - taken
    below, ranked = 0, 0
    for size, count in sizes:
        # The sum of the ranks below + 1 to below + count, each with the same size.
        ranked += size * (count * below + count * (count + 1) // 2)
        below += count
    return {
        "people": people,
        "total": total,
        "top_people": top_people,
        "top_total": top_total,
        "top_share": top_total / total,
        "gini": (2 * ranked - (people + 1) * total) / (people * total),
    }


METRIC = Metric(
    name="concentration",
    sentence="上位2割の人が全体のどのくらいを占めますか",
    sentence_en="How much do the most active 20 % of people make up?",
    unit="persons, activities or yen, shares of 1",
    denominator="total: all activities, or all yen, of the people counted",
    rows=concentration,
    base=all_people,
    is_local=True,
    finish=told,
)
