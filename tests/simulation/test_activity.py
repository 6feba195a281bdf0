"""Invented activity has the lake's shape, and what was planted in it is found again."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from enishi.cli.bench_insight import lakes
from enishi.insight.lake import engine, files, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope
from enishi.kit import codes
from enishi.simulation import activity
from enishi.simulation.activity import Truth

SIZE = 12_000


@pytest.fixture(scope="module")
def world() -> activity.World:
    return activity.make_world(SIZE, seed=5)


@pytest.fixture(scope="module")
def found(
    world: activity.World, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Engine, Truth, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("lake")
    truth = lakes.write(folder, world)
    files.verify(folder, files.read_manifest(folder).files)
    lake = engine.latest(folder)
    return lake, truth, lake.answer(tables.ACTIVITIES).to_pylist()


def ask(lake: Engine, name: str, *by: str) -> list[dict[str, object]]:
    return lake.answer(registry.metric(name).rows(tables.SOURCES, Scope(by=by))).to_pylist()


def test_a_month_has_the_lakes_columns_and_order(world: activity.World) -> None:
    told = next(activity.months(world))
    shape = tables.SHAPES["activities"].to_pyarrow()
    rows = told.rows.select(shape.names).cast(shape)
    listed = [(row["region"], row["at"], row["seq"]) for row in rows.to_pylist()]
    assert listed == sorted(listed)
    assert {row["month"] for row in rows.to_pylist()} == {told.month} == {"2022-04"}
    in_time = sorted(rows.to_pylist(), key=lambda row: row["seq"])
    assert [row["at"] for row in in_time] == sorted(row["at"] for row in in_time)
    for row in rows.to_pylist():
        assert len(row["person"]) == 32
        assert row["verified"] == (row["evidence"] in {"own_scan", "receipt", "staff_scan"})
        assert (row["amount_yen"] is not None) == (row["kind"] in {"purchase", "donation"})
        assert (row["event"] != "") == (row["kind"] == "event")


def test_the_same_seed_makes_the_same_lake_and_another_one_another(world: activity.World) -> None:
    first, again = (next(activity.months(one)).rows for one in (world, world))
    other = next(activity.months(activity.make_world(SIZE, seed=6))).rows
    assert first.equals(again)
    assert not first.equals(other)


def test_no_place_of_it_is_real(world: activity.World) -> None:
    for region in world.regions:
        assert codes.check_digit(region.code[:5]) == region.code[5]
        assert int(region.code[:2]) > 47


def test_size_and_kinds_are_as_told(found: tuple[Engine, Truth, list[dict[str, object]]]) -> None:
    lake, truth, rows = found
    assert abs(truth.activities / SIZE - 1) < 0.2  # small lakes lose pairs drawn twice
    assert len(rows) == truth.activities == sum(truth.of_month.values())
    assert len({row["seq"] for row in rows}) == len(rows)
    by_kind = {row["kind"]: row["activities"] for row in ask(lake, "activities_by_kind")}
    assert by_kind == dict(truth.of_kind)
    by_month = {row["month"]: row["activities"] for row in ask(lake, "activities", "month")}
    assert by_month == dict(truth.of_month)


def test_people_of_every_region_are_as_told(
    found: tuple[Engine, Truth, list[dict[str, object]]],
) -> None:
    lake, truth, rows = found
    assert ask(lake, "people") == [{"people": truth.people}]
    by_region = {row["region"]: row["people"] for row in ask(lake, "people", "region")}
    assert by_region == dict(truth.people_of_region)
    sizes = sorted(by_region.values())
    assert sizes[-1] > 2 * sizes[len(sizes) // 2]  # a few large towns, many small ones
    assert len({(row["person"], row["rk"]) for row in rows}) == truth.people


def test_first_months_are_as_told(found: tuple[Engine, Truth, list[dict[str, object]]]) -> None:
    _, truth, rows = found
    first: dict[tuple[object, object], str] = {}
    for row in rows:
        key = (row["region"], row["person"])
        first[key] = min(first.get(key, "9999-12"), str(row["month"]))
    met = Counter((region, month) for (region, _), month in first.items())
    assert met == dict(truth.first_months)


def test_a_purchase_follows_an_event_as_often_as_planted(
    found: tuple[Engine, Truth, list[dict[str, object]]],
) -> None:
    _, truth, rows = found
    bought: dict[tuple[object, object], list[int]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "purchase":
            bought[row["region"], row["person"]].append(row["d"].toordinal())  # type: ignore[attr-defined]
    last = max(row["d"] for row in rows).toordinal()  # type: ignore[type-var]
    for kind, chance in (("event", 0.30), ("donation", 0.15), ("visit", 0.05)):
        seen = [
            any(0 < day - row["d"].toordinal() <= activity.WINDOW for day in days)  # type: ignore[attr-defined]
            for row in rows
            if row["kind"] == kind and row["d"].toordinal() + activity.WINDOW <= last  # type: ignore[attr-defined]
            for days in [bought[row["region"], row["person"]]]
        ]
        asked, followed = truth.followed[kind]
        assert len(seen) == asked
        assert followed <= sum(seen) <= followed + 0.04 * asked  # by chance, of something else
        assert followed / asked == pytest.approx(chance, abs=0.05)


def test_who_posts_also_supports_and_other_kinds_do_not_go_together(
    found: tuple[Engine, Truth, list[dict[str, object]]],
) -> None:
    _, _, rows = found
    done: dict[object, Counter[str]] = defaultdict(Counter)
    for row in rows:
        done[row["person"]][str(row["kind"])] += 1
    often = {kind: np.array([did[kind] for did in done.values()]) for kind in activity.KINDS}
    together = np.corrcoef(often["post"], often["support"])[0, 1]
    apart = np.corrcoef(often["post"], often["e_visit"])[0, 1]
    assert together > 0.2
    assert together > apart + 0.15
