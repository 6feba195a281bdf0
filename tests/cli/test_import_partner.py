"""`enishi import partner` brings a delivery in, says how it comes out, writes what stays out."""

from __future__ import annotations

import argparse

import pytest
from tests.partners.fake_partner import serving
from tests.partners.test_partners import a_card, agreed, of
from tests.world import NOW

from enishi.cli import import_, import_partner, intake
from enishi.cli.import_partner import EQUAL_AND_ALL_IN, NOT_EQUAL, SOME_KEPT_OUT, NoFileToReject

pytestmark = pytest.mark.django_db


def run(*words):
    parser = argparse.ArgumentParser()
    import_.configure(parser)
    return import_partner.run(parser.parse_args(["partner", *map(str, words)]), at=NOW)


def test_a_file_is_taken_in_and_what_stays_out_is_written_beside_it(tmp_path, capsys):
    code = agreed()
    member, number = a_card()
    file = tmp_path / "june.csv"
    good = f"id,holder,at,amount\nT1,{number},2026-06-05,1000\n"
    file.write_text(f"{good}T2,{number},x,5\n", encoding="utf-8")
    assert run(file, "--partner", code, "--rows", 2, "--units", 1005) == SOME_KEPT_OUT
    rejects = (tmp_path / "june.csv.rejects.csv").read_text(encoding="utf-8-sig")
    assert rejects.splitlines()[1].startswith("3,at,bad_time,")
    assert "1 taken" in capsys.readouterr().out
    file.write_text(good, encoding="utf-8")
    assert run(file, "--partner", code, "--units", 999) == NOT_EQUAL
    assert run(file, "--partner", code, "--units", 1000) == EQUAL_AND_ALL_IN
    assert not (tmp_path / "june.csv.rejects.csv").exists()
    assert of(member) == 475


def test_without_a_file_the_api_is_asked(tmp_path, settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    _, number = a_card()
    row = {"id": "T1", "holder": number, "at": "2026-06-05", "amount": 400}
    with serving({"": {"rows": [row], "next": "c1"}}) as api:
        code = agreed(adapter="api", address=api.address)
        assert run("--partner", code) == EQUAL_AND_ALL_IN
        assert run("--partner", code) == EQUAL_AND_ALL_IN
        with pytest.raises(NoFileToReject):
            run("--partner", code, "--rejects", tmp_path / "x.csv")
    with pytest.raises(intake.FileCannotBeRead):
        run(tmp_path / "none.csv", "--partner", code)
