"""Answers from the figures that roll-ups keep, where they hold exactly what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from enishi.insight.lake.figures import Figures
from enishi.insight.metrics.metric import Rows
from enishi.insight.metrics.scope import Scope

_MEASURES = {"activities": ("activities",), "activities_by_kind": ("activities", "people")}


def answer(figures: Figures, metric: str, scope: Scope) -> tuple[Rows, int] | None:
    """Return the rows of a metric and its base; None when the facts must be asked.

    Figures know whole months, all kinds or one, and people within one month only: people of
    several months are distinct people, and never a sum.
    """
    by = tuple(name for name in scope.by if name != "kind" or metric == "activities")
    if metric not in _MEASURES or scope.where or not set(by) <= {"month", "kind"}:
        return None
    if metric == "activities_by_kind" and by != ("month",):
        return None
    if not (_is_a_first(scope.since) and _is_a_first(scope.until)):
        return None
    rows = [row for row in figures.of(scope.level, scope.code) if _is_inside(row["month"], scope)]
    base = sum(row["activities"] for row in rows if row["kind"] == "")
    if metric == "activities_by_kind":
        return _by_kind(rows), base
    if not by:
        return [{"activities": base}], base
    return _summed(rows, by), base


def _is_a_first(day: date | None) -> bool:
    return day is None or day.day == 1


def _is_inside(month: str, scope: Scope) -> bool:
    first = f"{month}-01"
    return (scope.since is None or first >= scope.since.isoformat()) and (
        scope.until is None or first < scope.until.isoformat()
    )


def _by_kind(rows: Rows) -> Rows:
    names = ("month", "kind", *_MEASURES["activities_by_kind"])
    return [{name: row[name] for name in names} for row in rows if row["kind"] != ""]


def _summed(rows: Rows, by: Sequence[str]) -> Rows:
    """Add activities up by month, by kind, or by both."""
    sums: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if (row["kind"] != "") == ("kind" in by):
            key = tuple(row[name] for name in by)
            sums[key] = sums.get(key, 0) + row["activities"]
    return [{**dict(zip(by, key, strict=True)), "activities": sums[key]} for key in sorted(sums)]
