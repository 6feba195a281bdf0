"""What the closed lake holds for 確定値: people, who came again, activities by kind, exactly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import ibis

from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.lake import tables
from enishi.insight.lake.engine import Engine
from enishi.insight.releases.fixing import Kind, Period
from enishi.programs import queries as programs
from enishi.programs.programme import Asset, Moved

_AGAIN = 2
_MONTHS, _QUARTER, _TO_APRIL = 12, 3, 8


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded in one region and period."""

    people: int
    came_again: int
    kinds: dict[str, Kind] = field(default_factory=dict)


def recorded(
    engine: Engine, catalogue: Catalogue, periods: Collection[str]
) -> dict[tuple[str, str], Recorded]:
    """Return what was recorded, by (region, period); nothing for a pair without activities.

    Somebody came again with activities on two days or more of the period.
    """
    rows = _labelled(_placed(catalogue))
    kept = rows.filter(rows.period.isin(list(periods)))
    each = kept.group_by("region", "period", "person").aggregate(days=kept.d.nunique())
    people = each.group_by("region", "period").aggregate(
        people=each.count(), came_again=each.count(where=each.days >= _AGAIN)
    )
    kinds = kept.group_by("region", "period", "kind").aggregate(
        activities=kept.count(), people=kept.person.nunique()
    )
    found = {
        (row["region"], row["period"]): Recorded(row["people"], row["came_again"])
        for row in engine.answer(people).to_pylist()
    }
    for row in engine.answer(kinds).to_pylist():
        one = Kind(row["activities"], row["people"])
        found[row["region"], row["period"]].kinds[row["kind"]] = one
    return found


def money(assets: Sequence[Asset], place: str, period: Period) -> dict[str, Moved]:
    """Return what the place's points and coins did in a period."""
    since, until = period.first, period.last + timedelta(days=1)
    return {
        "points" if asset.kind == "point" else "coins": programs.moved(
            asset.code, since=since, until=until
        )
        for asset in assets
        if asset.region_code == place and not asset.is_sold
    }


def _placed(catalogue: Catalogue) -> ibis.Table:
    """Put activities where a closing counts them, as every released figure does."""
    areas = [code for code in catalogue.nodes if catalogue.nodes[code].municipalities]
    rows = tables.ACTIVITIES
    placed = rows.mutate(region=rows.area.isin(areas).ifelse(rows.area, rows.region))
    return placed.filter(
        placed.region.isin(list(catalogue.nodes)), placed.month.isin(catalogue.months)
    )


def _labelled(rows: ibis.Table) -> ibis.Table:
    """Name the quarter and the fiscal year of each activity: each row stands in both."""
    kept = rows.select("region", "person", "kind", "d", "fiscal_year", "month")
    year = kept.fiscal_year.cast("string")
    number = kept.month.substr(5, 2).cast("int32")
    quarter = ((number + _TO_APRIL) % _MONTHS) // _QUARTER + 1
    by_quarter = kept.mutate(period=year + "Q" + quarter.cast("string"))
    return by_quarter.union(kept.mutate(period=year))
