"""Measures roll-ups: what a month costs, and how quickly dashboards and reports read them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import ibis
import numpy as np

from enishi.cli.bench_insight import questions
from enishi.cli.bench_insight.lakes import Made
from enishi.cli.bench_insight.worker import cpu_seconds
from enishi.insight.lake import engine, figures, files, rolled, rollups, tables
from enishi.insight.lake.manifest import Manifest
from enishi.simulation import activity

_REGIONS, _REPORTS, _PEOPLE_MAX = 200, 30, 50_000
# What the roll-up of a month reads.
_COLUMNS = (
    "region", "prefecture", "kind", "rk", "d", "sex", "age_band", "home_prefecture", "amount_yen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rolled:
    """What was measured of the roll-ups of one lake."""

    month_scan_cpu: float
    month_cpu: float
    all_cpu: float
    files: int
    dashboard_p95_ms: float
    report_p95_ms: float
    wrong: int

    @property
    def month_to_scan(self) -> float:
        """The roll-up of a month against reading the columns it needs."""
        return self.month_cpu / self.month_scan_cpu


def measure(made: Made, memory_gib: int, rounds: int) -> Rolled:
    """Roll a lake up, and read what was made."""
    scan, month = _month(made, memory_gib, rounds)
    before = cpu_seconds()
    count = rollups.roll(made.folder, memory_gib=memory_gib)
    spent = cpu_seconds() - before
    kept = figures.latest(made.folder)
    assert kept is not None, "the roll-ups were just made"
    people = made.people_of_region
    asked = np.random.default_rng(1).permutation(sorted(people)).tolist()
    reports = [code for code in asked if people[code] <= _PEOPLE_MAX][:_REPORTS]
    dashboard = _p95(lambda code: kept.of("municipality", code), asked[:_REGIONS])
    report, wrong = _reports(made, memory_gib, reports)
    return Rolled(scan, month, spent, count, dashboard, report, wrong)


def _month(made: Made, memory_gib: int, rounds: int) -> tuple[float, float]:
    """Return the CPU seconds of reading the largest month, and of rolling it up."""
    manifest = files.read_manifest(made.folder)
    largest = max(manifest.of("activities"), key=lambda file: file.rows)
    lake = engine.over(made.folder, replace(manifest, files=(largest,)), memory_gib=memory_gib)
    reading = questions.scan(tables.ACTIVITIES, _COLUMNS)
    rolling = rolled.person_months(tables.ACTIVITIES)
    lake.answer(reading)
    told = [(_cost(lake, reading), _cost(lake, rolling)) for _ in range(rounds)]
    scans, months = zip(*told, strict=True)
    return float(np.median(scans)), float(np.median(months))


def _cost(lake: engine.Engine, expression: ibis.Table) -> float:
    before = cpu_seconds()
    lake.answer(expression)
    return cpu_seconds() - before


def _reports(made: Made, memory_gib: int, codes: list[str]) -> tuple[float, int]:
    """Return the p95 of a region's report from lives, and how many told another number of people.

    A report asks for people, who came again and the sums of kinds; then for what correlates.
    """
    found = rollups.current(made.folder, files.read_manifest(made.folder))
    assert found is not None, "the roll-ups were just made"
    lake = engine.over(made.folder, Manifest(), memory_gib=memory_gib)
    rollups.show(lake, found, "lives")
    told: dict[str, int] = {}

    def people(code: str) -> None:
        told[code] = lake.answer(_people(code)).to_pylist()[0]["people"]

    def together(code: str) -> None:
        lake.answer(_together(code))

    people(codes[0])
    p95 = max(_p95(people, codes), _p95(together, codes))
    return p95, sum(told[code] != made.people_of_region[code] for code in codes)


def _people(code: str) -> ibis.Table:
    """How many people a region has, how often they came, and what of."""
    lives = rolled.LIVES.filter(rolled.LIVES.region == code)
    return lives.aggregate(
        people=lives.count(),
        activities=lives.activities.sum(),
        two_or_more=(lives.activities >= 2).sum(),  # noqa: PLR2004 - "two or more"
        two_days_or_more=(lives.days >= 2).sum(),  # noqa: PLR2004 - as above
        **{f"of_{kind}": lives[f"of_{kind}"].sum() for kind in rolled.KINDS},
    )


def _together(code: str) -> ibis.Table:
    """The moments of what correlates there."""
    lives = rolled.LIVES.filter(rolled.LIVES.region == code)
    kinds = [f"of_{kind}" for kind in activity.KINDS]
    products = {
        f"{one}_{other}": (lives[one] * lives[other]).sum()
        for place, one in enumerate(kinds)
        for other in kinds[place:]
    }
    return lives.aggregate(**products)


def _p95(read: Callable[[str], Any], asked: list[str]) -> float:
    """Return the 95th percentile of milliseconds on the clock."""
    waits = []
    for code in asked:
        since = time.perf_counter()
        read(code)
        waits.append(1_000 * (time.perf_counter() - since))
    return float(np.percentile(waits, 95))
