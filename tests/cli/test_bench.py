"""The measurement of the ledger runs anywhere and says what it promises; figures need quiet."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from enishi.cli.bench_ledger import figures
from enishi.cli.bench_ledger.figures import Case, Floor, Measured

TINY = ["--scale=1", "--wallets=20", "--rounds=1", "--seconds=1", "--clients=2", "--batches=1000"]


def test_it_measures_every_door_on_a_server_of_its_own_and_leaves_nothing(tmp_path):
    home = tmp_path / "home"
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "enishi.cli",
            "bench",
            "--data",
            home / "main",
            "ledger",
            *TINY,
            "--json",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in {0, 1}, done.stderr  # 1: a floor is not kept, which tells nothing
    told = json.loads(done.stdout)
    assert {case["door"] for case in told["medians"]} == {
        "tpcb",
        "function_pgbench",
        "function_psycopg",
        "queue",
        "batch",
    }
    assert told["faults"] == []
    [measured] = told["rounds_measured"]
    assert len(measured) == 12  # TPC-B at 2, thrice at 32; four doors, spread and hot
    for case in told["medians"]:
        assert case["accounts"] in {"spread", "hot"}
        assert case["per_second"] > 0
        assert case["ratio"] > 0
        assert 0 < case["p50_ms"] <= case["p99_ms"]
        assert case["cpu_us"] >= case["server_us"] >= 0
    assert [one["name"] for one in told["floors"]] == [
        "batch of 1,000, spread",
        "batch of 1,000, hot",
        "CPU of a batch of 1,000, spread",
        "CPU of a batch of 1,000, hot",
    ]
    assert list(home.iterdir()) == []


def measured(per_second, cpu=100.0):
    return Measured(per_second, p50_ms=1.0, p99_ms=2.0, server_us=cpu / 2, client_us=cpu / 2)


def test_ratios_are_taken_in_each_round_and_then_the_median():
    yard, batch = Case("tpcb", "spread", 32), Case("batch", "hot", 1, 1_000)
    rounds = [
        [(yard, measured(100)), (batch, measured(300, cpu=80)), (yard, measured(200))],
        [(yard, measured(10)), (batch, measured(40, cpu=200))],
        [(yard, measured(50)), (batch, measured(300, cpu=120))],
    ]
    _, found = figures.summary(rounds)
    assert (found["per_second"], found["ratio"], found["cpu_us"]) == (300, 4.0, 120)
    assert [
        (one["name"], one["median"], one["is_kept"], one["is_aim_reached"])
        for one in figures.verdicts([found])
    ] == [
        ("batch of 1,000, hot", 4.0, True, False),
        ("CPU of a batch of 1,000, hot", 120, True, False),
    ]


@pytest.mark.parametrize(
    ("of", "found", "wanted", "kept"),
    [
        ("ratio", 2.5, 2.5, True),
        ("ratio", 2.4, 2.5, False),
        ("cpu_us", 140, 140, True),
        ("cpu_us", 141, 140, False),
        ("ratio", 9.9, None, None),
    ],
)
def test_a_ratio_is_a_floor_and_cpu_a_ceiling(of, found, wanted, kept):
    floor = Floor("any", Case("batch", "spread", 1), of, floor=1)
    assert floor.is_kept(found, wanted) is kept


def test_the_table_tells_figures_and_floors():
    batch = Case("batch", "spread", 1, 1_000)
    rounds = [[(Case("tpcb", "spread", 32), measured(1_000)), (batch, measured(6_000))]]
    medians = figures.summary(rounds)
    lines = figures.table(medians, figures.verdicts(medians))
    assert lines[2].split() == [
        "batch",
        "spread",
        "1",
        "1000",
        "6000",
        "6.00",
        "1.0",
        "2.0",
        "50",
        "50",
    ]
    assert lines[-2:] == [
        "kept      batch of 1,000, spread: 6.00 ratio (floor 2.5, aim 5) (aim reached)",
        "kept      CPU of a batch of 1,000, spread: 100.00 cpu_us (floor 140, aim 90)",
    ]
