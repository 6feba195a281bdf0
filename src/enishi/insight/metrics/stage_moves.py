"""From which step of a tie to which members moved, and how many could be watched how long."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import ibis

from enishi.insight.effects.survival import Watched, moved_by
from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import steps
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope, per_group

SPLITS = ("region",)
MONTHS = (3, 6, 12)
_STEPS = len(steps.NAMES)
_STAYED = -1


def stage_moves(lake: Sources, scope: Scope) -> ibis.Table:
    """Members by the first move away from a step, within 3, 6 and 12 months after reaching it.

    Each member stands in a row of the first step reached in the period's months, and of every
    other one, once. `at_risk` reached it, `moved` left it for `to` within the months, `censored`
    could not be watched so long and had not moved. `share` is the share that would have moved
    had all been watched (Aalen and Johansen), never one month's people over another's.
    """
    scope.allow(SPLITS)
    every = steps.steps(lake, scope)
    reached = _reached(every, scope)
    after = reached.inner_join(every, ["person", "region"])
    left = after.filter((after.month > after.entry) & (after.step != after.origin))
    # The first move is the smallest month; its step rides along in the same number.
    first = left.group_by(["person", "region", "origin"]).aggregate(
        coded=(left.month * _STEPS + left.step).min()
    )
    told = reached.left_join(first, ["person", "region", "origin"]).inner_join(
        steps.ends(lake, scope), "region"
    )
    moved = told.coded.notnull()
    each = told.select(
        *scope.by,
        "origin",
        target=moved.ifelse(told.coded % _STEPS, _STAYED).cast("int64"),
        months=(moved.ifelse(told.coded // _STEPS, told["last"]) - told.entry).cast("int64"),
    )
    by = (*scope.by, "origin", "target", "months")
    return per_group(each, by, ties=each.count())


def _reached(every: ibis.Table, scope: Scope) -> ibis.Table:
    """Return when somebody first stood on each step, if that was within the period."""
    first = every.filter(every.step > 0).group_by(["person", "region", "step"])
    entry = first.aggregate(month=ibis._.month.min())
    return steps.in_months(entry, scope).select(
        "person", "region", origin=ibis._.step, entry=ibis._.month
    )


def told(rows: Rows, scope: Scope) -> Rows:
    """Make a table of moves from how many moved or ended after how many months."""
    groups: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in (*scope.by, "origin"))].append(row)
    found: Rows = []
    for key, group in groups.items():
        head = dict(zip(scope.by, key[:-1], strict=True))
        found += [{**head, **row} for row in _table(key[-1], group)]
    return found


def _table(origin: int, group: Rows) -> Rows:
    """Return the moves from one step to every other one, within each time."""
    watched = Watched(
        {(row["months"], row["target"]): row["ties"] for row in group if row["target"] != _STAYED},
        {row["months"]: row["ties"] for row in group if row["target"] == _STAYED},
    )
    return [
        _row(watched, origin, target, within)
        for target in range(_STEPS)
        for within in MONTHS
        if target != origin
    ]


def _row(watched: Watched, origin: int, target: int, within: int) -> dict[str, Any]:
    share = moved_by(watched, target, within)
    moves = watched.moves.items()
    return {
        "from": steps.NAMES[origin],
        "to": steps.NAMES[target],
        "within_months": within,
        "at_risk": watched.begun,
        "moved": sum(n for (when, to), n in moves if to == target and when <= within),
        "moved_elsewhere": sum(n for (when, to), n in moves if to != target and when <= within),
        "censored": sum(n for when, n in watched.ended.items() if when < within),
        "share": share.value if share else None,
        "share_low": share.low if share else None,
        "share_high": share.high if share else None,
    }


def all_reached(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody who first reached a step in the period, once."""
    reached = _reached(steps.steps(lake, scope), scope)
    return reached.aggregate(n=reached.person.nunique())


METRIC = Metric(
    name="stage_moves",
    sentence="つながりの段は、その後どう動きましたか",
    sentence_en="How do members move between the steps of a tie?",
    unit="ties (a person once for each region); shares of 1",
    denominator="at_risk: ties that reached the step in the period",
    rows=stage_moves,
    base=all_reached,
    is_local=True,
    finish=told,
    splits=SPLITS,
)
