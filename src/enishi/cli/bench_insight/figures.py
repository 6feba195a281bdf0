"""What a run measured: medians, ratios to reading and to the best peer, and what they keep."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.cli.bench_insight.exporting import Exported
from enishi.cli.bench_insight.peers import DUCKDB, ENGINES
from enishi.cli.bench_insight.questions import (
    QUESTIONS,
    SCAN,
    SCAN_ALL,
    SCAN_REGION,
)
from enishi.cli.bench_insight.rolling import Rolled

Cost = Mapping[str, Any]
# Below this many activities fixed costs of a millisecond decide, and a verdict would say nothing.
JUDGED_FROM = 1_000_000
LARGE = 50_000_000
_TIMES = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure may be at most: what it was when it was first measured, and what is aimed at.

    Where the aim is looser than what was measured, the aim is the floor. Some figures must be
    *at least* what their limit says.
    """

    now: float | None
    target: float
    unit: str = ""
    is_least: bool = False

    def is_kept(self, value: float) -> bool:
        """Say whether a figure keeps the floor."""
        if self.is_least:
            return value >= min(self.now or self.target, self.target)
        return value <= max(self.now or 0.0, self.target)

    def is_reached(self, value: float) -> bool:
        """Say whether a figure reaches the aim."""
        return value >= self.target if self.is_least else value <= self.target


OF_SCAN = {"activities": Limit(2, 3), "people": Limit(38, 20), "activities_by_kind": Limit(38, 20),
           "repeat": Limit(29, 20), "moments": Limit(68, 40)}  # fmt: skip
OF_PEER, OF_PEER_WHEN_LARGE = Limit(2.3, 2.0), Limit(3.0, 1.5)
OF_FULL_SCAN = Limit(0.03, 0.05)
GROWTH = Limit(17, 12)
OF_MONTH = Limit(None, 30)
DASHBOARD, REPORT = Limit(None, 20, "ms"), Limit(None, 100, "ms")
WRONG = Limit(0, 0)
# Of what COPY brings, at least; as it was first measured, and what is aimed at.
OF_COPY = Limit(0.9, 0.7, is_least=True)


def medians(rounds: Sequence[Mapping[str, Mapping[str, Cost]]]) -> dict[str, dict[str, Any]]:
    """Return each question's medians over the rounds, engine by engine."""
    found: dict[str, dict[str, Any]] = {}
    for name in rounds[0]:
        found[name] = {
            engine: {
                "cpu": statistics.median(one[name][engine]["cpu"] for one in rounds),
                "wall": statistics.median(one[name][engine]["wall"] for one in rounds),
                "memory_mb": max(one[name][engine]["memory_mb"] for one in rounds),
            }
            for engine in ENGINES
            if all(engine in one[name] for one in rounds)
        }
        digests = {told["digest"] for one in rounds for told in one[name].values()}
        found[name]["is_equal"] = len(digests) == 1
        found[name]["rows"] = rounds[0][name][DUCKDB]["rows"]
    return found


def with_ratios(found: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the questions in their order, each beside the scan and the best of the peers."""
    limit = found[SCAN][DUCKDB]["cpu"]
    told = []
    for name, one in found.items():
        own = one[DUCKDB]["cpu"]
        peers = {engine: one[engine]["cpu"] for engine in ENGINES if engine in one} | {}
        peers.pop(DUCKDB)
        best = min(peers, key=peers.__getitem__) if peers else None
        told.append(
            {
                "question": name,
                "letter": QUESTIONS[name].letter,
                **one,
                "to_scan": own / limit,
                "best_peer": best,
                "to_best_peer": own / peers[best] if best else None,
            }
        )
    return told


def verdicts(size: int, told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Judge the questions of one lake."""
    asked = {one["question"]: one for one in told}
    lines = [
        verdict(f"{name} / scan of three columns", asked[name]["to_scan"], limit, size)
        for name, limit in OF_SCAN.items()
        if name in asked
    ]
    of_peer = OF_PEER_WHEN_LARGE if size >= LARGE else OF_PEER
    lines += [
        verdict(f"{name} / {one['best_peer']}", one["to_best_peer"], of_peer, size)
        for name, one in asked.items()
        if one["to_best_peer"] is not None and not name.startswith(SCAN)
    ]
    if {SCAN_ALL, SCAN_REGION} <= asked.keys() and size >= LARGE:
        share = asked[SCAN_REGION][DUCKDB]["cpu"] / asked[SCAN_ALL][DUCKDB]["cpu"]
        lines.append(verdict("one region / whole lake, same columns", share, OF_FULL_SCAN, size))
    differing = sum(not one["is_equal"] for one in asked.values())
    return [*lines, verdict("answers on which the engines differ", differing, WRONG, size)]


def of_rolled(size: int, told: Rolled) -> list[dict[str, Any]]:
    """Judge the roll-ups of one lake."""
    return [
        verdict("roll-up of a month / its columns read", told.month_to_scan, OF_MONTH, size),
        verdict("a region's dashboard, p95", told.dashboard_p95_ms, DASHBOARD, size),
        verdict("a region's report from lives, p95", told.report_p95_ms, REPORT, size),
        verdict("regions with another number of people", told.wrong, WRONG, size),
    ]


def of_export(size: int, told: Exported) -> list[dict[str, Any]]:
    """Judge what the follower's way out of the database costs."""
    return [
        verdict("activities to Parquet / COPY, rows a second", told.parquet_to_copy, OF_COPY, size),
        verdict("activities lost or doubled", told.wrong, WRONG, size),
    ]


def growths(of_size: Mapping[int, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Judge how costs grow from each lake to one ten times as large."""
    lines = []
    for size, told in of_size.items():
        smaller = {one["question"]: one for one in of_size.get(size // _TIMES, ())}
        for one in told:
            name = one["question"]
            if name in smaller and not name.startswith(SCAN):
                times = one[DUCKDB]["cpu"] / smaller[name][DUCKDB]["cpu"]
                lines.append(verdict(f"{name}, {_TIMES} x the activities", times, GROWTH, size))
    return lines


def verdict(name: str, value: float, limit: Limit, size: int) -> dict[str, Any]:
    """Say of a figure whether it keeps its floor and reaches its aim; small lakes say nothing."""
    judged = size >= JUDGED_FROM or limit is WRONG
    return {
        "size": size,
        "name": name,
        "value": value,
        "unit": limit.unit,
        "now": limit.now,
        "target": limit.target,
        "is_kept": limit.is_kept(value) if judged else None,
        "is_aim_reached": limit.is_reached(value) if judged else None,
    }


def table(told: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write the questions of one lake as lines of text: CPU seconds, then ratios."""
    lines = [
        f"{'question':<20}" + "".join(f"{engine:>10}" for engine in ENGINES)
        + f"{'x scan':>9}{'x best':>8}  equal"
    ]  # fmt: skip
    for one in told:
        costs = "".join(
            f"{one[engine]['cpu']:>10.2f}" if engine in one else f"{'-':>10}" for engine in ENGINES
        )
        best = "-" if one["to_best_peer"] is None else f"{one['to_best_peer']:.2f}"
        equal = "yes" if one["is_equal"] else "NO"
        lines.append(f"{one['question']:<20}{costs}{one['to_scan']:>9.1f}{best:>8}  {equal}")
    return lines


def exported(told: Mapping[str, Any]) -> str:
    """Write what the way out of the database took, as a line of text."""
    return (
        f"{told['rows']:,} activities out of the database: COPY {told['copy']:.1f} s, "
        f"to Parquet {told['parquet']:.1f} s ({told['parquet_to_copy']:.2f} of its rate), "
        f"by the follower {told['follower']:.1f} s ({told['follower_to_copy']:.2f})"
    )


def judged(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write verdicts as lines of text."""
    told = []
    for one in lines:
        kept = {None: "told", True: "kept", False: "NOT KEPT"}[one["is_kept"]]
        reached = " (aim reached)" if one["is_aim_reached"] else ""
        now = "" if one["now"] is None else f"first {one['now']:g}, "
        told.append(
            f"{kept:<9} {one['size']:>11,} {one['name']}: {one['value']:.3g}{one['unit']} "
            f"({now}aim {one['target']:g}){reached}"
        )
    return told
