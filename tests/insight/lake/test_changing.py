"""Who was forgotten leaves the lake, and two who became one person are counted once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.insight.small_lake import MIHAMA, Source, activity, person

from enishi.insight.lake import compaction, engine, files, refresh, tables
from enishi.surveys.written import WrittenAnswer

DAY = date(2025, 5, 5)


def run(folder: Path, source: Source) -> refresh.Refreshed:
    return refresh.refresh(folder=folder, reading=source.reading, identify=person)


def people(folder: Path, version: int | None = None) -> dict[int, str]:
    manifest = files.read_manifest(folder)
    found = engine.over(folder, manifest, version=version).answer(
        tables.ACTIVITIES.select("seq", "person").order_by("seq")
    )
    return dict(zip(found["seq"].to_pylist(), found["person"].to_pylist(), strict=True))


def answers(folder: Path) -> list[int]:
    lake = engine.latest(folder)
    return sorted(lake.answer(tables.ANSWERS.select("seq"))["seq"].to_pylist())


def an_answer(seq: int) -> WrittenAnswer:
    empty = dict.fromkeys(WrittenAnswer._fields, "")
    lists = {"purposes": [], "information": [], "nps": 9, "on": DAY}
    return WrittenAnswer(**{**empty, **lists, "seq": seq})  # type: ignore[arg-type]


@pytest.fixture
def source() -> Source:
    rows = [activity(1, 7, DAY), activity(2, 8, DAY), activity(3, 7, date(2025, 6, 1))]
    answered = [an_answer(1), an_answer(2)]
    return Source(
        activities=[(5, row) for row in rows], answers=[(5, row) for row in answered], until_xid=10
    )


def test_what_was_forgotten_is_gone_from_every_version_and_from_the_disk(
    tmp_path: Path, source: Source
) -> None:
    run(tmp_path, source)
    closed = files.read_manifest(tmp_path).version
    source.activities = [pair for pair in source.activities if pair[1].seq == 2]
    source.answers = [pair for pair in source.answers if pair[1][0] == 2]
    source.forgotten, source.until_xid = [(11, 1), (11, 3)], 20
    done = run(tmp_path, source)
    assert (done.changed, done.activities, done.answers) == (1, 0, 0)
    kept = {2: person(activity(2, 8, DAY).member_id).pseudonym}
    assert people(tmp_path) == people(tmp_path, closed) == kept
    assert answers(tmp_path) == [2]
    run(tmp_path, source)
    manifest = files.read_manifest(tmp_path)
    files.verify(tmp_path, manifest.files)
    on_disk = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")}
    assert on_disk == {file.path for file in manifest.files}


def test_what_a_merge_of_files_left_behind_goes_too(tmp_path: Path, source: Source) -> None:
    run(tmp_path, source)
    source.activities.append((12, activity(4, 7, DAY)))
    source.until_xid = 20
    run(tmp_path, source)
    assert compaction.compact(tmp_path, after=0, most=1) > 0
    source.activities = [pair for pair in source.activities if pair[1].seq == 2]
    source.answers = [pair for pair in source.answers if pair[1][0] == 2]
    source.forgotten, source.until_xid = [(21, 1), (21, 3), (21, 4)], 30
    run(tmp_path, source)
    run(tmp_path, source)
    assert list(people(tmp_path)) == [2]
    assert len(list(tmp_path.rglob("*.parquet"))) == len(files.read_manifest(tmp_path).files)


def test_two_who_became_one_are_one_in_every_version(tmp_path: Path, source: Source) -> None:
    run(tmp_path, source)
    closed = files.read_manifest(tmp_path).version
    source.activities = [
        (5, activity(1, 7, DAY)),
        (11, activity(2, 7, DAY)),
        (5, activity(3, 7, date(2025, 6, 1))),
    ]
    source.answers = [(5, an_answer(1)), (11, an_answer(2))]
    source.forgotten, source.until_xid = [(11, 2)], 20
    assert run(tmp_path, source).activities == 0
    same = person(activity(1, 7, DAY).member_id).pseudonym
    assert people(tmp_path) == people(tmp_path, closed) == dict.fromkeys((1, 2, 3), same)
    assert answers(tmp_path) == [1, 2]
    assert files.read_manifest(tmp_path).version == closed


def test_told_anew_before_the_lake_knew_it_is_a_new_row(tmp_path: Path, source: Source) -> None:
    run(tmp_path, source)
    source.activities.append((11, activity(9, 8, DAY)))
    source.answers.append((11, an_answer(9)))
    source.forgotten, source.until_xid = [(11, 9)], 20
    done = run(tmp_path, source)
    assert (done.activities, done.answers, done.changed) == (1, 1, 0)
    assert sorted(people(tmp_path)) == [1, 2, 3, 9]
    assert answers(tmp_path) == [1, 2, 9]


def test_a_restore_into_another_cluster_knows_what_was_forgotten(
    tmp_path: Path, source: Source
) -> None:
    run(tmp_path, source)
    source.activities = [(-5, activity(1, 8, DAY)), (-5, activity(2, 8, DAY))]
    source.answers = [(-5, an_answer(1)), (-5, an_answer(2))]
    source.forgotten, source.cluster = [(-3, 1), (-3, 3)], "another/enishi"
    done = run(tmp_path, source)
    assert (done.activities, done.answers, done.changed) == (0, 0, 1)
    same = person(activity(2, 8, DAY).member_id).pseudonym
    assert people(tmp_path) == {1: same, 2: same}
    assert answers(tmp_path) == [1, 2]


def test_nobody_else_changes_when_somebody_is_forgotten_twice(
    tmp_path: Path, source: Source
) -> None:
    run(tmp_path, source)
    before = people(tmp_path)
    source.forgotten, source.until_xid = [(11, 77)], 20
    assert run(tmp_path, source).changed == 0
    assert people(tmp_path) == before
    assert {row.region_code for _, row in source.activities} == {MIHAMA}
