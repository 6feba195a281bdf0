"""A country of three prefectures whose first year is in the lake."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests import world
from tests.insight import small_lake

from enishi.activities.written import WrittenActivity

# 福井県 three towns, 長野県 two, 北海道 one; and the invented 縁ヶ浦町.
TOWNS = ("182010", "184420", "184811", "202011", "204129", "013048")
SAMPLE = world.TOWN
SIZE = {"182010": 300, "184420": 120, "184811": 40, "202011": 150, "204129": 60, "013048": 80}
_HOMES = ("182010", "130001", "270008", "230006", "993018", "")


def rows(seed: int = 1) -> list[WrittenActivity]:
    """Everything that happened from April 2025 to February 2026."""
    dice = random.Random(seed)  # noqa: S311 - a seeded world, not a secret
    found: list[WrittenActivity] = []
    who = 0
    for town, people in {**SIZE, SAMPLE: 50}.items():
        for _ in range(people):
            who += 1
            facts = {
                "sex": dice.choice(("female", "male")),
                "age_band": dice.choice(("20-29", "30-39", "40-49", "60-69")),
                "home_code": dice.choice(_HOMES),
            }
            for _ in range(dice.choice((1, 1, 2, 3))):
                found.append(
                    small_lake.activity(
                        len(found) + 1,
                        who,
                        date(2025, 4, 1) + timedelta(days=dice.randrange(330)),
                        region_code=town,
                        kind=dice.choice(("visit", "event")),
                        theme=dice.choice(("食", "自然", "")),
                        evidence=dice.choice(("own_scan", "self_report")),
                        **facts,
                    )
                )
    return found


@pytest.fixture
def country(db: None, settings: object, tmp_path: Path) -> list[WrittenActivity]:
    """The regions take part, and the lake holds the year."""
    settings.LAKE_DIR = tmp_path / "lake"  # type: ignore[attr-defined]
    settings.DISCLOSURE_SECRET = small_lake.SECRET  # type: ignore[attr-defined]
    for code in TOWNS:
        world.an_official_region(code)
    world.a_region()
    given = rows()
    small_lake.fill(tmp_path / "lake", given)
    return given
