"""The figures that the data's own README names come out of the metrics exactly."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.insight import small_lake

from enishi import surveys
from enishi.insight.lake import engine, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope
from enishi.regions import official

FILE = Path(surveys.__file__).parent / "data" / "survey_fy2023.csv.gz"
FUKUI = Scope(code="180009", level="prefecture", prefecture="180009")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Read the file without the importer: places and homes by their names in the official list."""
    known = list(official.places())
    prefectures = {place.name: place.code for place in known if place.kind == "prefecture"}
    towns = {place.name: place.code for place in known if place.parent_code == "180009"}
    people: dict[str, int] = {}
    rows, answers = [], []
    with gzip.open(FILE, "rt", encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=1):
            at = datetime.strptime(line["answered_at"], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
            rows.append(
                small_lake.activity(
                    number,
                    people.setdefault(line["member_id"], len(people)),
                    at.date(),
                    at=at,
                    region_code=towns[line["municipality"]],
                    home_code=prefectures[line["home_pref"]],
                    evidence="import",
                )
            )
            answers.append(
                small_lake.answer(
                    number,
                    at.date(),
                    nps=int(line["nps"]),
                    satisfaction=line["satisfaction"],
                    wish_to_return=line["revisit_intention"],
                    nights_in_prefecture=line["nights_in_pref"],
                    spend_area_band=line["spend_in_area"],
                )
            )
    folder = tmp_path_factory.mktemp("lake")
    small_lake.fill(folder, rows, answers=answers)
    return engine.latest(folder)


def answer(lake: Engine, name: str, scope: Scope = FUKUI) -> list[dict[str, Any]]:
    metric = registry.metric(name)
    rows: list[dict[str, Any]] = lake.answer(metric.rows(tables.SOURCES, scope)).to_pylist()
    return metric.finish(rows, scope) if metric.finish else rows


def test_the_known_figures_of_the_year(lake: Engine) -> None:
    assert answer(lake, "activities") == [{"activities": 23_258}]
    assert answer(lake, "people") == [{"people": 13_355}]
    (outside,) = answer(lake, "people_outside")
    assert (outside["activities"], outside["people"]) == (16_275, 10_270)
    (repeat,) = answer(lake, "repeat")
    assert (repeat["two_or_more"], repeat["five_or_more"], repeat["most_by_one"]) == (
        2845,
        630,
        145,
    )
    assert repeat["people"] == 13_355


def test_what_visitors_said_comes_out_and_blanks_are_told(lake: Engine) -> None:
    (score,) = answer(lake, "nps")
    assert round(score["nps"], 4) == 5.5809
    assert (score["answers"], score["unknown"]) == (23_258, 0)
    assert score["nps_low"] < score["nps"] < score["nps_high"]
    returning = {row["value"]: row["answers"] for row in answer(lake, "wish_to_return")}
    assert returning["unknown"] == 5_102
    assert returning["また行きたい（1年以内）"] == 9_312
    for name in ("satisfaction", "wish_to_return"):
        assert sum(row["answers"] for row in answer(lake, name)) == 23_258
    nights = {
        row["value"]: row["answers"]
        for row in answer(lake, "nights")
        if row["question"] == "nights_in_prefecture"
    }
    assert (nights["福井県内には宿泊しない"], nights["1泊"]) == (10_383, 8_614)


def test_the_towns_add_up_and_are_those_of_the_data(lake: Engine) -> None:
    by_town = {
        row["region"]: row["activities"]
        for row in answer(lake, "activities", Scope(by=("region",)))
    }
    told = {"福井市": 3010, "美浜町": 1210, "高浜町": 327, "池田町": 247}
    fukui = {place.name: place.code for place in official.places() if place.parent_code == "180009"}
    assert {name: by_town[fukui[name]] for name in told} == told
    assert sum(by_town.values()) == 23_258
    assert len(by_town) == 17


def test_homes_and_whither_are_those_of_the_data(lake: Engine) -> None:
    told = {"福井県": 6983, "愛知県": 2576, "大阪府": 2145, "東京都": 1328}
    codes = {place.name: place.code for place in official.places() if place.kind == "prefecture"}
    homes = {row["home_prefecture"]: row for row in answer(lake, "homes")}
    assert {name: homes[codes[name]]["activities"] for name in told} == told
    pairs = answer(lake, "od")
    assert sum(row["activities"] for row in pairs) == 23_258
    by_home: Counter[str] = Counter()
    for row in pairs:
        by_home[row["home_prefecture"]] += row["activities"]
    assert by_home == {code: row["activities"] for code, row in homes.items()}


def test_the_fiscal_year_and_its_months_hold_everything(lake: Engine) -> None:
    year = Scope(since=date(2023, 4, 1), until=date(2024, 4, 1), by=("month",))
    months = answer(lake, "activities", year)
    assert [row["month"] for row in months][0::11] == ["2023-04", "2024-03"]
    assert sum(row["activities"] for row in months) == 23_258
