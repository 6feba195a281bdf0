"""In books of any size the audit stays clean, a member's questions quick, and lapse in its time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "ledger_scale.py"


def measured(tmp_path, *words):
    command = [sys.executable, SCRIPT, "--json", "--home", tmp_path, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout), done.returncode


def test_books_filled_at_once_are_right_and_live_on(tmp_path):
    told, _ = measured(tmp_path, "--millions", "0.01", "--idle-seconds", "1")
    (small,) = told["sizes"]
    assert (small["entries"], small["wallets"], small["faults"]) == (9_984, 128, [])
    # Every wallet has one pocket that expired, and nobody lost a point.
    assert small["lapse_pockets"] == 128
    assert set(small["audit_checks"]) >= {"entries", "assets", "totals"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_ten_million_entries_keep_every_promise(tmp_path):
    told, code = measured(tmp_path, "--millions", "10")
    (size,) = told["sizes"]
    assert size["entries"] > 9_900_000
    assert (size["faults"], size["broken"], code) == ([], [], 0)
