"""Every metric equals the slow and obvious computation on random lakes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.insight import small_lake
from tests.insight.metrics import slow
from tests.insight.small_lake import MIHAMA, TAKAHAMA, TENRYU, TSURUGA

from enishi.insight.lake import engine, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope, UnknownDimension, dimensions

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


def random_lake(folder: Path, seed: int) -> tuple[Engine, list[slow.Row]]:
    dice = random.Random(seed)  # noqa: S311 - a seeded world, not a secret
    rows = [
        small_lake.activity(
            number,
            dice.randrange(1, 25),
            START + timedelta(days=dice.randrange(100)),
            kind=dice.choice(("visit", "event", "post", "purchase")),
            region_code=dice.choice((MIHAMA, MIHAMA, TAKAHAMA, TSURUGA, TENRYU, SAMPLE)),
            sex=dice.choice(("female", "male", "unknown")),
            age_band=dice.choice(("20-29", "60-69", "unknown")),
            home_code=dice.choice(("", "131016", "182028", "200000", "999016")),
            evidence=dice.choice(("own_scan", "self_report", "receipt")),
        )
        for number in range(1, 161)
    ]
    small_lake.fill(folder, rows)
    lake = engine.latest(folder)
    return lake, lake.answer(tables.ACTIVITIES).to_pylist()


@pytest.fixture(scope="module", params=[1, 2, 3])
def lake(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, list[slow.Row]]]:
    return random_lake(tmp_path_factory.mktemp("lake"), request.param)


@pytest.mark.parametrize("name", registry.METRICS)
@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_metric_equals_plain_python(
    name: str, scope: Scope, lake: tuple[Engine, list[slow.Row]]
) -> None:
    answers, rows = lake
    found = answers.answer(registry.metric(name).rows(tables.SOURCES, scope)).to_pylist()
    assert found == getattr(slow, name)(rows, scope)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_base_is_what_the_rows_speak_about(
    scope: Scope, lake: tuple[Engine, list[slow.Row]]
) -> None:
    answers, rows = lake
    kept = slow.within(rows, scope)
    outside = slow.people_outside(
        rows, Scope(scope.code, scope.level, scope.prefecture, scope.since, scope.until)
    )
    wanted = {
        "people": slow.distinct(kept),
        "activities": len(kept),
        "activities_by_kind": len(kept),
        "people_outside": outside[0]["people"],
        "per_head": slow.distinct(kept),
        "repeat": slow.distinct(kept),
        "compare": slow.distinct(kept),
    }
    for name, metric in registry.METRICS.items():
        assert answers.answer(metric.base(tables.SOURCES, scope)).to_pylist() == [
            {"n": wanted[name]}
        ]


def test_every_metric_is_documented() -> None:
    assert set(registry.METRICS) == {
        "people",
        "activities",
        "activities_by_kind",
        "people_outside",
        "per_head",
        "repeat",
        "compare",
    }
    for metric in registry.METRICS.values():
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
