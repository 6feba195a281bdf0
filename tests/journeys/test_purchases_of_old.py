"""Two real files of purchases come in through the command line, whole (thorough)."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests import world

from enishi.cli import import_, metric

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
FILES = Path(__file__).parents[1] / "fixtures" / "purchases"


# Name, purchases, those of them with a price, people, yen.
Known = tuple[str, int, int, int, int]


def command(module: ModuleType, *words: str) -> int:
    parser = argparse.ArgumentParser()
    module.configure(parser)
    return int(module.run(parser.parse_args(words)))


@pytest.mark.parametrize(
    "known",
    [
        ("cdnow", 69_659, 69_579, 23_570, 250_031_563),
        ("grocery", 31_428, 31_356, 493, 92_535_013),
    ],
    ids=["cdnow", "grocery"],
)
def test_every_purchase_is_in_and_counted(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], known: Known
) -> None:
    name, purchases, priced, people, sales = known
    settings.LAKE_DIR = tmp_path / "lake"
    world.a_region()
    words = ("--map", str(FILES / f"{name}.toml"), "--source", name, "--quiet")
    kept_out = ("--rejects", str(tmp_path / "rejects.csv"))
    assert command(import_, "activities", str(FILES / f"{name}.csv.gz"), *words, *kept_out) == 0

    def ask(*asked: str) -> dict[str, Any]:
        capsys.readouterr()
        assert command(metric, "run", *asked, "--region", world.TOWN) == 0
        (row,) = json.loads(capsys.readouterr().out)["rows"]
        return dict(row)

    # Whoever writes into another database of the server at this moment holds the lake back.
    until = time.monotonic() + 60
    while ask("activities")["activities"] != purchases and time.monotonic() < until:
        time.sleep(0.5)
    assert ask("repeat")["people"] == people
    price = ask("unit_price")
    assert (price["times"], price["yen"]) == (priced, sales)
