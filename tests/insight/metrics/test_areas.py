"""An area lies in towns: who acts in it and beside it is one member of the town."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.insight.metrics import oracles
from tests.insight.metrics.slow import Rows

from enishi.insight.lake import engine, files, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope

AREA = Scope(code="station", level="area", prefecture="180009")
# Every place is taken for an area of its name, in whichever town it lies.
SOURCES = replace(tables.SOURCES, activities=tables.ACTIVITIES.mutate(area=tables.ACTIVITIES.place))


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Rows]:
    folder = tmp_path_factory.mktemp("lake")
    oracles.fill(folder, 5)
    opened = engine.over(folder, files.read_manifest(folder))
    rows = oracles.read(opened)
    for row in rows:
        row["area"] = row["place"]
    return opened, rows


@pytest.mark.parametrize("by", [(), ("region",), ("month",)])
@pytest.mark.parametrize("name", registry.METRICS)
def test_an_area_is_told_as_plain_python_tells_it(
    name: str, by: tuple[str, ...], lake: tuple[Engine, Rows]
) -> None:
    answers, rows = lake
    metric, oracle = registry.metric(name), oracles.find(name)
    assert oracle is not None
    scope = oracles.fitted(metric, replace(AREA, by=by))
    found = answers.answer(metric.rows(SOURCES, scope)).to_pylist()
    if metric.finish is not None:
        found = metric.finish(found, scope)
    wanted = oracle(rows, scope)
    assert oracles.is_same(found, wanted), (found, wanted)


def test_somebody_acts_in_the_area_and_beside_it(lake: tuple[Engine, Rows]) -> None:
    _, rows = lake
    inside = {(row["region"], row["person"]) for row in rows if row["area"] == AREA.code}
    beside = {(row["region"], row["person"]) for row in rows if row["area"] != AREA.code}
    assert inside & beside
