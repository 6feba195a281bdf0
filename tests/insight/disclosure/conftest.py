"""The country under attack, made and counted once for all secrets."""

from __future__ import annotations

import pytest
from tests.attacks import memory
from tests.attacks.asking import Tables
from tests.attacks.world import World

from enishi.insight.disclosure.catalogue import Catalogue
from enishi.simulation import country

KEYS = tuple(bytes([number]) * 32 for number in range(1, 6))


@pytest.fixture(scope="session")
def world() -> World:
    return World(country.make_country(seed=20240401))


@pytest.fixture(scope="session")
def truth(world: World) -> memory.Truth:
    return memory.Truth(world)


@pytest.fixture(scope="session")
def catalogue(world: World) -> Catalogue:
    return memory.catalogue_of(world.country)


# Two keys on every run; the other three with the long figures.
@pytest.fixture(
    scope="session",
    params=[*KEYS[:2], *(pytest.param(key, marks=pytest.mark.thorough) for key in KEYS[2:])],
    ids=[f"key{number}" for number in range(1, 6)],
)
def engine(request, truth: memory.Truth, catalogue: Catalogue) -> memory.Engine:
    return memory.Engine(truth, catalogue, request.param)


@pytest.fixture(scope="session")
def tables(engine: memory.Engine) -> Tables:
    return Tables(engine.ask)


@pytest.fixture
def weakened(truth: memory.Truth, catalogue: Catalogue) -> memory.Engine:
    """An engine of its own, for tests that take a defence out."""
    return memory.Engine(truth, catalogue, KEYS[0])
