"""Cards and outside series stand in the lake as they are now, and for a closing as they were."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.insight.small_lake import (
    MIHAMA,
    TAKAHAMA,
    SeriesValue,
    Source,
    activity,
    card,
    member,
    person,
)

from enishi.insight.lake import compaction, engine, files, refresh, tables

DAY = date(2025, 5, 5)


def run(folder: Path, source: Source, closed: int = 0) -> refresh.Refreshed:
    return refresh.refresh(folder=folder, reading=source.reading, identify=person, closed=closed)


def holders(folder: Path, version: int | None = None) -> list[tuple[str, str]]:
    opened = engine.over(folder, files.read_manifest(folder), version=version)
    rows = opened.answer(tables.CARDS).to_pylist()
    return sorted((row["person"], row["region"]) for row in rows)


def named(*numbers: int) -> list[tuple[str, str]]:
    return sorted((person(member(number)).pseudonym, MIHAMA) for number in numbers)


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("cards/part=*/*.parquet"))


@pytest.fixture
def source() -> Source:
    return Source(activities=[(5, activity(1, 1, DAY))], cards=[card(1), card(2)])


def test_a_card_has_the_columns_of_an_activity(tmp_path: Path) -> None:
    held = card(7, DAY, region_code=TAKAHAMA, kind="resident", sex="female", home_code="131016")
    run(tmp_path, Source(cards=[held]))
    who = person(member(7))
    assert engine.latest(tmp_path).answer(tables.CARDS).to_pylist() == [
        {
            "person": who.pseudonym,
            "rk": who.record_key,
            "region": TAKAHAMA,
            "area": "",
            "prefecture": "180009",
            "sample": False,
            "kind": "resident",
            "since": DAY,
            "sex": "female",
            "age_band": "unknown",
            "home_code": "131016",
            "home_prefecture": "130001",
            "home_area": "関東",
        }
    ]


def test_a_value_of_a_series_knows_its_prefecture(tmp_path: Path) -> None:
    values = [SeriesValue("population", MIHAMA, 2025, 8_900), SeriesValue("gdp", "JP", 2024, 0.5)]
    assert run(tmp_path, Source(series=list(values))).series == 2
    found = engine.latest(tmp_path).answer(tables.SERIES.order_by("year")).to_pylist()
    assert [tuple(row.values()) for row in found] == [
        ("gdp", "JP", "unknown", 2024, 0.5),
        ("population", MIHAMA, "180009", 2025, 8_900.0),
    ]


def test_the_state_is_written_when_it_changed_and_only_then(tmp_path: Path, source: Source) -> None:
    assert run(tmp_path, source).cards == 2
    before = files.read_manifest(tmp_path)
    assert run(tmp_path, source).cards == 0
    assert files.read_manifest(tmp_path) == before
    source.cards.append(card(3))
    assert run(tmp_path, source).cards == 3
    assert holders(tmp_path) == named(1, 2, 3)
    run(tmp_path, source)
    assert len(on_disk(tmp_path)) == 1


def test_the_last_card_given_back_leaves_nobody(tmp_path: Path, source: Source) -> None:
    run(tmp_path, source)
    source.cards = []
    run(tmp_path, source)
    assert holders(tmp_path) == []


def test_a_closing_keeps_its_own_state_until_the_next(tmp_path: Path, source: Source) -> None:
    run(tmp_path, source)
    closed = files.read_manifest(tmp_path).version
    for newcomer in (3, 4):
        source.cards.append(card(newcomer))
        run(tmp_path, source, closed)
    assert holders(tmp_path, closed) == named(1, 2)
    assert holders(tmp_path) == named(1, 2, 3, 4)
    run(tmp_path, source, closed)
    assert len(on_disk(tmp_path)) == 2

    run(tmp_path, source, files.read_manifest(tmp_path).version)
    run(tmp_path, source, files.read_manifest(tmp_path).version)
    assert len(on_disk(tmp_path)) == 1
    assert holders(tmp_path) == named(1, 2, 3, 4)


def test_whoever_was_forgotten_is_gone_from_the_closed_state_too(
    tmp_path: Path, source: Source
) -> None:
    run(tmp_path, source)
    closed = files.read_manifest(tmp_path).version
    source.cards = [card(2), card(3)]
    done = run(tmp_path, source, closed)
    assert done.changed == 1
    assert holders(tmp_path, closed) == named(2)
    assert holders(tmp_path) == named(2, 3)
    run(tmp_path, source, closed)
    manifest = files.read_manifest(tmp_path)
    files.verify(tmp_path, manifest.files)
    gone = person(member(1)).pseudonym
    for file in (*manifest.of("cards"), *manifest.of("cards", closed)):
        assert gone not in files.read_rows(tmp_path / file.path)["person"].to_pylist()
    assert len(on_disk(tmp_path)) == 2


def test_merging_files_leaves_states_as_they_are(tmp_path: Path, source: Source) -> None:
    run(tmp_path, source)
    source.cards.append(card(3))
    run(tmp_path, source, 1)
    assert compaction.compact(tmp_path, after=0, most=1) == 0
    assert holders(tmp_path) == named(1, 2, 3)
    assert holders(tmp_path, 1) == named(1, 2)


def test_after_a_restore_into_another_cluster_the_state_is_the_databases(
    tmp_path: Path, source: Source
) -> None:
    run(tmp_path, source)
    restored = Source(
        activities=source.activities, cards=[card(9)], cluster="another/enishi", until_xid=20
    )
    run(tmp_path, restored)
    assert holders(tmp_path) == named(9)
