"""Killing the server and the poster under load loses nothing and doubles nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "crash.py"


def crash(*words):
    done = subprocess.run(
        [sys.executable, SCRIPT, "--json", *words], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout), done.returncode


def check(told, kills):
    nothing = ("lost", "doubled", "changed", "torn", "wrongly_refused", "booked_though_refused")
    assert told["settings"] == {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    assert told["kills"] == kills
    assert {name: told[name] for name in nothing} == dict.fromkeys(nothing, 0)
    assert (told["retried_wrongly"], told["faults"], told["wrong"]) == (0, [], {})
    assert set(told["acknowledged_by_door"]) == {"function", "queue", "batch", "chain", "hold"}
    assert told["in_doubt"] > 0
    # Each transfer has its leaf; what is only promised or released has none.
    assert told["leaves"] >= told["acknowledged"] - told["acknowledged_by_door"]["hold"]


def test_five_kills_lose_nothing_and_double_nothing():
    told, code = crash("--kills", "5")
    check(told, {"server": 3, "poster": 2})
    assert code == 0


@pytest.mark.thorough
def test_fifty_kills_lose_nothing_and_double_nothing():
    told, code = crash("--kills", "50", "--seed", "2")
    check(told, {"server": 25, "poster": 25})
    assert told["in_doubt_booked"] > 0
    assert code == 0


@pytest.mark.thorough
def test_without_waiting_for_the_disk_the_same_kills_are_seen_to_lose_work():
    told, code = crash("--kills", "10", "--control")
    assert told["lost"] > 0
    assert told["doubled"] == 0
    assert code == 1
