"""The follower brings each fact once, whatever happens between two runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.insight.small_lake import TAKAHAMA, Source, activity, person

from enishi.insight.lake import engine, files, refresh, shaping, tables
from enishi.surveys.written import WrittenAnswer


def run(folder: Path, source: Source) -> refresh.Refreshed:
    return refresh.refresh(folder=folder, reading=source.reading, identify=person)


def numbers(folder: Path) -> list[int]:
    lake = engine.latest(folder)
    found = lake.answer(tables.ACTIVITIES.select("seq").order_by("seq"))
    return found["seq"].to_pylist()


def test_an_empty_lake_has_its_shape(tmp_path: Path) -> None:
    assert numbers(tmp_path) == []
    assert engine.latest(tmp_path).answer(tables.ANSWERS.count().as_table()).to_pylist() == [
        {"CountStar(answers)": 0}
    ]


def test_a_row_keeps_the_facts_of_its_day_in_japan(tmp_path: Path) -> None:
    row = activity(1, 7, date(2025, 3, 31), age_band="30-39", home_code="131016", amount_yen=500)
    run(tmp_path, Source(activities=[(5, row)]))
    (found,) = engine.latest(tmp_path).answer(tables.ACTIVITIES).to_pylist()
    who = person(row.member_id)
    assert found["person"] == who.pseudonym
    assert found["rk"] == who.record_key
    assert (found["d"], found["month"], found["fiscal_year"]) == (
        date(2025, 3, 31),
        "2025-03",
        2024,
    )
    assert (found["region"], found["prefecture"]) == ("184420", "180009")
    assert (found["home_prefecture"], found["home_area"]) == ("130001", "関東")
    assert (found["verified"], found["amount_yen"], found["age_band"]) == (True, 500, "30-39")


def test_an_unknown_home_is_unknown_and_an_invented_one_lies_in_no_area() -> None:
    assert shaping.home_of({}, "") == ("unknown", "unknown")
    assert shaping.home_of({}, "999016")[1] == "unknown"


def test_an_added_home_lies_in_the_prefecture_that_the_tree_of_regions_says(
    tmp_path: Path,
) -> None:
    # 480003 was added below the nation, 501018 below it, 184999 as a town of 福井県.
    added = {"480003": "480003", "501018": "480003", "184999": "180009"}
    homes = ("480003", "501018", "184999", "131016")
    rows = [activity(seq, seq, home_code=home) for seq, home in enumerate(homes, 1)]
    run(tmp_path, Source(activities=[(5, row) for row in rows], added_homes=added))
    found = engine.latest(tmp_path).answer(tables.ACTIVITIES.order_by("seq")).to_pylist()
    assert [(row["home_prefecture"], row["home_area"]) for row in found] == [
        ("480003", "unknown"),
        ("480003", "unknown"),
        ("180009", "中部"),
        ("130001", "関東"),
    ]


def test_running_again_adds_nothing(tmp_path: Path) -> None:
    source = Source(activities=[(5, activity(1, 1)), (6, activity(2, 2))])
    first = run(tmp_path, source)
    again = run(tmp_path, source)
    assert (first.activities, first.version) == (2, 1)
    assert (again.activities, again.version) == (0, 1)
    assert numbers(tmp_path) == [1, 2]


def test_the_row_of_a_slow_writer_is_not_lost(tmp_path: Path) -> None:
    """Writer A takes number 1 and waits; B takes 2 and commits; A is still running."""
    slow, quick = activity(1, 1), activity(2, 2)
    source = Source(activities=[(11, quick)], until_xid=10)  # A is transaction 10
    assert run(tmp_path, source).activities == 0
    source.activities.append((10, slow))
    source.until_xid = 12
    assert run(tmp_path, source).activities == 2
    assert numbers(tmp_path) == [1, 2]


def test_an_older_snapshot_never_moves_the_watermark_back(tmp_path: Path) -> None:
    source = Source(activities=[(5, activity(1, 1))], until_xid=10)
    run(tmp_path, source)
    source.until_xid = 4
    run(tmp_path, source)
    assert files.read_manifest(tmp_path).watermark == 10


def test_a_kill_between_file_and_manifest_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(activities=[(5, activity(1, 1)), (5, activity(2, 2, date(2025, 6, 1)))])

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_manifest", killed)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, source)
    assert len(list(tmp_path.glob("*/part=*/*.parquet"))) == 2
    assert numbers(tmp_path) == []

    assert run(tmp_path, source).activities == 2
    assert numbers(tmp_path) == [1, 2]
    assert len(list(tmp_path.glob("*/part=*/*.parquet"))) == 2


def test_what_a_killed_run_left_behind_is_removed(tmp_path: Path) -> None:
    stray = tmp_path / "activities" / "part=2025-05" / "xid-1-2-v1-0.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half a file")
    run(tmp_path, Source(activities=[(5, activity(1, 1))]))
    assert not stray.exists()
    assert numbers(tmp_path) == [1]


def test_a_withdrawn_activity_and_its_answer_are_gone(tmp_path: Path) -> None:
    answer = WrittenAnswer(
        2, date(2025, 5, 1), "fukui", "", ["食"], "", [], "", "", "", "", "", "", "", "", "", 9, ""
    )
    source = Source(activities=[(5, activity(1, 1)), (5, activity(2, 2))], answers=[(5, answer)])
    run(tmp_path, source)
    before = engine.latest(tmp_path).answer(tables.ANSWERS).to_pylist()
    assert [(row["seq"], row["purposes"], row["nps"]) for row in before] == [(2, ["食"], 9)]

    source.withdrawals.append((7, 2))
    source.cluster, source.until_xid = source.cluster, 2_000
    source.withdrawals[0] = (1_500, 2)
    assert run(tmp_path, source).withdrawals == 1
    assert numbers(tmp_path) == [1]
    assert engine.latest(tmp_path).answer(tables.ANSWERS).to_pylist() == []


def test_after_a_restore_into_another_cluster_known_numbers_are_skipped(tmp_path: Path) -> None:
    source = Source(activities=[(500, activity(1, 1)), (501, activity(2, 2))])
    run(tmp_path, source)
    restored = Source(
        activities=[(9, activity(1, 1)), (9, activity(2, 2)), (12, activity(3, 3))],
        cluster="another/enishi",
        until_xid=20,
    )
    assert run(tmp_path, restored).activities == 1
    assert numbers(tmp_path) == [1, 2, 3]
    manifest = files.read_manifest(tmp_path)
    assert (manifest.cluster, manifest.watermark) == ("another/enishi", 20)


def test_an_old_backup_is_refused_and_the_lake_stays_as_it_was(tmp_path: Path) -> None:
    run(tmp_path, Source(activities=[(500, activity(1, 1)), (501, activity(2, 2))]))
    before = files.read_manifest(tmp_path)
    old = Source(activities=[(9, activity(1, 1))], cluster="another/enishi", until_xid=20)
    with pytest.raises(refresh.LakeIsAhead) as refusal:
        run(tmp_path, old)
    assert refusal.value.facts == {"table": "activities", "only_in_lake": 1}
    assert files.read_manifest(tmp_path) == before


def test_files_are_split_by_month_and_ordered_by_region_and_time(tmp_path: Path) -> None:
    rows = [
        activity(1, 1, date(2025, 5, 9)),
        activity(2, 2, date(2025, 5, 2), region_code=TAKAHAMA),
        activity(3, 3, date(2025, 5, 1)),
        activity(4, 4, date(2025, 6, 1)),
    ]
    run(tmp_path, Source(activities=[(5, row) for row in rows]))
    parts = {file.part: file for file in files.read_manifest(tmp_path).files}
    assert {part: file.rows for part, file in parts.items()} == {"2025-05": 3, "2025-06": 1}
    may = pq.read_table(tmp_path / parts["2025-05"].path, partitioning=None)
    assert may["seq"].to_pylist() == [3, 1, 2]
    assert (
        pq.ParquetFile(tmp_path / parts["2025-05"].path).metadata.row_group(0).column(0).compression
        == "ZSTD"
    )


def test_large_batches_are_written_a_chunk_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "CHUNK", 3)
    run(tmp_path, Source(activities=[(5, activity(n, n)) for n in range(1, 9)]))
    assert numbers(tmp_path) == list(range(1, 9))
    assert len(files.read_manifest(tmp_path).files) == 3


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    run(tmp_path, Source(activities=[(5, activity(1, 1))]))
    manifest = files.read_manifest(tmp_path)
    files.verify(tmp_path, manifest.files)
    path = tmp_path / manifest.files[0].path
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(files.LakeIsDamaged) as refusal:
        files.verify(tmp_path, manifest.files)
    assert refusal.value.facts["reason"] == "checksum"
