"""What people did in the days after something, beside those who did not do it.

Of everybody who did the first thing in the period, the first day counts; who could not be watched
to the end of the days (the region's records end before) is told as censored and in no share. The
others are members with a record in the same region and period who did not do the first thing in
it; their days begin with their first record of the period. Their share is put together with the
months of beginning weighing as they do among the first (direct standardisation); who began in a
month without others is told as unmatched and left out of the difference. Described: the two
groups differ in more than what is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import ibis

from enishi.insight.effects import proportions
from enishi.insight.effects.proportions import Range, Stratum
from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Rows
from enishi.insight.metrics.scope import Scope, per_group
from enishi.insight.metrics.steps import month_number

DAYS = (30, 90, 180)
SPLITS = ("region",)
CARD = "card"
ALL = "all"
_ONE = ("person", "region", "theme")
# Joined tables may leave gaps where others cannot: they are put together as one shape.
_INDEX = {
    "person": "string",
    "region": "string",
    "theme": "string",
    "begun": "date",
    "took": "int8",
}


def deeds(lake: Sources, scope: Scope) -> ibis.Table:
    """Return everything that members of a place did, on which day, and the giving of cards."""
    done = scope.meeting(lake.activities.filter(scope.covers(lake.activities)))
    cards = lake.cards.filter(scope.covers(lake.cards))
    return ibis.union(
        done.select("person", "region", "kind", "theme", "d"),
        cards.select(
            "person",
            "region",
            kind=ibis.literal(CARD, "!string"),
            theme=ibis.literal("", "!string"),
            d=cards.since,
        ),
    )


def after(
    lake: Sources, scope: Scope, *, first: str, then: Sequence[str], by_theme: bool
) -> ibis.Table:
    """Count by theme, kind and days: who did it, who else, and how many each did the other thing.

    One row a month of the first thing; `finish` puts the months together. `then` names the later
    kinds; a first thing is compared for all themes together and, if asked, for each.
    """
    scope.allow(SPLITS)
    done = deeds(lake, scope)
    index = _indexed(done, scope, first, by_theme=by_theme)
    if CARD in then:  # whoever holds a card already cannot be given a first one
        held = done.filter(done.kind == CARD).group_by(["person", "region"])
        given = held.aggregate(given=ibis._.d.min())
        beside = index.left_join(given, ["person", "region"])
        index = beside.filter(beside.given.isnull() | (beside.given >= beside.begun))
        index = index.select(*_ONE, "begun", "took")
    seen = _watched(index, done, _ends(lake, scope), then)
    months = (*scope.by, "theme", "kind", "days", "month")
    took, other = seen.took == 1, seen.took == 0
    is_whole, is_late = seen.is_whole == 1, seen.late
    return per_group(
        seen,
        months,
        people=seen.count(where=took & is_whole),
        followed=seen.count(where=took & is_whole & is_late),
        censored=seen.count(where=took & ~is_whole),
        others=seen.count(where=other & is_whole),
        others_followed=seen.count(where=other & is_whole & is_late),
    )


def _indexed(done: ibis.Table, scope: Scope, first: str, *, by_theme: bool) -> ibis.Table:
    """Return who did the first thing (`took`) and who did not, and the day their days begin."""
    period = scope.during(done.filter(done.kind != CARD))
    did = period.filter(period.kind == first)
    every = did.mutate(theme=ibis.literal(ALL, "!string"))
    named = ibis.union(every, did.filter(did.theme != "")) if by_theme else every
    took = named.group_by(list(_ONE)).aggregate(begun=named.d.min())
    every_one = period.group_by(["person", "region"]).aggregate(begun=period.d.min())
    others = every_one.cross_join(took.select("theme").distinct()).anti_join(took, list(_ONE))
    return ibis.union(
        took.select(*_ONE, "begun", took=ibis.literal(1)).cast(_INDEX),
        others.select(*_ONE, "begun", took=ibis.literal(0)).cast(_INDEX),
    )


def _ends(lake: Sources, scope: Scope) -> ibis.Table:
    """Return the last day on which anything is recorded in each region, whatever is asked."""
    every = lake.activities.filter(scope.covers(lake.activities))
    return every.group_by("region").aggregate(end=every.d.epoch_days().cast("int64").max())


def _watched(
    index: ibis.Table, done: ibis.Table, ends: ibis.Table, then: Sequence[str]
) -> ibis.Table:
    """Say of everybody, for each later kind and number of days, whether it was seen, and done."""
    day = index.begun.epoch_days().cast("int64")
    days = ibis.array(list(DAYS)).unnest()
    kinds = ibis.array(list(then)).unnest()
    wide = index.mutate(day=day, month=month_number(index.begun)).mutate(days=days)
    wide = wide.mutate(kind=kinds)
    later = done.filter(done.kind.isin(list(then))).select(
        "person", "region", "kind", on=done.d.epoch_days().cast("int64")
    )
    own = ["person", "region", "theme", "begun", "took", "day", "month", "days", "kind"]
    met = wide.inner_join(later, ["person", "region", "kind"])
    # A first card may be given on the day itself; anything else is later only from the next day.
    begins = (met.kind == CARD).ifelse(met.day, met.day + 1)
    hits = met.filter((met.on >= begins) & (met.on <= met.day + met.days)).select(own).distinct()
    hits = hits.mutate(hit=ibis.literal(1))
    told = wide.left_join(hits, own).inner_join(ends, "region")
    return told.select(
        *own,
        late=told.hit.notnull(),
        is_whole=(told.day + told.days <= told.end).cast("int64"),
    )


def told(rows: Rows, scope: Scope) -> Rows:
    """Put the months of each answer together, and say how far the two shares lie apart."""
    names = (*scope.by, "theme", "kind", "days")
    groups: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return [
        {**dict(zip(names, key, strict=True)), **_beside(group)} for key, group in groups.items()
    ]


def _beside(months: Rows) -> dict[str, Any]:
    """Return both shares and their difference; nothing where nobody could be watched."""
    total = {
        name: sum(row[name] for row in months)
        for name in ("people", "followed", "censored", "others", "others_followed")
    }
    matched = [row for row in months if row["others"]]
    strata = [Stratum(row["people"], row["others_followed"], row["others"]) for row in matched]
    share = proportions.wilson(total["followed"], total["people"])
    compared = sum(row["people"] for row in matched)
    own = proportions.wilson(sum(row["followed"] for row in matched), compared)
    base = proportions.standardised(strata)
    return {
        **total,
        "unmatched": total["people"] - compared,
        **_sides("share", share),
        **_sides("base", base),
        **_sides("difference", proportions.difference(own, base) if own and base else None),
    }


def _sides(name: str, found: Range | None) -> dict[str, float | None]:
    ends = (found.value, found.low, found.high) if found else (None, None, None)
    return dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))


def all_who_did(lake: Sources, scope: Scope, first: str) -> ibis.Table:
    """Everybody who did the first thing in the period, once."""
    kept = scope.within(lake.activities)
    return kept.aggregate(n=kept.person.nunique(where=kept.kind == first))
