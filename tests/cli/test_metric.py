"""`enishi metric` and `enishi statistics`: exact figures for the operator, months closed."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.db import transaction
from tests import world

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.cli import metric, statistics
from enishi.insight.lake.engine import EngineIsMissing
from enishi.insight.metrics.registry import METRICS, UnknownMetric
from enishi.insight.metrics.scope import UnknownDimension
from enishi.insight.releases import operations, queries
from enishi.kit.periods import BadPeriod

pytestmark = pytest.mark.django_db(transaction=True)
Run = Callable[..., int]


@pytest.fixture
def town(settings: object, tmp_path: Path) -> Path:
    """縁ヶ浦町 with 40 visitors in May and June 2026, every second one twice."""
    settings.LAKE_DIR = tmp_path / "lake"  # type: ignore[attr-defined]
    world.a_region()
    people = world.members(40)
    given = [
        NewActivity(
            key=f"visit:{number}:{time}",
            kind="visit",
            member_id=member,
            region_code=world.TOWN,
            at=world.NOW - timedelta(days=30 * time + number % 5),
            evidence="self_report",
            sex="female" if number % 4 else "male",
        )
        for number, member in enumerate(people)
        for time in range(1 + number % 2)
    ]
    with transaction.atomic():
        activities.record_many(given, earn=False)
    return tmp_path


def run(module: ModuleType, folder: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    module.configure(parser)
    args = parser.parse_args(words)
    args.folder = folder
    return int(module.run(args))


def in_lake(folder: Path) -> None:
    """Wait until other databases' transactions let the follower pass."""
    for _ in range(600):
        operations.refresh_lake()
        if (folder / "lake" / "manifest.json").exists():
            return
    raise AssertionError("the follower was held back for too long")


def test_metrics_are_listed_with_their_question(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(metric, town, "list") == 0
    names = [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()]
    assert names == list(METRICS)


def test_an_exact_figure_is_json_marked_and_kept(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_lake(town)
    words = ("run", "people", "--region", world.TOWN, "--by", "month,sex", "--purpose", "総会")
    assert run(metric, town, *words) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["n"] == 40
    assert found["rows"] == [
        {"month": "2026-05", "sex": "female", "people": 20},
        {"month": "2026-06", "sex": "female", "people": 30},
        {"month": "2026-06", "sex": "male", "people": 10},
    ]
    assert "内部限り" in told.err
    (view,) = queries.exact_views(world.TOWN)
    assert view.actor.startswith("cli:")
    assert (view.metric, view.purpose) == ("people", "総会")


def test_the_period_is_half_open_and_csv_has_a_header(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_lake(town)
    words = ("run", "activities", "--region", world.PREFECTURE, "--format", "csv")
    run(metric, town, *words, "--from", "2026-05-01", "--until", "2026-06-06")
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    # 20 in May, and those of 2 to 5 June; 6 June itself is outside.
    assert rows == [["activities"], ["52"]]


def test_an_invented_town_is_not_in_the_nation(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_lake(town)
    run(metric, town, "run", "people")
    assert json.loads(capsys.readouterr().out)["n"] == 0


def test_another_engine_gives_the_same_figures(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_lake(town)
    words = ("run", "activities_by_kind", "--region", world.TOWN, "--by", "sex")
    told = []
    for engine in ("duckdb", "polars"):
        assert run(metric, town, *words, "--engine", engine) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert told[0]["n"] == 60


def test_an_engine_that_is_not_here_is_refused_and_nothing_is_kept(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_lake(town)
    monkeypatch.setenv("JAVA_HOME", str(town))
    with pytest.raises(EngineIsMissing) as refusal:
        run(metric, town, "run", "people", "--region", world.TOWN, "--engine", "spark")
    assert refusal.value.facts["lacks"] == "java"
    assert queries.exact_views(world.TOWN) == []


def test_wrong_words_are_refused_and_nothing_is_kept(town: Path) -> None:
    with pytest.raises(UnknownMetric):
        run(metric, town, "run", "friends")
    with pytest.raises(UnknownDimension):
        run(metric, town, "run", "people", "--by", "person")
    assert queries.exact_views("JP") == []


def test_closing_runs_the_followers_first_and_closes_once(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_lake(town)
    assert run(statistics, town, "close", "--until", "2026-05") == 0
    assert capsys.readouterr().out.startswith("Closed until 2026-05: months 2026-05 to 2026-05, 1")
    assert run(statistics, town, "close", "--until", "2026-05") == 0
    assert capsys.readouterr().out.startswith("Already closed until 2026-05")
    assert len(queries.closings()) == 1
    shown = operations.release(
        body={"filters": {"region": world.TOWN}}, limit=10, at=world.NOW + timedelta(days=60)
    )
    assert abs(int(str(shown.rows[0]["n"])) - 20) <= 10


def test_a_month_must_be_written_as_one(town: Path) -> None:
    with pytest.raises(BadPeriod):
        run(statistics, town, "close", "--until", "May")
    assert queries.closings() == []
