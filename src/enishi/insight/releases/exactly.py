"""Exact figures: from those that roll-ups keep, where they hold what is asked, or from facts."""

from __future__ import annotations

from pathlib import Path

from enishi.insight.lake import engine, figures, tables
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
    rows: Rows = opened.answer(metric.rows(tables.SOURCES, scope)).to_pylist()
    if metric.finish is not None:
        rows = metric.finish(rows, scope)
    base = opened.answer(metric.base(tables.SOURCES, scope)).to_pylist()
    return rows, int(base[0]["n"])
