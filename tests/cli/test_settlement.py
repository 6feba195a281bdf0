"""The command line settles with shops as the pages do."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from django.utils import timezone
from tests.settlement.test_operations import POINT, Town
from tests.world import jst

from enishi.cli import settlement
from enishi.settlement import queries
from enishi.settlement.statement import Search

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enishi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command on the test's database; returns its exit code and what it printed."""
    monkeypatch.setattr(timezone, "now", lambda: jst(2026, 7, 3, 9))

    def run(*words: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        settlement.configure(parser)
        code = settlement.run(parser.parse_args(words))
        return code, capsys.readouterr().out

    return run


def test_a_month_is_closed_printed_paid_opened_and_checked(enishi, tmp_path: Path) -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10))
    code, told = enishi("terms", POINT, "--set", "fee_permille=20", "--set", "payout_day=25")
    assert (code, "payout_day\t25" in told) == (0, True)
    code, told = enishi("close", POINT)
    (statement,) = queries.archive(POINT, Search())
    assert told == f"{statement.number}\tpay\t98\t魚のまる幸\n"
    paper = tmp_path / "statement.pdf"
    assert enishi("statement", POINT, "2026-06", "--pdf", str(paper)) == (0, "")
    assert paper.read_bytes().startswith(b"%PDF")
    sheet = tmp_path / "statement.csv"
    enishi("statement", POINT, "2026-06", "--out", str(sheet))
    assert statement.number in sheet.read_text("utf-8-sig")
    assert "open" in enishi("open", POINT, "--why", "伝票が届いた")[1]
    enishi("close", POINT, "2026-06")
    newer = queries.archive(POINT, Search())[0]
    assert enishi("paid", POINT, newer.number, "--on", "2026-07-03") == (0, "1 noted as paid\n")
    found = tmp_path / "archive.csv"
    enishi("archive", POINT, "--partner", "まる幸", "--out", str(found))
    assert found.read_text("utf-8-sig").count("魚のまる幸") == 2
    assert enishi("check", POINT)[0] == 0
