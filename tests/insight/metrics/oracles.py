"""Finds the slow computation of a metric in the modules beside, and makes lakes for them."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.insight import small_lake
from tests.insight.metrics import slow
from tests.insight.metrics.slow import Row, Rows
from tests.insight.small_lake import MIHAMA, TAKAHAMA, TENRYU, TSURUGA

from enishi.insight.lake import tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope

SAMPLE = "999016"
START = date(2025, 1, 20)
SCOPES = (
    Scope(),
    Scope(since=date(2025, 2, 1), until=date(2025, 3, 1), by=("month",)),
    Scope(by=("prefecture", "region")),
    Scope(code="180009", level="prefecture", prefecture="180009", by=("age_band", "sex")),
    Scope(code="180009", level="prefecture", prefecture="180009", by=("home_prefecture",)),
    Scope(code=MIHAMA, level="municipality", prefecture="180009"),
    Scope(code=MIHAMA, level="municipality", prefecture="180009", by=("kind", "verified")),
    Scope(code=TENRYU, level="municipality", prefecture="200000", by=("fiscal_year",)),
    Scope(code=SAMPLE, level="municipality", prefecture="990000", by=("d",)),
    Scope(code="013048", level="municipality", prefecture="010006"),  # nothing happened there
    Scope(code="013048", level="municipality", prefecture="010006", by=("kind",)),
)


def modules() -> list[ModuleType]:
    """Return every module of slow computations."""
    names = sorted(path.stem for path in Path(slow.__file__).parent.glob("slow*.py"))
    return [importlib.import_module(f"tests.insight.metrics.{name}") for name in names]


def find(name: str) -> Callable[[Rows, Scope], Any] | None:
    """Return the function of a name, which stands in one of the modules only."""
    found = {
        getattr(module, name)
        for module in modules()
        if getattr(getattr(module, name, None), "__module__", "") == module.__name__
    }
    assert len(found) <= 1, f"{name} is computed twice"
    return next(iter(found), None)


def fitted(metric: Metric, scope: Scope) -> Scope:
    """Return a scope split by what the metric can be split by."""
    return replace(scope, by=tuple(name for name in scope.by if name in metric.splits))


def answered(lake: Engine, metric: Metric, scope: Scope) -> list[Row]:
    """Return a metric's answer, before it is finished."""
    rows: list[Row] = lake.answer(metric.rows(tables.SOURCES, scope)).to_pylist()
    return rows


def is_same(found: object, wanted: object) -> bool:
    """Say whether two answers are the same: floats to nine digits, all else exactly."""
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(is_same, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return list(found) == list(wanted) and all(map(is_same, found.values(), wanted.values()))
    if isinstance(found, float) and isinstance(wanted, float | int):
        return found == pytest.approx(wanted, rel=1e-9, abs=1e-12, nan_ok=True)
    return type(found) is type(wanted) and found == wanted


def base(name: str, rows: Rows, scope: Scope) -> int:
    """Return the number that an answer speaks about."""
    own = find(f"{name}_base")
    return own(rows, scope) if own else slow.distinct(slow.within(rows, scope))


def read(lake: Engine) -> Rows:
    """Read all that a lake tells, row by row."""
    found: dict[str, list[Row]] = {
        name: lake.answer(getattr(tables.SOURCES, name)).to_pylist()
        for name in ("activities", "answers", "cards", "series")
    }
    return Rows(found.pop("activities"), **found)


def fill(folder: Path, seed: int, *, activities: int = 160, people: int = 25) -> None:
    """Write a random lake: five towns, an invented one among them, cards, answers, series."""
    dice = random.Random(seed)  # noqa: S311 - a seeded world, not a secret
    regions = (MIHAMA, MIHAMA, TAKAHAMA, TSURUGA, TENRYU, SAMPLE)
    days = [START + timedelta(days=dice.randrange(100)) for _ in range(activities)]
    homes = ("", "131016", "182028", "200000", "999016")
    rows = [
        small_lake.activity(
            number,
            dice.randrange(1, people),
            on,
            kind=dice.choice(("visit", "event", "post", "purchase", "donation")),
            region_code=dice.choice(regions),
            theme=dice.choice(("", "food", "nature")),
            online=dice.random() < 0.3,
            sex=dice.choice(("female", "male", "unknown")),
            age_band=dice.choice(("20-29", "60-69", "unknown")),
            home_code=dice.choice(homes),
            evidence=dice.choice(("own_scan", "self_report", "receipt")),
            amount_yen=dice.choice((None, 0, 500, 1_200, 30_000)),
            event=dice.choice(("", "", "fair")),
            place=dice.choice(("", "station")),
            business_id=dice.choice(("", "shop-1", "shop-2")),
            trade=dice.choice(("", "restaurant")),
        )
        for number, on in enumerate(days, start=1)
    ]
    answers = [
        small_lake.answer(
            row.seq,
            row.on,
            purposes=dice.sample(("食", "温泉", "買い物"), dice.randrange(3)),
            information=dice.sample(("SNS", "友人"), dice.randrange(3)),
            companions=dice.choice(("", "1人", "家族")),
            nights_total=dice.choice(("", "日帰り", "1泊", "2泊")),
            times_visited=dice.choice(("", "初めて", "2~3回")),
            satisfaction=dice.choice(("", "1", "3", "5")),
            nps=dice.choice((None, *range(11))),
            wish_to_return=dice.choice(("", "1", "5")),
        )
        for row in dice.sample(rows, activities // 2)
    ]
    cards = [
        small_lake.card(
            who,
            START - timedelta(days=dice.randrange(300)),
            region_code=region,
            sex=dice.choice(("female", "male")),
            age_band=dice.choice(("20-29", "60-69")),
            home_code=dice.choice(homes),
        )
        for who in range(1, people + 10)
        for region in sorted(dice.sample(sorted(set(regions)), dice.randrange(3)))
    ]
    series = [
        small_lake.SeriesValue(name, code, year, float(dice.randrange(1_000, 90_000)))
        for name in ("population", "hometown_tax_yen")
        for code in sorted({*regions, "180009", "200000"})
        for year in (2023, 2024, 2025)
        if dice.random() < 0.9
    ]
    small_lake.fill(
        folder,
        rows,
        cards=cards,
        series=series,
        answers=answers,
        withdrawals=dice.sample(range(1, activities + 1), 5),
        lifts=[(row.seq, "staff_scan") for row in rows[::20] if row.evidence == "self_report"],
    )
