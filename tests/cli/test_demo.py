"""The demo keeps to itself: its own folder, its own database, the stage it was made at."""

from __future__ import annotations

import argparse
import socket

import pytest

from enishi.cli import demo, installation, supervise
from enishi.regions import operations as regions

HERE = "postgresql://enishi:hush@127.0.0.1/demo"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Give what a person asks for when the demo of the folder was loaded at day 1."""
    monkeypatch.setenv("DATABASE_URL", HERE)
    told = {"state": "loaded", "stage": "day1", "database": "postgresql://enishi@127.0.0.1/demo"}
    installation.write_demo(tmp_path, told)
    return argparse.Namespace(folder=tmp_path, stage=None, host="127.0.0.1", port=free_port())


def test_a_demo_goes_on_with_the_stage_it_was_made_at(asked):
    with demo.hold(asked), pytest.raises(supervise.PortIsTaken), demo.hold(asked):
        pass


def test_another_stage_needs_a_fresh_demo(asked):
    asked.stage = "year2"
    with pytest.raises(demo.OtherDemo, match="loaded=day1, wanted=year2"), demo.hold(asked):
        pass


def test_a_demo_does_not_go_on_in_another_database(asked, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://enishi:hush@127.0.0.1/town")
    with pytest.raises(demo.OtherDatabase) as refused, demo.hold(asked):
        pass
    assert "hush" not in str(refused.value)


@pytest.mark.django_db
def test_a_demo_is_never_loaded_into_a_town_that_is_at_work():
    regions.load_official()
    demo.refuse_real_town({"state": "loading"})
    regions.add_region(code="180009", name="福井県", parent="JP")
    regions.add_region(code="184420", name="美浜町", parent="180009")
    with pytest.raises(demo.DatabaseIsReal, match="towns=1"):
        demo.refuse_real_town({"state": "loading"})
    demo.refuse_real_town({"state": "loading", "database": "the same"})
