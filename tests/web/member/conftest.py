"""The town whose clock the stories of joining move, and the poster that hangs in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import world

from enishi.web.design import clock


class Town:
    """The clock of the town, moved by the tests."""

    def __init__(self):
        """Begin on the Saturday of the stories."""
        self.at = world.NOW

    def later(self, **much):
        self.at += timedelta(**much)


@pytest.fixture
def town(monkeypatch):
    moved = Town()
    monkeypatch.setattr(clock, "now", lambda: moved.at)
    return moved


@pytest.fixture
def poster():
    world.a_programme()
    return world.a_poster(world.an_event(starts_at=world.NOW, hours=None, coins=2_000))
