"""A cell counts distinct people, and its key names the set of them."""

from __future__ import annotations

import random
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from tests.insight import small_lake
from tests.insight.small_lake import MIHAMA, TAKAHAMA, TSURUGA

from enishi.insight.lake import engine, tables
from enishi.insight.metrics.cells import cells


@pytest.mark.parametrize("seed", range(5))
def test_count_and_key_equal_plain_python(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a seeded world, not a secret
    small_lake.fill(
        tmp_path,
        [
            small_lake.activity(
                number,
                dice.randrange(1, 20),
                region_code=dice.choice((MIHAMA, TAKAHAMA, TSURUGA)),
                sex=dice.choice(("female", "male")),
                kind=dice.choice(("visit", "post")),
            )
            for number in range(1, 120)
        ],
    )
    lake = engine.latest(tmp_path)
    rows = lake.answer(tables.ACTIVITIES).to_pylist()
    found = lake.answer(
        cells(tables.ACTIVITIES, by=("region", "sex"), where={"kind": "visit"})
    ).to_pylist()
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        if row["kind"] == "visit":
            groups.setdefault((row["region"], row["sex"]), {})[row["person"]] = row["rk"]
    assert {(row["region"], row["sex"]): (row["n"], row["key"]) for row in found} == {
        group: (len(people), reduce(xor, people.values())) for group, people in groups.items()
    }


def test_coming_twice_does_not_cancel_a_person_out(tmp_path: Path) -> None:
    small_lake.fill(tmp_path, [small_lake.activity(1, 1), small_lake.activity(2, 1)])
    (cell,) = engine.latest(tmp_path).answer(cells(tables.ACTIVITIES, by=(), where={})).to_pylist()
    assert cell == {"n": 1, "key": small_lake.person(small_lake.member(1)).record_key}
