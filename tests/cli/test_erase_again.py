"""`enishi erase-again`: by the own list and the one named; no fault is hushed up."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.cli import erase_again
from enishi.cli.restore import ListIsMissing
from enishi.insight.lake import engine, tables
from enishi.insight.releases import operations as releases
from enishi.kit.periods import jst_day
from enishi.membership import queries as members
from enishi.rights import erased_list
from enishi.rights.erased_list import Line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def lake(settings, tmp_path):
    settings.LAKE_DIR = tmp_path / "lake"
    return settings.LAKE_DIR


def visitors(number):
    """People who were in the town, whom the lake knows."""
    world.a_region()
    found = world.members(number)
    visits = [
        NewActivity(f"visit:{one}", "visit", one, TOWN, datetime.now(UTC), "own_scan")
        for one in found
    ]
    activities.record_many(visits, earn=False)
    releases.refresh_lake()
    return found


def listed(path, *people):
    lines = [Line(jst_day(NOW), uuid4(), "self", None, (one,)) for one in people]
    erased_list.add(path, lines)
    return lines


def test_those_on_either_list_go_and_the_own_one_holds_all_then(settings, tmp_path, capsys, lake):
    first, second, third = visitors(3)
    own = listed(settings.ERASED_LIST, first)
    named = listed(tmp_path / "named.jsonl", second)
    assert erase_again.run(Namespace(file=tmp_path / "named.jsonl")) == 0
    assert "Erasures on the list: 2; done again: 2." in capsys.readouterr().out
    assert members.not_erased([first, second, third]) == [third]
    assert engine.latest(lake).answer(tables.ACTIVITIES.select("person")).num_rows == 1
    assert set(erased_list.read(settings.ERASED_LIST).lines) == {*own, *named}
    assert erase_again.run(Namespace(file=None)) == 0
    assert "Erasures on the list: 2; done again: 0." in capsys.readouterr().out


def test_what_could_not_be_done_is_a_fault(settings, capsys):
    world.a_region()
    staff = world.staff()
    (line,) = listed(settings.ERASED_LIST, staff)
    with settings.ERASED_LIST.open("a", encoding="utf-8") as file:
        file.write("half a li")
    assert erase_again.run(Namespace(file=None)) == 1
    said = capsys.readouterr().out
    assert f"FAULT {settings.ERASED_LIST}, line 2: cannot be read" in said
    assert f"FAULT erasure {line.erasure} could not be done again: " in said
    assert members.not_erased([staff]) == [staff]


def test_a_list_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ListIsMissing):
        erase_again.run(Namespace(file=tmp_path / "nowhere"))
