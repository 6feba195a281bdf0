"""A condition keeps some activities only, and is read as the lake holds its values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.insight.metrics import oracles

from enishi.insight.lake import engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import (
    DIMENSIONS,
    BadCondition,
    Scope,
    UnknownDimension,
    conditions,
)

NAMES = ("people", "compare", "per_head", "kpi", "attributes", "homes", "recency", "cohorts")


def test_conditions_are_read_as_the_lake_holds_them() -> None:
    given = ["evidence=self_report", "online=yes", "fiscal_year = 2021", "d=2021-10-01", "theme="]
    assert conditions(given) == (
        ("evidence", "self_report"),
        ("online", True),
        ("fiscal_year", 2021),
        ("d", date(2021, 10, 1)),
        ("theme", ""),
    )


@pytest.mark.parametrize("given", ["evidence", "online=perhaps", "fiscal_year=last", "d=today"])
def test_a_condition_that_means_nothing_is_refused(given: str) -> None:
    with pytest.raises(BadCondition) as refusal:
        conditions([given])
    assert refusal.value.facts["given"] == given


def test_a_condition_on_a_person_is_refused() -> None:
    assert "person" not in DIMENSIONS
    with pytest.raises(UnknownDimension):
        conditions(["person=somebody"])


@pytest.mark.parametrize("name", [*NAMES, "correlation"])
def test_a_figure_under_conditions_equals_plain_python(name: str, tmp_path: Path) -> None:
    oracles.fill(tmp_path, 7)
    lake = engine.latest(tmp_path)
    rows = oracles.read(lake)
    scope = Scope(
        code=oracles.MIHAMA,
        level="municipality",
        prefecture="180009",
        where=(("evidence", "self_report"), ("online", False)),
    )
    metric, oracle = registry.metric(name), oracles.find(name)
    assert oracle is not None
    found = oracles.answered(lake, metric, scope)
    if metric.finish is not None:
        found = metric.finish(found, scope)
    assert oracles.is_same(found, oracle(rows, scope))
