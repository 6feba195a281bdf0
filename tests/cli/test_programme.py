"""`enishi programme`: a region's coin starts, its rules are listed, added and switched."""

import argparse

import pytest
from tests import world

from enishi.cli import programme as command
from enishi.cli import region as region_command
from enishi.cli.programme import RuleFileIsUnclear
from enishi.programs import queries
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
RULE = """
asset = "993018:coin"
name = "棚田の草刈り"
kind = "support"
payer = "縁ヶ浦町"
amount = 500
daily_limit = 1
"""


def run(*words, of=command):
    parser = argparse.ArgumentParser()
    of.configure(parser)
    return of.run(parser.parse_args(words))


@pytest.fixture(autouse=True)
def town():
    return world.a_region()


def test_a_coin_starts_with_the_rules_of_the_pilot(capsys):
    for _ in range(2):
        assert run("open", world.TOWN) == 0
    assert [asset.code for asset in queries.assets(world.TOWN)] == [f"{world.TOWN}:coin"]
    capsys.readouterr()
    run("rules", world.TOWN)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert [line.split("\t")[1] for line in lines].count("off") == 1
    assert any("1000 per hour" in line for line in lines)


def test_a_point_is_opened_beside_the_coin():
    run("points", world.TOWN, "--name", "縁ポイント", "--issuer", "商工会")
    (asset,) = queries.assets(world.TOWN)
    assert (asset.kind, asset.issuer, asset.lapse) == ("point", "商工会", "fiscal-year-end")


def test_a_lapse_is_shown_and_set_in_plain_words(capsys):
    run("points", world.TOWN, "--name", "縁ポイント", "--issuer", "商工会")
    point = f"{world.TOWN}:point"
    capsys.readouterr()
    run("lapse", point)
    assert capsys.readouterr().out == (
        f"{point} can be used until 31 March; what is left is reported as unused."
        " A refund can be used for 30 days at least.\n"
    )
    run("lapse", point, "--when", "days:180", "--to", "fund", "--refund-days", "7")
    assert "for 180 days; what is left becomes a donation to the fund of 商工会." in (
        capsys.readouterr().out
    )
    kept = queries.asset(point)
    assert (kept.lapse, kept.lapse_to, kept.refund_days) == ("days:180", "fund", 7)
    run("lapse", point, "--when", "never")
    assert capsys.readouterr().out == f"{point} never lapses.\n"


def test_a_rule_is_added_from_a_file_and_switched_off(tmp_path, capsys):
    run("open", world.TOWN)
    file = tmp_path / "rule.toml"
    file.write_text(RULE.replace("993018", world.TOWN), encoding="utf-8")
    run("add", str(file))
    number = capsys.readouterr().out.split()[-1]
    run("switch", number, "off")
    found = {rule.id: rule for rule in queries.rules_of([world.TOWN])}[int(number)]
    assert (found.name, found.amount, found.is_on) == ("棚田の草刈り", 500, False)


@pytest.mark.parametrize("text", ['asset = "x"\n', RULE + 'colour = "red"\n'])
def test_an_unclear_rule_file_is_refused_and_nothing_is_added(tmp_path, text):
    file = tmp_path / "rule.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileIsUnclear):
        run("add", str(file))
    assert queries.rules_of([world.TOWN]) == []


def test_an_unknown_region_has_no_programme():
    with pytest.raises(UnknownRegion):
        run("open", "777777")


def test_a_region_says_who_answers_for_its_data():
    said = [
        "controller",
        world.TOWN,
        "--name",
        "縁ヶ浦町",
        "--purpose",
        "催しの記録",
        "--contact",
        "総合政策課",
    ]
    assert run(*said, of=region_command) == 0
    controller = regions.controller(world.TOWN)
    assert (controller.name, controller.is_public_body) == ("縁ヶ浦町", True)
