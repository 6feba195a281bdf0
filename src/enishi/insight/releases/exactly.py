"""Exact figures: from those that roll-ups keep, where they hold what is asked, or from facts."""

from __future__ import annotations

from pathlib import Path

import ibis

from enishi.insight.lake import engine, figures, tables
from enishi.insight.lake.engine import ranges
from enishi.insight.metrics import from_figures
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope


def answer(
    folder: Path, metric: Metric, scope: Scope, choice: engine.Choice | None
) -> tuple[Rows, int]:
    """Return the rows of a metric and its base; `choice` is an engine that must compute them.

    Raises:
        EngineIsMissing: the engine of choice is not installed here.
    """
    kept = figures.latest(folder) if choice is None else None
    found = None if kept is None else from_figures.answer(kept, metric.name, scope)
    if found is not None:
        return found
    opened = engine.latest(folder, choice or engine.Choice())
    rows = _rows(opened, metric, scope)
    if metric.finish is not None:
        rows = metric.finish(rows, scope)
    base = opened.answer(metric.base(tables.SOURCES, scope)).to_pylist()
    return rows, int(base[0]["n"])


def _rows(opened: engine.Engine, metric: Metric, scope: Scope) -> Rows:
    """Ask the lake; where every place is told by itself, a few places at a time."""
    place = scope.by[0] if scope.by else ""

    def ask(lake: tables.Sources) -> ibis.Table:
        return metric.rows(lake, scope)

    if metric.is_local and place in ranges.PLACES:
        found = ranges.answer(opened, place, scope.within(tables.ACTIVITIES), ask)
    else:
        found = opened.answer(ask(tables.SOURCES))
    rows: Rows = found.to_pylist()
    return rows
