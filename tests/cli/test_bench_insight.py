"""The measurement of questions runs anywhere and says what it promises; figures need quiet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace

import pytest

from enishi.cli.bench_insight import figures, lakes, peers, rolling
from enishi.cli.bench_insight.figures import Limit
from enishi.insight.lake import engine, files, rollups, tables
from enishi.simulation import activity

SIZE = 20_000


def test_it_asks_every_engine_that_is_there_and_they_agree(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "enishi.cli", "bench", "--data", tmp_path / "main"),
            *("insight", "--json", "--size", str(SIZE), "--rounds", "1", "--memory", "1"),
            *("--question", "people", "--question", "follows", "--lakes", tmp_path / "lakes"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr  # so small a lake is told of, and not judged
    told = json.loads(done.stdout)
    there = [name for name in peers.ENGINES if peers.is_there(name)]
    assert told["not_installed"] == [name for name in peers.ENGINES if name not in there]
    [lake] = told["lakes"]
    assert (lake["size"], lake["people"]) == (SIZE, SIZE // 10)
    assert [one["question"] for one in lake["questions"]] == ["scan", "people", "follows"]
    for one in lake["questions"]:
        assert one["is_equal"]
        assert one["to_scan"] > 0
        assert {name for name in peers.ENGINES if name in one} == set(there)
        assert all(one[name]["cpu"] > 0 for name in there)
    assert all(line["is_kept"] in {None, True} for line in told["floors"])
    assert not (tmp_path / "main").exists()
    assert lakes.make(tmp_path / "lakes" / str(SIZE), size=SIZE, seed=1).people == SIZE // 10


def test_roll_ups_are_measured_and_tell_the_right_people(tmp_path):
    lakes.write(tmp_path, activity.make_world(SIZE, seed=2))
    manifest = files.read_manifest(tmp_path)
    months = replace(manifest, files=manifest.files[-2:])  # two of the months are enough
    files.write_manifest(tmp_path, months)
    rows = engine.over(tmp_path, months).answer(tables.ACTIVITIES.select("region", "person"))
    people = defaultdict(set)
    for row in rows.to_pylist():
        people[row["region"]].add(row["person"])
    made = lakes.Made(
        folder=tmp_path,
        activities=rows.num_rows,
        people=SIZE // 10,
        people_of_region={code: len(who) for code, who in people.items()},
        followed={},
        of_kind={},
    )
    told = rolling.measure(made, memory_gib=1, rounds=1)
    assert (told.wrong, told.files) == (0, 2 * 2 + 3 * 2)
    assert told.month_to_scan > 0
    assert 0 < told.dashboard_p95_ms < told.report_p95_ms
    made.people_of_region[max(people)] += 1
    assert rollups.roll(tmp_path) == 0
    assert rolling.measure(made, memory_gib=1, rounds=1).wrong == 1


def cost(cpu, digest="same", rows=3):
    return {"cpu": cpu, "wall": cpu, "memory_mb": 1.0, "digest": digest, "rows": rows}


def a_round(scan, own, polars, digest="same"):
    return {
        "scan": {"duckdb": cost(scan), "polars": cost(scan)},
        "people": {"duckdb": cost(own), "polars": cost(polars, digest)},
    }


def test_ratios_are_those_of_medians_and_a_difference_is_never_kept():
    rounds = [a_round(1.0, 6.0, 2.0), a_round(2.0, 4.0, 2.0), a_round(0.5, 5.0, 4.0, "other")]
    told = figures.with_ratios(figures.medians(rounds))
    people = told[1]
    assert (people["to_scan"], people["best_peer"], people["to_best_peer"]) == (5.0, "polars", 2.5)
    lines = figures.verdicts(10_000_000, told)
    assert [
        (one["name"], one["value"], one["is_kept"], one["is_aim_reached"]) for one in lines
    ] == [
        ("people / scan of three columns", 5.0, True, True),
        ("people / polars", 2.5, False, False),
        ("answers on which the engines differ", 1, False, False),
    ]
    grown = figures.growths({1_000_000: told, 10_000_000: told})
    assert [(one["name"], one["value"]) for one in grown] == [("people, 10 x the activities", 1.0)]
    assert len(figures.table(told)) == 3
    assert figures.judged(lines)[1].startswith("NOT KEPT")


@pytest.mark.parametrize(
    ("value", "limit", "size", "kept", "reached"),
    [
        (20, Limit(38, 20), 10**6, True, True),
        (30, Limit(38, 20), 10**6, True, False),
        (39, Limit(38, 20), 10**6, False, False),
        (3, Limit(2, 3), 10**6, True, True),  # an aim looser than the first figure is the floor
        (39, Limit(38, 20), 10**5, None, None),
        (1, figures.WRONG, 10**4, False, False),
    ],
)
def test_a_floor_is_what_was_and_an_aim_what_should_be(value, limit, size, kept, reached):
    told = figures.verdict("any", value, limit, size)
    assert (told["is_kept"], told["is_aim_reached"]) == (kept, reached)


def test_limits_that_must_be_reached_from_below_are_judged_so():
    least, most = Limit(0.9, 0.7, is_least=True), Limit(2.3, 2.0)
    told = [figures.verdict("x", value, least, 1_000_000) for value in (0.6, 0.7, 0.95)]
    assert [one["is_kept"] for one in told] == [False, True, True]
    told = [figures.verdict("x", value, most, 1_000_000) for value in (1.9, 2.2, 2.4)]
    assert [one["is_kept"] for one in told] == [True, True, False]
    assert [one["is_aim_reached"] for one in told] == [True, False, False]


@pytest.mark.thorough
def test_the_way_out_of_the_database_is_measured_and_loses_nothing(tmp_path):
    made = lakes.make(tmp_path / "lake", size=SIZE, seed=3)
    code = f"""
import json, sys
from dataclasses import asdict
from pathlib import Path
from enishi.cli.bench_insight import exporting, lakes
made = lakes.make(Path({str(tmp_path / "lake")!r}), size={SIZE}, seed=3)
print(json.dumps(asdict(exporting.measure(made, Path({str(tmp_path / "home")!r}), 1))))
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["rows"], told["wrong"]) == (made.activities, 0)
    assert told["follower_to_copy"] > 0
    assert told["parquet_to_copy"] > 0
