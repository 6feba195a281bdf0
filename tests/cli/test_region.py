"""`enishi region`: official regions join, invented ones and areas are made."""

import argparse

import pytest

from enishi.cli import region as command
from enishi.regions import queries
from enishi.regions.operations import RegionFitsNowhere
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db


def run(*words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))


def test_an_official_region_joins_and_is_listed(capsys):
    assert run("add", "184420", "美浜町", "--parent", "180009") == 0
    assert run("add", "182010", "福井市") == 0
    capsys.readouterr()
    assert run("list") == 0
    told = capsys.readouterr()
    assert told.out == "182010\tmunicipality\t福井市\n184420\tmunicipality\t美浜町\n"
    assert told.err == ""


def test_an_invented_prefecture_and_its_town_are_made(capsys):
    run("add", "990001", "架空県", "--parent", "JP", "--sample")
    run("add", "993018", "縁ヶ浦町", "--parent", "990001", "--population", "9000")
    town = queries.region("993018")
    assert (town.kind, town.population, town.is_sample) == ("municipality", 9000, True)
    assert capsys.readouterr().err == ""


def test_a_wrong_check_digit_is_told_and_kept(capsys):
    run("add", "990000", "架空県", "--parent", "JP")
    assert queries.region("990000").name == "架空県"
    assert "990001" in capsys.readouterr().err


def test_an_area_lies_in_towns():
    run("add", "904811", "若狭高浜地域", "--parent", "180009", "--kind", "area", "--in", "184811")
    assert queries.towns_of_area("904811") == ["184811"]


def test_adding_again_changes_nothing():
    for _ in range(2):
        assert run("add", "993018", "縁ヶ浦町", "--parent", "180009") == 0
    assert [one.code for one in queries.participating()] == ["993018"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["993018", "縁ヶ浦町"], UnknownRegion),
        (["993018", "縁ヶ浦町", "--parent", "777777"], UnknownRegion),
        (["993018", "縁ヶ浦町", "--parent", "184420"], RegionFitsNowhere),
    ],
)
def test_a_region_that_fits_nowhere_is_refused(words, refusal):
    with pytest.raises(refusal):
        run("add", *words)
    assert queries.participating() == []
