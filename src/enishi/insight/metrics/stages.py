"""How many members stood on which step of a tie at the end of each month."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import steps
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope, per_group

SPLITS = ("region",)


def stages(lake: Sources, scope: Scope) -> ibis.Table:
    """Members by step of their tie to a region at the end of each month of the period.

    1/3 is one day with a record within the twelve months that end there, 1/2 three such days,
    1/1 living there by the last record. Somebody with ties to two regions counts in each
    (`ties`); `people` counts them once. Rows of different months are not the same people: moves
    between steps are the metric stage_moves.
    """
    scope.allow(SPLITS)
    found = steps.in_months(steps.steps(lake, scope), scope)
    kept = found.filter(found.step > 0)
    by = (*scope.by, "month", "step")
    return per_group(kept, by, ties=kept.count(), people=kept.person.nunique())


def written(rows: Rows, _scope: Scope) -> Rows:
    """Write months and steps as they are read."""
    return [
        {**row, "month": steps.month_of(row["month"]), "step": steps.NAMES[row["step"]]}
        for row in rows
    ]


def all_on_steps(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody who stood on any step in the period, once."""
    found = steps.in_months(steps.steps(lake, scope), scope)
    return found.aggregate(n=found.person.nunique(where=found.step > 0))


METRIC = Metric(
    name="stages",
    sentence="つながりの段(1/3・1/2・1/1)ごとに何人いますか",
    sentence_en="How many members stand on which step of a tie (1/3, 1/2, 1/1)?",
    unit="persons; ties: a person once for each region",
    denominator="none: counts at the end of a month",
    rows=stages,
    base=all_on_steps,
    is_local=True,
    finish=written,
    splits=SPLITS,
)
