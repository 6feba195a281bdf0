"""Places asked a few at a time give what they give when all are asked at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from tests.insight import small_lake
from tests.insight.metrics import oracles
from tests.insight.small_lake import MIHAMA, TENRYU

from enishi.insight.lake import engine, files, tables
from enishi.insight.lake.engine import Choice, Engine, ranges
from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope
from enishi.insight.releases import exactly

QUIET = "200018"  # cards, and nobody who acts
SCOPES = (
    Scope(by=("region",)),
    Scope(by=("prefecture",)),
    Scope(by=("region", "kind"), since=date(2025, 2, 1), until=date(2025, 3, 1)),
    Scope(by=("prefecture", "month")),
    Scope(code="180009", level="prefecture", prefecture="180009", by=("region", "sex")),
)
LOCAL = [name for name, metric in registry.METRICS.items() if metric.is_local]


@pytest.fixture(params=[engine.DUCKDB, engine.POLARS])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    oracles.fill(tmp_path, 11, activities=80)
    return engine.over(tmp_path, files.read_manifest(tmp_path), choice=Choice(request.param))


def asked(found: Engine, metric: str, scope: Scope) -> tuple[Sources, ...]:
    """Answer, and return the sources of each question."""
    told: list[Sources] = []

    def ask(sources: Sources) -> ibis.Table:
        told.append(sources)
        return registry.metric(metric).rows(sources, scope)

    ranges.answer(found, scope.by[0], scope.within(tables.ACTIVITIES), ask)
    return tuple(told)


def in_ranges(found: Engine, metric: str, scope: Scope) -> pa.Table:
    return ranges.answer(
        found,
        scope.by[0],
        scope.within(tables.ACTIVITIES),
        lambda sources: registry.metric(metric).rows(sources, scope),
    )


@pytest.mark.parametrize("name", LOCAL)
def test_a_few_places_at_a_time_are_told_as_all_at_once(
    name: str, lake: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "AT_ONCE", 10)
    fitted = {oracles.fitted(registry.metric(name), scope) for scope in SCOPES}
    for scope in fitted:
        if scope.by and scope.by[0] in ranges.PLACES:
            wanted = oracles.answered(lake, registry.metric(name), scope)
            assert oracles.is_same(in_ranges(lake, name, scope).to_pylist(), wanted), scope


def test_a_metric_that_looks_at_other_places_is_told_differently(
    lake: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "AT_ONCE", 10)
    scope = Scope(by=("region",))
    wanted = oracles.answered(lake, registry.metric("location_quotient"), scope)
    assert in_ranges(lake, "location_quotient", scope).to_pylist() != wanted


def test_nothing_is_left_out_and_nothing_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "AT_ONCE", 1)
    acts = [
        small_lake.activity(number, number, date(2025, 4, number), region_code=region)
        for number, region in enumerate((MIHAMA, MIHAMA, TENRYU), start=1)
    ]
    cards = [
        small_lake.card(who, region_code=region)
        for who, region in ((1, MIHAMA), (2, QUIET), (3, "472077"))
    ]
    small_lake.fill(tmp_path, acts, cards=cards)
    lake = engine.over(tmp_path, files.read_manifest(tmp_path))
    for table, column in (("activities", "seq"), ("cards", "region")):
        found = ranges.answer(
            lake, "region", tables.ACTIVITIES, lambda sources, of=table: getattr(sources, of)
        )
        whole = lake.answer(getattr(tables.SOURCES, table))
        assert sorted(found[column].to_pylist()) == sorted(whole[column].to_pylist()) != []


def test_a_small_lake_and_a_single_town_are_asked_once(
    lake: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(lake, "people", Scope(by=("region",))) == (tables.SOURCES,)
    monkeypatch.setattr(ranges, "AT_ONCE", 10)
    town = Scope(code=MIHAMA, level="municipality", prefecture="180009", by=("region",))
    assert asked(lake, "people", town) == (tables.SOURCES,)
    assert len(asked(lake, "people", Scope(by=("region",)))) > 2


def test_exact_figures_of_a_large_lake_are_asked_in_ranges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oracles.fill(tmp_path, 11)
    scope = Scope(by=("region",))
    at_once = exactly.answer(tmp_path, registry.metric("repeat"), scope, None)
    told: list[str] = []
    between: Callable[..., Sources] = Sources.between

    def counted(self: Sources, place: str, after: str, last: str) -> Sources:
        told.append(place)
        return between(self, place, after, last)

    monkeypatch.setattr(Sources, "between", counted)
    monkeypatch.setattr(ranges, "AT_ONCE", 10)
    assert exactly.answer(tmp_path, registry.metric("repeat"), scope, None) == at_once
    assert len(told) > 1
    told.clear()
    exactly.answer(tmp_path, registry.metric("location_quotient"), scope, None)
    assert told == []
