"""A lake opens with one engine or another; one that is not installed says what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ibis
import pytest
from tests.insight import small_lake
from tests.insight.small_lake import activity, card

from enishi.insight.lake import engine, files, tables
from enishi.insight.lake.engine import Choice, Engine, EngineIsMissing

HERE = (engine.DUCKDB, engine.POLARS)


def opened(folder: Path, name: str, version: int | None = None) -> Engine:
    return engine.over(folder, files.read_manifest(folder), version=version, choice=Choice(name))


@pytest.mark.parametrize("name", HERE)
def test_what_was_taken_back_is_gone_and_a_lifted_grade_is_in_force(
    name: str, tmp_path: Path
) -> None:
    rows = [activity(number, number, evidence="self_report") for number in (1, 2, 3)]
    small_lake.fill(tmp_path, rows, withdrawals=[1], lifts=[(3, "staff_scan")])
    asked = tables.ACTIVITIES.select("seq", "evidence", "verified").order_by("seq")
    assert opened(tmp_path, name).answer(asked).to_pylist() == [
        {"seq": 2, "evidence": "self_report", "verified": False},
        {"seq": 3, "evidence": "staff_scan", "verified": True},
    ]


@pytest.mark.parametrize("name", HERE)
def test_an_empty_lake_and_an_earlier_version_have_their_shape(name: str, tmp_path: Path) -> None:
    small_lake.fill(tmp_path, [activity(1, 1, date(2025, 5, 1))], cards=[card(1)])
    for table in (tables.ACTIVITIES, tables.ANSWERS, tables.CARDS, tables.SERIES):
        found = opened(tmp_path, name, version=0).answer(table)
        assert found.num_rows == 0
        assert found.schema.names == list(table.columns)


@pytest.mark.parametrize("name", HERE)
def test_what_is_kept_is_asked_by_its_name(name: str, tmp_path: Path) -> None:
    small_lake.fill(tmp_path, [activity(1, 1), activity(2, 1), activity(3, 2)])
    lake = opened(tmp_path, name)
    counted = tables.ACTIVITIES.group_by("person").aggregate(times=ibis._.count())
    lake.keep("counted", counted)
    kept = ibis.table(counted.schema(), name="counted")
    assert lake.answer(kept.aggregate(most=kept.times.max())).to_pylist() == [{"most": 2}]


@pytest.mark.parametrize("name", HERE)
def test_fewer_less_more_is_below_zero(name: str, tmp_path: Path) -> None:
    """Polars counts in numbers without a sign."""
    small_lake.fill(tmp_path, [activity(1, 1), activity(2, 1, online=True), activity(3, 2)])
    online = tables.ACTIVITIES.online
    counted = tables.ACTIVITIES.aggregate(
        gap=online.sum() - (~online).sum(), heads=ibis._.person.nunique() - ibis._.count()
    )
    assert opened(tmp_path, name).answer(counted).to_pylist() == [{"gap": -1, "heads": -1}]


def test_without_java_spark_is_refused_with_what_is_lacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineIsMissing) as refusal:
        opened(tmp_path, engine.SPARK)
    assert refusal.value.facts == {"engine": "spark", "lacks": "java"}


@pytest.mark.parametrize(("name", "package"), [("polars", "polars"), ("spark", "pyspark")])
def test_without_its_package_an_engine_is_refused_with_what_is_lacking(
    name: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = engine.importlib.util.find_spec
    monkeypatch.setattr(
        engine.importlib.util,
        "find_spec",
        lambda wanted: None if wanted == package else found(wanted),
    )
    with pytest.raises(EngineIsMissing) as refusal:
        opened(tmp_path, name)
    assert refusal.value.facts == {"engine": name, "lacks": package}
