"""Roll-ups equal the facts they are made from, whatever comes late, is withdrawn or forgotten."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.insight.metrics import slow
from tests.insight.small_lake import MIHAMA, TAKAHAMA, TENRYU, Source, activity, person

from enishi.insight.lake import engine, figures, files, refresh, rolled, rollups, tables
from enishi.insight.metrics import from_figures, registry
from enishi.insight.metrics.scope import Scope

SAMPLE = "999016"
DICE = random.Random(3)  # noqa: S311 - a seeded world, not a secret


def an_activity(seq: int) -> Any:
    return activity(
        seq,
        DICE.randrange(1, 12),
        date(2025, 1, 20) + timedelta(days=DICE.randrange(60)),
        kind=DICE.choice(("visit", "event", "purchase", "stargazing")),
        region_code=DICE.choice((MIHAMA, MIHAMA, TAKAHAMA, TENRYU, SAMPLE)),
        sex=DICE.choice(("female", "male")),
        age_band=DICE.choice(("20-29", "30-39")),
        home_code=DICE.choice(("", "131016")),
        amount_yen=DICE.choice((None, 300, 1_200)),
    )


def run(folder: Path, source: Source) -> None:
    refresh.refresh(folder=folder, reading=source.reading, identify=person)


def facts(folder: Path) -> list[dict[str, Any]]:
    manifest = files.read_manifest(folder)
    return list(engine.over(folder, manifest).answer(tables.ACTIVITIES).to_pylist())


def slowly_months(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("region", "rk", "month", "sex", "age_band", "home_prefecture")
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return sorted((*key, *_measured(group)) for key, group in groups.items())


def slowly_lives(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["region"], row["rk"]].append(row)
    return sorted(
        (*key, len({row["month"] for row in group}), *_measured(group))
        for key, group in groups.items()
    )


def _measured(group: list[dict[str, Any]]) -> tuple[Any, ...]:
    kinds = [row["kind"] for row in group]
    days = {row["d"] for row in group}
    yen = sum(row["amount_yen"] or 0 for row in group)
    of_kinds = (kinds.count("visit"), kinds.count("event"), kinds.count("stargazing"))
    return (len(group), len(days), yen, min(days), max(days), *of_kinds)


def slowly_cohorts(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], int]:
    first: dict[tuple[str, int], str] = {}
    for row in rows:
        key = (row["region"], row["rk"])
        first[key] = min(first.get(key, "9999-12"), row["month"])
    seen = {
        (row["region"], first[row["region"], row["rk"]], row["month"], row["rk"]) for row in rows
    }
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for region, began, month, _ in seen:
        counts[region, began, month] += 1
    return dict(counts)


SCOPES = (
    Scope(by=("month",)),
    Scope(),
    Scope(since=date(2025, 2, 1), by=("kind",)),
    Scope(since=date(2025, 2, 1), until=date(2025, 3, 1), by=("kind", "month")),
    Scope(code="180009", level="prefecture", prefecture="180009", by=("month",)),
    Scope(code=MIHAMA, level="municipality", prefecture="180009", by=("month", "kind")),
    Scope(code="013048", level="municipality", prefecture="010006", by=("month",)),
)


def equal_to_the_facts(folder: Path) -> None:
    """Compare every roll-up with plain Python over the facts in force."""
    rows = facts(folder)
    found = rollups.current(folder, files.read_manifest(folder))
    assert found is not None
    months = found.rows("person_months").to_pylist()
    told = [
        (
            *(row[name] for name in ("region", "rk", "month", "sex", "age_band")),
            row["home_prefecture"],
            row["activities"],
            row["days"].bit_count(),
            *(row[name] for name in ("amount_yen", "first", "last")),
            *(row[f"of_{kind}"] for kind in ("visit", "event", "other")),
        )
        for row in months
    ]
    assert sorted(told) == slowly_months(rows)
    lives = found.rows("lives").to_pylist()
    names = ("region", "rk", "months", "activities", "days", "amount_yen", "first", "last")
    kinds = ("of_visit", "of_event", "of_other")
    assert sorted(tuple(row[n] for n in (*names, *kinds)) for row in lives) == slowly_lives(rows)
    cohorts = found.rows("cohorts").to_pylist()
    assert {
        (row["region"], row["first"], row["month"]): row["people"] for row in cohorts
    } == slowly_cohorts(rows)
    kept = figures.latest(folder)
    assert kept is not None
    for scope in SCOPES:
        for name in ("activities", "activities_by_kind"):
            answered = from_figures.answer(kept, name, scope)
            if name == "activities" or "month" in scope.by:
                assert answered is not None, (name, scope)
            if answered is not None:
                assert answered[0] == getattr(slow, name)(rows, scope), (name, scope)
                assert answered[1] == len(slow.within(rows, scope))


def test_roll_ups_follow_late_rows_withdrawals_and_erasures(tmp_path: Path) -> None:
    source = Source(activities=[(5, an_activity(n)) for n in range(1, 61)], until_xid=10)
    run(tmp_path, source)
    assert rollups.roll(tmp_path) == 3 * 2 + 3 * 2  # three months; three prefectures
    equal_to_the_facts(tmp_path)
    assert rollups.roll(tmp_path) == 0

    late = activity(61, 3, date(2025, 1, 25), region_code=TENRYU)
    source.activities.append((11, late))
    source.until_xid = 20
    run(tmp_path, source)
    assert rollups.current(tmp_path, files.read_manifest(tmp_path)) is None
    assert rollups.roll(tmp_path) == 2 + 2  # that month, that prefecture
    equal_to_the_facts(tmp_path)

    source.withdrawals, source.until_xid = [(21, 61), (22, 7)], 30
    run(tmp_path, source)
    assert 0 < rollups.roll(tmp_path) <= 2 * 2 + 2 * 2
    equal_to_the_facts(tmp_path)

    gone = [row for _, row in source.activities if row.member_id.int == 5]
    assert len(gone) > 2
    source.activities = [pair for pair in source.activities if pair[1].member_id.int != 5]
    source.forgotten, source.until_xid = [(31, row.seq) for row in gone], 40
    run(tmp_path, source)
    rollups.roll(tmp_path)
    equal_to_the_facts(tmp_path)
    on_disk = set((tmp_path / rollups.FOLDER).rglob("*.parquet"))
    found = rollups.current(tmp_path, files.read_manifest(tmp_path))
    assert found is not None
    assert on_disk == {path for name in rolled.SHAPES for path in found.of(name)}
    key = person(gone[0].member_id).record_key
    assert all(key not in found.rows(name)["rk"].to_pylist() for name in ("person_months", "lives"))
    assert (tmp_path / rollups.FOLDER).stat().st_mode & 0o077 == 0


def test_a_killed_run_goes_on_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, Source(activities=[(5, an_activity(n)) for n in range(1, 41)], until_xid=10))
    write = files.write_rows
    left = iter(range(3))

    def killed(folder: Path, name: str, rows: Any) -> tuple[str, str]:
        if next(left, None) is None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(b"half a file")
            raise KeyboardInterrupt
        return write(folder, name, rows)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            rollups.roll(tmp_path)
    assert rollups.current(tmp_path, files.read_manifest(tmp_path)) is None
    assert rollups.roll(tmp_path) > 0
    equal_to_the_facts(tmp_path)
    assert list((tmp_path / rollups.FOLDER).rglob("*.draft")) == []


def test_only_large_lakes_are_rolled_up_and_then_always(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, Source(activities=[(5, an_activity(1)), (5, an_activity(2))]))
    assert rollups.keep(tmp_path) == 0
    assert not (tmp_path / rollups.FOLDER).exists()
    with monkeypatch.context() as patch:
        patch.setattr(rollups, "KEPT_FROM", 2)
        assert rollups.keep(tmp_path) > 0
    run(tmp_path, Source(activities=[(1_001, an_activity(3))], until_xid=1_002))
    assert rollups.keep(tmp_path) > 0  # once made, they never hold what the lake let go of
    equal_to_the_facts(tmp_path)


def test_an_empty_lake_has_empty_roll_ups(tmp_path: Path) -> None:
    assert rollups.roll(tmp_path) == 0
    kept = figures.latest(tmp_path)
    assert kept is not None
    assert kept.of("nation", "JP") == []


@pytest.mark.parametrize(
    ("metric", "scope"),
    [
        ("people", Scope(by=("month",))),
        ("activities_by_kind", Scope()),
        ("activities_by_kind", Scope(by=("sex", "month"))),
        ("activities", Scope(since=date(2025, 2, 2))),
        ("activities", Scope(by=("home_area",))),
        ("activities", Scope(where=(("online", True),))),
    ],
)
def test_what_figures_do_not_hold_is_asked_of_the_facts(metric: str, scope: Scope) -> None:
    assert metric in registry.METRICS
    empty = figures.opened(rolled.FIGURES.schema().to_pyarrow().empty_table())
    assert from_figures.answer(empty, metric, scope) is None
