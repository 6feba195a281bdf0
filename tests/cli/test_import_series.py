"""`enishi import series`: a region's own statistics from the command line."""

import csv

import pytest
from tests import world

from enishi.cli import import_
from enishi.outside import queries


@pytest.fixture
def town(db):
    return world.a_region().code


def run(path, region, *words):
    """Run the command as the command line does."""
    parser = import_.ArgumentParser()
    import_.configure(parser)
    told = ["series", str(path), "--region", region, "--code", "inns", "--name", "宿の数"]
    return import_.run(parser.parse_args([*told, "--unit", "軒", "--credit", "観光課", *words]))


def test_values_come_in_and_faulty_rows_are_told_in_a_file(town, tmp_path, capsys):
    path = tmp_path / "inns.csv"
    path.write_text(f"region_code,year,value\n{town},2023,12\n{town},never,1\n", encoding="utf-8")
    assert run(path, town) == 1
    assert "1 new, 0 in already, 0 replaced, 1 kept out" in capsys.readouterr().out
    rejects = tmp_path / "inns.csv.rejects.csv"
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        assert [(row["line"], row["column"], row["code"]) for row in csv.DictReader(file)] == [
            ("3", "year", "bad_year")
        ]
    path.write_text(f"region_code,year,value\n{town},2023,13\n", encoding="utf-8")
    assert run(path, town, "--replace", "--shared", "--fiscal") == 0
    assert not rejects.exists()
    assert [one.value for one in queries.values_of("inns")] == [13]
    series = queries.one(code="inns", region_code=world.NEIGHBOUR)
    assert (series.credit, series.is_fiscal, series.owner) == ("観光課", True, town)


def test_a_file_that_is_not_there_is_refused(town, tmp_path):
    with pytest.raises(import_.intake.FileCannotBeRead):
        run(tmp_path / "nothing.csv", town)
