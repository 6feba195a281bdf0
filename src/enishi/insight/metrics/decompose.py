"""Why a number is high, as bookkeeping: people x frequency x value, or rates and composition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from enishi.insight.effects import decomposition
from enishi.insight.effects.decomposition import Group
from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import Scope, per_group

OWN = "own"
AGAINST = ("prefecture_without_own", "nation_without_own")
_DIGITS = 6


def decompose(lake: Sources, scope: Scope) -> ibis.Table:
    """The gap between a place and the average of other regions, split without remainder (内訳).

    Without a split by dimensions: activities are people x activities per person; yen are people x
    paid activities per person x yen per paid activity; each factor's part is in proportion to the
    logarithm of its ratio (LMDI). A place of several towns, and the others, are averaged by
    region. With a split: activities per person are split by Kitagawa into rates and composition,
    as a whole and by group; `turns_around` says that the gap and the rates point different ways
    (Simpson). A person counts in each region and group with an activity. It says where a gap
    lies, never why.
    """
    period = scope.in_period(lake.activities)
    own = scope.covers(period)
    prefecture = Scope(code=scope.prefecture, level="prefecture").covers(period)
    nation = Scope().covers(period)
    inside = {OWN: own, AGAINST[0]: prefecture & ~own, AGAINST[1]: nation & ~own}
    measures = ("people_all", "regions", "people", "activities", "paid", "yen")
    frames = [
        _figures(period.filter(condition), scope.by)
        .mutate(frame=ibis.literal(frame))
        .select(*scope.by, "frame", *measures)
        for frame, condition in inside.items()
    ]
    return ibis.union(*frames).order_by([*scope.by, "frame"])


def _figures(kept: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Count by group; a person counts once in each region."""
    keys = list(dict.fromkeys((*by, "region", "person")))
    each = kept.group_by(keys).aggregate(
        activities=kept.count(),
        paid=(kept.amount_yen > 0).sum().fill_null(0),
        yen=kept.amount_yen.sum().fill_null(0),
    )
    counted = per_group(
        each,
        by,
        people=each.count(),
        activities=each.activities.sum().fill_null(0),
        paid=each.paid.sum().fill_null(0),
        yen=each.yen.sum().fill_null(0),
    )
    everybody = kept.select("region", "person").distinct()
    whole = everybody.aggregate(people_all=everybody.count(), regions=everybody.region.nunique())
    return counted.cross_join(whole)


def finish(rows: Rows, scope: Scope) -> Rows:
    """Split each gap: by factors, or by the groups of the answer."""
    return _by_group(rows, scope.by) if scope.by else _by_factor(rows)


def _by_factor(rows: Rows) -> Rows:
    of = {row["frame"]: row for row in rows}
    found = []
    for frame in AGAINST:
        for measure, factors in (("activities", _activities), ("yen", _yen)):
            here, there = factors(of[OWN]), factors(of[frame])
            found += _split(frame, measure, here, there)
    return found


def _activities(row: Mapping[str, Any]) -> dict[str, float]:
    """Return the average region's people, and how often each did something."""
    return {
        "people": _ratio(row["people"], row["regions"]),
        "frequency": _ratio(row["activities"], row["people"]),
    }


def _yen(row: Mapping[str, Any]) -> dict[str, float]:
    """Return the average region's people, how often each paid, and how much at a time."""
    return {
        "people": _ratio(row["people"], row["regions"]),
        "frequency": _ratio(row["paid"], row["people"]),
        "value": _ratio(row["yen"], row["paid"]),
    }


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _split(frame: str, measure: str, here: Mapping[str, float], there: Mapping[str, float]) -> Rows:
    """Return one line for each factor; without a part when a factor is 0 on one side."""
    parts = None
    if all(here.values()) and all(there.values()):
        parts = decomposition.shares_of_gap(here, there)
    return [
        {
            "against": frame,
            "measure": measure,
            "factor": name,
            "own": round(here[name], _DIGITS),
            "other": round(there[name], _DIGITS),
            "part": round(parts[name], _DIGITS) if parts else None,
        }
        for name in here
    ]


def _by_group(rows: Rows, by: tuple[str, ...]) -> Rows:
    sides: dict[str, dict[tuple[Any, ...], Group]] = {}
    for row in rows:
        group = Group(
            weight=_ratio(row["people"], row["people_all"]),
            rate=_ratio(row["activities"], row["people"]),
        )
        sides.setdefault(row["frame"], {})[tuple(row[name] for name in by)] = group
    found: Rows = []
    for frame in AGAINST:
        if OWN not in sides or frame not in sides:
            continue
        names = list(dict.fromkeys((*sides[OWN], *sides[frame])))
        numbered = {str(place): name for place, name in enumerate(names)}
        here, there = (
            {number: side[name] for number, name in numbered.items() if name in side}
            for side in (sides[OWN], sides[frame])
        )
        split = decomposition.compose(here, there)
        for part in split.parts:
            found.append(
                {
                    **dict(zip(by, numbered[part.name], strict=True)),
                    "against": frame,
                    "by_rate": round(part.rate, _DIGITS),
                    "by_composition": round(part.composition, _DIGITS),
                    "gap": round(split.gap, _DIGITS),
                    "rate": round(split.rate, _DIGITS),
                    "composition": round(split.composition, _DIGITS),
                    "turns_around": split.turns_around,
                }
            )
    return sorted(found, key=lambda row: (*(str(row[name]) for name in by), row["against"]))


METRIC = Metric(
    name="decompose",
    sentence="なぜこの数字が高いのですか(内訳：人数 x 回数 x 単価、率と構成)",
    sentence_en="Why is this number high: people, frequency, value; rates and composition?",
    unit="activities, yen, activities per person; parts in the unit of the gap",
    denominator="regions and people of each side: a person counts in each region",
    rows=decompose,
    base=all_people,
    tells_of_others=True,
    finish=finish,
)
