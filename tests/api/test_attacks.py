"""The attacks on counts, run against the statistics API over a lake: they find nobody there too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from django.test import Client
from tests.attacks import (
    averaging,
    closings,
    dominance,
    exact,
    group_attributes,
    informed,
    memory,
    reconstruction,
    singling_out,
    subtraction,
    trackers,
    usefulness,
)
from tests.attacks.asking import Ask, Body, Refused, Tables
from tests.attacks.finding import Finding
from tests.attacks.world import World
from tests.insight import small_lake

from enishi.insight.disclosure import cellkey, magnitudes, rules
from enishi.insight.lake import refresh
from enishi.insight.lake.shaping import Person
from enishi.insight.releases import operations
from enishi.regions import operations as regions
from enishi.simulation import country as simulation

AT = datetime(2026, 3, 5, tzinfo=UTC)
SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def world() -> World:
    return World(simulation.make_country(seed=20240401))


def write_lake(world: World, folder: Path, secret: bytes) -> Path:
    """Write the country's activities with the real follower."""
    rows = [
        small_lake.activity(
            row.seq,
            0,
            row.d,
            member_id=UUID(row.person),
            at=datetime.combine(row.d, time(3), tzinfo=UTC),
            kind=row.kind,
            theme=row.theme,
            region_code=row.region,
            evidence=row.evidence,
            sex=row.sex,
            age_band=row.age_band,
            home_code=row.home_code,
            amount_yen=row.amount_yen,
            business_id=row.business_id,
            trade=row.trade,
        )
        for row in world.country.rows
    ]
    source = small_lake.Source(activities=[(1, row) for row in rows])
    prefecture = {town.code: town.prefecture for town in world.country.towns}

    def identify(member_id: UUID) -> Person:
        return Person(member_id.hex, cellkey.record_key(secret, member_id.hex))

    assert {small_lake.place(code).prefecture for code in prefecture} == set(prefecture.values())
    refresh.refresh(folder=folder, reading=source.reading, identify=identify)
    return folder


@pytest.fixture(scope="module")
def lake(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lake(world, tmp_path_factory.mktemp("lake"), SECRET)


def take_part(world: World, lake: Path, secret: bytes, settings: object) -> None:
    """Let the regions of the country take part; no month is closed yet."""
    settings.LAKE_DIR = lake  # type: ignore[attr-defined]
    settings.DISCLOSURE_SECRET = secret  # type: ignore[attr-defined]
    regions.load_official()
    for code in sorted({town.prefecture for town in world.country.towns}):
        regions.add_region(code=code, name=f"県{code}", parent="JP")
    for town in world.country.towns:
        regions.add_region(code=town.code, name=town.name, parent=town.prefecture)


@pytest.fixture
def country(db: None, world: World, lake: Path, settings: object) -> None:
    take_part(world, lake, SECRET, settings)


def asking(world: World) -> Ask:
    """Ask as another system does; Refused stands for 422."""
    key = regions.issue_token(
        role="researcher", region_code=world.country.towns[0].code, label="attack", at=AT
    )
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def ask(body: Body) -> list[dict[str, object]]:
        answer = client.post(
            "/api/v1/statistics/query", json.dumps(body), content_type="application/json"
        )
        if answer.status_code == 422:
            raise Refused(answer.json()["reason"])
        assert answer.status_code == 200, answer.content
        # Themes and kinds that are published but never happened are of no use to an attacker.
        return [
            row
            for row in answer.json()["rows"]
            if row.get("theme", simulation.THEMES[0]) in simulation.THEMES
            and row.get("kind", simulation.KINDS[0]) in simulation.KINDS
        ]

    return ask


@pytest.fixture
def api(country: None, world: World) -> Ask:
    """Ask after the year was closed at once."""
    operations.close(until="2024-12", at=AT)
    return asking(world)


def over_time(world: World, first: int = 11) -> dict[str, Tables]:
    """Close month after month and keep every table that the attack over closings reads."""
    kept: dict[str, Tables] = {}
    for until in (f"2024-{number:02d}" for number in range(first, 13)):
        operations.close(until=until, at=AT)
        kept[until] = Tables(asking(world))
        closings.read(kept[until])
    return kept


def test_who_joins_between_two_closings_is_not_found(country: None, world: World) -> None:
    finding = closings.attack(over_time(world), world)
    assert finding.found == 0, str(finding)


@pytest.mark.thorough
def test_who_joins_in_any_of_many_months_is_not_found(country: None, world: World) -> None:
    finding = closings.attack(over_time(world, first=4), world)
    assert finding.found == 0, str(finding)


def test_they_are_found_when_numbers_move_with_every_single_one(
    country: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "moves_on", lambda present, told: present != told)
    monkeypatch.setattr(rules, "shows_other_face", lambda mixed: np.zeros(len(mixed), bool))
    finding = closings.attack(over_time(world), world)
    assert finding.found > 0, str(finding)


def bodies() -> Iterator[Body]:
    """Questions of every kind the attacks put."""
    for by in (
        [],
        ["region"],
        ["prefecture"],
        ["month"],
        ["region", "age_band", "sex"],
        ["region", "home_area"],
        ["prefecture", "theme", "age_band"],
        ["region", "evidence"],
        ["kind", "sex"],
    ):
        for filters in ({}, {"age_band": "40-49"}, {"month": "2024-06"}, {"fiscal_year": "2024"}):
            yield {"filters": filters, "by": by}


def test_the_attacks_find_nobody_and_the_api_answers_what_the_engine_decides(
    api: Ask, world: World
) -> None:
    engine = memory.Engine(memory.Truth(world), memory.catalogue_of(world.country), SECRET)
    compared = 0
    for body in bodies():
        try:
            wanted = engine.ask(body)
        except Refused:
            with pytest.raises(Refused):
                api(body)
            continue
        by = list(body["by"])  # type: ignore[call-overload]
        found = {tuple(row[name] for name in by): row["n"] for row in api(body)}
        for row in wanted:
            assert found[tuple(row[name] for name in by)] == row["n"], (body, row)
            compared += 1
    assert compared > 1_000

    assert [str(one) for one in findings(api, world) if one.found] == []


def exact_people(world: World, year: str) -> dict[str, int]:
    """Read the exact people (確定値) of each region's year, as anybody may."""
    client, known = Client(), {}
    for town in world.country.towns:
        told = client.get(f"/opendata/{town.code}/fixed/table.json").json()
        for one in told["periods"]:
            if one["period"] == year and one["figures"]["people"]:
                known[town.code] = one["figures"]["people"]
    return known


def findings(api: Ask, world: World) -> Iterator[Finding]:
    """Attack with everything that is public: tables, sums, exact figures."""
    tables = Tables(api)
    for attack in (
        singling_out.attack,
        group_attributes.attack,
        group_attributes.from_hidden_cells,
        subtraction.total_less_siblings,
        subtraction.bands_less_bands,
        subtraction.prefecture_less_regions,
        averaging.over_partitions,
    ):
        yield attack(tables, world)
    yield averaging.over_phrasings(api, world)
    # All of these are refused; a few stand for many.
    yield trackers.attack(api, world, pairs=1)
    known = exact_people(world, "2023")
    assert len(known) > 8
    assert all(
        known[code] == people
        for (code,), people in world.counts(("region",), fiscal_year="2023").items()
        if code in known
    )
    assert exact.inconsistent(tables, known, "2023") == []
    yield exact.exact_less_siblings(tables, world, known, "2023")
    assert dominance.dominated(api, world) == set()


def take_out_rules_of_sums(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(magnitudes, "is_safe", lambda found, _measure: found.persons.contributors > 0)


def test_shops_are_found_when_sums_of_any_cell_are_told(
    api: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "is_large_enough", lambda *_: True)
    monkeypatch.setattr(rules, "has_enough_persons", lambda *_: True)
    take_out_rules_of_sums(monkeypatch)
    assert dominance.dominated(api, world)


def test_exact_figures_find_people_where_the_parts_have_no_noise(
    api: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cellkey, "perturb", lambda _table, persons, _u: persons)
    known = exact_people(world, "2023")
    finding = exact.exact_less_siblings(Tables(api), world, known, "2023")
    assert finding.people > 0
    assert finding.precision == 1.0 > finding.baseline + 0.5, str(finding)


@pytest.mark.thorough
@pytest.mark.parametrize("number", range(1, 6))
def test_the_attacks_find_nobody_with_five_fresh_keys(
    db: None, world: World, tmp_path: Path, settings: object, number: int
) -> None:
    secret = bytes([number]) * 32
    take_part(world, write_lake(world, tmp_path / "lake", secret), secret, settings)
    operations.close(until="2024-12", at=AT)
    api = asking(world)
    tables = Tables(api)
    found = [
        *findings(api, world),
        reconstruction.attack(tables, world, largest_move=10, regions=12),
        informed.attack(tables, world),
    ]
    useful = usefulness.measure(tables, world)
    assert [str(one) for one in found if one.found] == []
    assert found[-1].precision <= 0.85, str(found[-1])
    assert useful.cells_shown >= 0.60, str(useful)
    assert useful.mean_error <= 2.5, str(useful)
    assert useful.tau >= 0.90, str(useful)
