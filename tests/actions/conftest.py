"""The town with its coin and the five actions; photos lie in a folder of the test."""

from __future__ import annotations

import pytest
from tests import world

from enishi.actions import operations, queries


@pytest.fixture(autouse=True)
def photos_of_its_own(settings, tmp_path):
    """Give every test a data folder: a file outlives a rolled-back database."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def five(db):
    """The five actions of a town that gives coins, by their kind."""
    world.a_programme()
    operations.set_up(region_code=world.TOWN)
    return {one.kind: one.id for one in queries.actions_of(world.TOWN)}
