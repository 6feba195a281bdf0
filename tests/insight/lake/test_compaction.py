"""Merging small files changes no row of any version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.insight import small_lake

from enishi.insight.lake import compaction, engine, files, refresh, tables


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Six runs of the follower, each with a row of May and one of June; the last withdraws."""
    source = small_lake.Source(until_xid=0)
    for run in range(1, 7):
        source.activities += [
            (run, small_lake.activity(2 * run, run, date(2025, 5, 30 - run))),
            (run, small_lake.activity(2 * run + 1, run, date(2025, 6, 30 - run))),
        ]
        if run == 6:
            source.withdrawals.append((run, 2))
        source.until_xid = run + 1
        refresh.refresh(folder=tmp_path, reading=source.reading, identify=small_lake.person)
    return tmp_path


def numbers(folder: Path, version: int) -> list[int]:
    opened = engine.over(folder, files.read_manifest(folder), version=version)
    return opened.answer(tables.ACTIVITIES.select("seq").order_by("seq"))["seq"].to_pylist()


def test_no_version_that_was_closed_changes(lake: Path) -> None:
    closed, now = 2, 6
    before = numbers(lake, closed), numbers(lake, now)
    assert before == ([2, 3, 4, 5], list(range(3, 14)))

    assert compaction.compact(lake, after=closed, most=1) == 8
    assert (numbers(lake, closed), numbers(lake, now)) == before
    activities = files.read_manifest(lake).of("activities")
    assert sorted((file.part, file.rows, file.version) for file in activities) == [
        ("2025-05", 1, 1), ("2025-05", 1, 2), ("2025-05", 4, 6),
        ("2025-06", 1, 1), ("2025-06", 1, 2), ("2025-06", 4, 6),
    ]  # fmt: skip
    files.verify(lake, activities)


def test_merged_rows_are_in_order(lake: Path) -> None:
    compaction.compact(lake, after=0, most=1)
    (may,) = [file for file in files.read_manifest(lake).files if file.part == "2025-05"]
    days = files.read_rows(lake / may.path)["d"].to_pylist()
    assert days == sorted(days)


def test_few_files_are_left_alone(lake: Path) -> None:
    before = files.read_manifest(lake)
    assert compaction.compact(lake, after=0, most=6) == 0
    assert files.read_manifest(lake) == before


def test_replaced_files_stay_for_readers_until_the_next_merge(lake: Path) -> None:
    old = {file.path for file in files.read_manifest(lake).of("activities")}
    opened = engine.latest(lake)
    compaction.compact(lake, after=0, most=1)
    assert all((lake / path).exists() for path in old)
    files.remove_strays(lake, files.read_manifest(lake))
    assert opened.answer(tables.ACTIVITIES.select("seq")).num_rows == 11
