"""Every metric equals the slow and obvious computation on random lakes."""

from __future__ import annotations

import pytest
from tests.insight.metrics import oracles
from tests.insight.metrics.oracles import SCOPES
from tests.insight.metrics.slow import Rows

from enishi.insight.lake import engine, files, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope, UnknownDimension, dimensions

LAKES = 3


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Engine, Rows]]:
    found = []
    for seed in range(LAKES):
        folder = tmp_path_factory.mktemp("lake")
        oracles.fill(folder, seed)
        opened = engine.over(folder, files.read_manifest(folder))
        found.append((opened, oracles.read(opened)))
    return found


@pytest.fixture
def lake(lakes: list[tuple[Engine, Rows]], scope: Scope) -> tuple[Engine, Rows]:
    """Each scope is asked of one of the lakes, in turn."""
    return lakes[SCOPES.index(scope) % LAKES]


@pytest.mark.parametrize("name", registry.METRICS)
@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_metric_equals_plain_python(name: str, scope: Scope, lake: tuple[Engine, Rows]) -> None:
    answers, rows = lake
    metric, oracle = registry.metric(name), oracles.find(name)
    scope = oracles.fitted(metric, scope)
    assert oracle is not None
    found = oracles.answered(answers, metric, scope)
    if metric.finish is not None:
        found = metric.finish(found, scope)
    wanted = oracle(rows, scope)
    assert oracles.is_same(found, wanted), (found, wanted)


@pytest.mark.parametrize("name", registry.METRICS)
@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_base_is_what_the_rows_speak_about(
    name: str, scope: Scope, lake: tuple[Engine, Rows]
) -> None:
    answers, rows = lake
    metric = registry.metric(name)
    scope = oracles.fitted(metric, scope)
    found = answers.answer(metric.base(tables.SOURCES, scope)).to_pylist()
    assert found == [{"n": oracles.base(name, rows, scope)}]


@pytest.mark.parametrize("name", registry.METRICS)
def test_every_metric_has_a_slow_computation(name: str) -> None:
    assert oracles.find(name) is not None, f"write {name}(rows, scope) into a slow*.py"


@pytest.mark.parametrize("name", registry.METRICS)
def test_every_metric_is_documented(name: str) -> None:
    metric = registry.metric(name)
    assert metric.sentence.strip() != ""
    assert metric.sentence_en.endswith("?")
    assert len(metric.definition) > 40
    assert metric.unit != ""
    assert metric.denominator != ""


def test_an_unknown_metric_is_refused_with_the_known_names() -> None:
    with pytest.raises(registry.UnknownMetric) as refusal:
        registry.metric("relatives")
    assert "people_outside" in str(refusal.value.facts["known"])


def test_dimensions_are_read_once_each_and_unknown_ones_refused() -> None:
    assert dimensions(["sex", "month", "sex"]) == ("sex", "month")
    with pytest.raises(UnknownDimension):
        dimensions(["sex", "person"])
