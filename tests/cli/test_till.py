"""`enishi till`: the key of a POS stands alone on stdout, once, and sells until it is ended."""

from __future__ import annotations

import argparse

import pytest
from tests.world import a_shop

from enishi.cli import till as command
from enishi.merchants import queries
from enishi.merchants.queries import UnknownShop

pytestmark = pytest.mark.django_db


def run(*words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))


def test_a_key_is_printed_alone_listed_without_its_secret_and_ended(capsys):
    shop = a_shop()
    assert run("new", "--shop", shop, "--label", "2番レジ") == 0
    secret = capsys.readouterr().out.strip()
    device = queries.device_of(secret)
    assert device is not None
    assert (device.shop_code, device.kind) == (shop, "pos")
    run("list", "--shop", shop)
    assert capsys.readouterr().out == f"{device.id}\tlive\t2番レジ\n"
    run("end", str(device.id), "--shop", shop)
    assert queries.device_of(secret) is None
    capsys.readouterr()
    run("list", "--shop", shop)
    assert "\tended\t" in capsys.readouterr().out


def test_a_shop_that_nobody_knows_has_no_key():
    with pytest.raises(UnknownShop):
        run("new", "--shop", "NOSUCHSH")
