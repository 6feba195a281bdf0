"""`enishi token`: the secret stands alone on stdout, once."""

import argparse

import pytest
from tests import world
from tests.world import TOWN

from enishi.cli import token as command
from enishi.regions import queries
from enishi.regions.operations import UnknownRole
from enishi.regions.queries import UnknownRegion
from enishi.regions.region import TokenHolder

pytestmark = pytest.mark.django_db


def run(*words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))


def test_a_key_is_printed_alone_listed_without_its_secret_and_ended(capsys):
    world.a_region()
    assert run("new", "--role", "researcher", "--region", TOWN, "--label", "大学") == 0
    secret = capsys.readouterr().out.strip()
    assert queries.token_holder(secret) == TokenHolder("大学", TOWN, "researcher")
    run("list")
    (line,) = capsys.readouterr().out.splitlines()
    number, *rest = line.split("\t")
    assert rest == ["live", "researcher", TOWN, "大学"]
    run("revoke", number)
    assert queries.token_holder(secret) is None
    capsys.readouterr()
    run("list")
    assert "\tended\t" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("region", "role", "refusal"),
    [(TOWN, "mayor", UnknownRole), ("000000", "public", UnknownRegion)],
)
def test_a_key_for_nothing_is_refused_and_not_kept(region, role, refusal, capsys):
    world.a_region()
    with pytest.raises(refusal):
        run("new", "--role", role, "--region", region)
    assert capsys.readouterr().out == ""
    assert queries.tokens() == []
