"""People whose prefecture is not one of the 47 are told, though the map has no tile for them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests import world
from tests.insight import small_lake
from tests.web.conftest import AT

from enishi.insight.lake import refresh
from enishi.insight.releases import operations as releases
from enishi.regions import operations as regions
from enishi.regions import queries
from enishi.web.design import clock

ADDED, ADDED_TOWN = "480003", "501018"


@pytest.fixture
def of_three_homes(db, settings, tmp_path, monkeypatch):
    """An invented and an added town: 60 neighbours each, 80 of two others, 10 who did not say."""
    settings.LAKE_DIR = tmp_path / "lake"
    settings.DISCLOSURE_SECRET = small_lake.SECRET
    monkeypatch.setattr(clock, "now", lambda: AT)
    world.a_region()
    regions.add_region(code=ADDED, name="新しい県", parent="JP")
    regions.add_region(code=ADDED_TOWN, name="新しい町", parent=ADDED, population=5_000)
    rows = []
    for place, (town, own) in enumerate({world.TOWN: world.TOWN, ADDED_TOWN: ADDED}.items()):
        for number in range(150):
            others = ("182010", "131016")[number % 2] if number < 140 else ""
            home = own if number < 60 else others
            rows.append(
                small_lake.activity(
                    len(rows) + 1,
                    place * 1_000 + number,
                    date(2026, 2, 3),
                    region_code=town,
                    home_code=home,
                )
            )
    source = small_lake.Source(
        activities=[(1, row) for row in rows], added_homes=queries.added_homes()
    )
    refresh.refresh(
        folder=Path(settings.LAKE_DIR), reading=source.reading, identify=small_lake.person
    )
    releases.close(until="2026-02", at=AT)


@pytest.mark.parametrize(("town", "name"), [(world.TOWN, "架空県"), (ADDED_TOWN, "新しい県")])
def test_neighbours_of_an_added_prefecture_are_in_sentence_and_table(
    of_three_homes, desk, town, name
):
    reader = desk(code=town)
    html = reader.get(f"/console/{town}/where-from/").content.decode()
    words = re.sub(r"<[^>]+>", " ", html)
    body = {"filters": {"region": town}, "by": ["home_prefecture"]}
    told = releases.release(body=body, limit=10, at=AT).rows
    own = queries.region(town).parent_code
    (people,) = [row["n"] for row in told if row["home_prefecture"] == own]
    assert isinstance(people, int)
    assert re.search(rf"{name}\s+{people}\s", words)
    assert name in reader.get(f"/console/{town}/portrait/").content.decode()
