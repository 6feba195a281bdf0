"""What compares a place says what its definition says, on lakes small enough to count by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.insight import small_lake
from tests.insight.small_lake import MIHAMA, TAKAHAMA, SeriesValue, activity

from enishi.insight.lake import engine, tables
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope

TOWN = Scope(code=MIHAMA, level="municipality", prefecture="180009")
FUKUI = Scope(code="180009", level="prefecture", prefecture="180009")


def answer(folder: Path, name: str, scope: Scope) -> list[dict[str, Any]]:
    metric = registry.metric(name)
    rows = engine.latest(folder).answer(metric.rows(tables.SOURCES, scope)).to_pylist()
    return metric.finish(rows, scope) if metric.finish else rows


def test_people_are_counted_for_each_thousand_residents_of_the_place(tmp_path: Path) -> None:
    homes = ("131016", MIHAMA, "180009", "")  # Tokyo, the town, somewhere in Fukui, unknown
    rows = [activity(n, n, home_code=home) for n, home in enumerate(homes, start=1)]
    population = [
        SeriesValue("population", MIHAMA, 2015, 9_000.0),
        SeriesValue("population", MIHAMA, 2020, 8_000.0),
        SeriesValue("population", TAKAHAMA, 2020, 12_000.0),
    ]
    small_lake.fill(tmp_path, rows, series=population)
    (row,) = answer(tmp_path, "per_resident", TOWN)
    assert (row["people"], row["people_known"], row["people_outside"]) == (4, 2, 1)
    assert (row["residents"], row["people_per_1000"], row["outside_per_1000"]) == (8000, 0.5, 0.125)
    (row,) = answer(tmp_path, "per_resident", FUKUI)
    assert (row["residents"], row["people_per_1000"]) == (20_000, 0.2)
    # A town's people are never set against the residents of its prefecture.
    (row,) = answer(tmp_path, "per_resident", replace(TOWN, by=("prefecture",)))
    assert row["residents"] == 8000


def test_a_quotient_stands_against_each_frame(tmp_path: Path) -> None:
    rows = [activity(n, n, kind="visit" if n == 1 else "event") for n in range(1, 5)]
    rows += [
        activity(n, n, kind="visit" if n < 8 else "event", region_code=TAKAHAMA)
        for n in range(5, 9)
    ]
    small_lake.fill(tmp_path, rows)
    found = {
        (row["kind"], row["frame"]): row["quotient"]
        for row in answer(tmp_path, "location_quotient", TOWN)
    }
    assert found["visit", "prefecture_without_own"] == 0.25 / 0.75
    assert found["visit", "prefecture"] == 0.25 / 0.5
    assert found["event", "nation_without_own"] == 0.75 / 0.25
    assert not any(frame == "similar_size_without_own" for _, frame in found)


def test_a_year_has_its_peak_its_trough_and_its_empty_month(tmp_path: Path) -> None:
    days = [date(2024, 4, 1)] * 3 + [
        date(2024 + (month < 4), month, 1) for month in range(1, 13) if month != 2
    ]
    days += [date(2025, 4, 2)] * 8
    small_lake.fill(tmp_path, [activity(n, n, day) for n, day in enumerate(days, start=1)])
    rows = answer(tmp_path, "seasonality", TOWN)
    april, february = rows[0], rows[10]
    assert [row["month_of_year"] for row in rows] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert (april["months"], april["latest"], april["year_before"]) == (2, 8, 4)
    assert math.isclose(april["index"], 100 * 6 / (16 / 12), abs_tol=1e-6)
    assert [row["month_of_year"] for row in rows if row["is_peak"]] == [4]
    assert [row["month_of_year"] for row in rows if row["is_trough"]] == [2]
    assert (february["activities"], february["index"]) == (0, 0)


def test_less_than_a_year_has_no_index(tmp_path: Path) -> None:
    small_lake.fill(tmp_path, [activity(1, 1, date(2024, 4, 1)), activity(2, 1, date(2024, 6, 1))])
    rows = answer(tmp_path, "seasonality", TOWN)
    assert [(row["month_of_year"], row["activities"], row["index"]) for row in rows] == [
        (4, 1, None),
        (5, 0, None),
        (6, 1, None),
    ]


def test_parts_of_the_yen_add_up_to_the_gap(tmp_path: Path) -> None:
    rows = [activity(n, n % 5, amount_yen=1_000) for n in range(1, 11)]
    rows += [activity(n, n, amount_yen=700, region_code=TAKAHAMA) for n in range(11, 14)]
    small_lake.fill(tmp_path, rows)
    found = [
        row
        for row in answer(tmp_path, "decompose", TOWN)
        if row["measure"] == "yen" and row["against"] == "prefecture_without_own"
    ]
    assert [(row["factor"], row["own"], row["other"]) for row in found] == [
        ("people", 5, 3),
        ("frequency", 2, 1),
        ("value", 1000, 700),
    ]
    assert math.isclose(sum(row["part"] for row in found), 10_000 - 2_100, abs_tol=1e-5)


def test_a_gap_that_turns_around_within_groups_is_told(tmp_path: Path) -> None:
    rows, seq = [], 0
    # Women come more often everywhere; in the town each group comes less often than elsewhere.
    for first, region, sex, people, times in (
        (100, MIHAMA, "female", 8, 3),
        (200, MIHAMA, "male", 2, 1),
        (300, TAKAHAMA, "female", 2, 4),
        (400, TAKAHAMA, "male", 8, 2),
    ):
        for who in range(people):
            for _ in range(times):
                seq += 1
                rows.append(activity(seq, first + who, sex=sex, region_code=region))
    small_lake.fill(tmp_path, rows)
    by_sex = Scope(code=MIHAMA, level="municipality", prefecture="180009", by=("sex",))
    found = answer(tmp_path, "decompose", by_sex)
    first = found[0]
    assert math.isclose(first["gap"], 2.6 - 2.4, abs_tol=1e-6)
    assert first["rate"] < 0 < first["gap"]
    assert all(row["turns_around"] for row in found)
    assert math.isclose(first["rate"] + first["composition"], first["gap"], abs_tol=1e-5)
