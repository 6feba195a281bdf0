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
    group_attributes,
    memory,
    singling_out,
    subtraction,
    trackers,
)
from tests.attacks.asking import Ask, Body, Refused, Tables
from tests.attacks.world import World
from tests.insight import small_lake

from enishi.insight.disclosure import cellkey, rules
from enishi.insight.lake import refresh
from enishi.insight.lake.refresh import Person
from enishi.insight.releases import operations
from enishi.regions import operations as regions
from enishi.simulation import country as simulation

AT = datetime(2026, 3, 5, tzinfo=UTC)
SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def world() -> World:
    return World(simulation.make_country(seed=20240401))


@pytest.fixture(scope="module")
def lake(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the country's activities with the real follower."""
    folder = tmp_path_factory.mktemp("lake")
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
        )
        for row in world.country.rows
    ]
    source = small_lake.Source(activities=[(1, row) for row in rows])
    prefecture = {town.code: town.prefecture for town in world.country.towns}

    def identify(member_id: UUID) -> Person:
        return Person(member_id.hex, cellkey.record_key(SECRET, member_id.hex))

    assert {small_lake.place(code).prefecture for code in prefecture} == set(prefecture.values())
    refresh.refresh(folder=folder, reading=source.reading, identify=identify)
    return folder


@pytest.fixture
def country(db: None, world: World, lake: Path, settings: object) -> None:
    """The regions take part; no month is closed yet."""
    settings.LAKE_DIR = lake  # type: ignore[attr-defined]
    settings.DISCLOSURE_SECRET = SECRET  # type: ignore[attr-defined]
    regions.load_official()
    for code in sorted({town.prefecture for town in world.country.towns}):
        regions.add_region(code=code, name=f"県{code}", parent="JP")
    for town in world.country.towns:
        regions.add_region(code=town.code, name=town.name, parent=town.prefecture)


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


def over_time(world: World, first: int = 10) -> dict[str, Tables]:
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

    tables = Tables(api)
    for attack in (
        singling_out.attack,
        group_attributes.attack,
        group_attributes.from_hidden_cells,
        subtraction.total_less_siblings,
        subtraction.prefecture_less_regions,
        averaging.over_partitions,
    ):
        finding = attack(tables, world)
        assert finding.found == 0, str(finding)
    finding = averaging.over_phrasings(api, world)
    assert finding.found == 0, str(finding)
    # All of these are refused; a few stand for many.
    finding = trackers.attack(api, world, pairs=1)
    assert finding.found == 0, str(finding)
