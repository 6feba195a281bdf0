"""A grade that staff lifted is the lake's from the next month on; a closed month keeps its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.insight.small_lake import Source, activity, person

from enishi.insight.lake import engine, files, refresh, tables


def run(folder: Path, source: Source) -> refresh.Refreshed:
    return refresh.refresh(folder=folder, reading=source.reading, identify=person)


def grades(opened: engine.Engine) -> dict[int, tuple[str, bool]]:
    rows = opened.answer(tables.ACTIVITIES).to_pylist()
    return {row["seq"]: (row["evidence"], row["verified"]) for row in rows}


def test_a_lifted_grade_counts_from_then_on_and_a_closed_version_keeps_its_own(
    tmp_path: Path,
) -> None:
    rows = [
        activity(1, 1, date(2025, 5, 1), evidence="self_report"),
        activity(2, 2, date(2025, 6, 1), evidence="self_report"),
        activity(3, 3, date(2025, 6, 2)),
    ]
    source = Source(activities=[(5, row) for row in rows])
    run(tmp_path, source)
    closed = files.read_manifest(tmp_path).version
    before = {1: ("self_report", False), 2: ("self_report", False), 3: ("own_scan", True)}
    assert grades(engine.latest(tmp_path)) == before

    source.lifts.append((1_500, (2, "staff_scan")))
    source.until_xid = 2_000
    assert run(tmp_path, source).lifts == 1
    assert grades(engine.latest(tmp_path)) == {**before, 2: ("staff_scan", True)}
    frozen = engine.over(tmp_path, files.read_manifest(tmp_path), version=closed)
    assert grades(frozen) == before

    source.until_xid = 3_000
    assert run(tmp_path, source).lifts == 0
    assert grades(engine.latest(tmp_path)) == {**before, 2: ("staff_scan", True)}


def test_a_lifted_activity_that_is_taken_back_is_gone(tmp_path: Path) -> None:
    source = Source(
        activities=[(5, activity(1, 1, evidence="self_report"))],
        lifts=[(6, (1, "staff_scan"))],
        withdrawals=[(7, 1)],
    )
    run(tmp_path, source)
    assert grades(engine.latest(tmp_path)) == {}
