"""`enishi ledger supply, trial-balance, statement, journal, codes, form`: what accountants read."""

from __future__ import annotations

import argparse
import csv
import io
import json
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.cli import ledger as command
from enishi.cli.ledger_form import BudgetFileIsUnclear
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import NewTransfer, Result
from enishi.programs import operations
from enishi.programs.operations import BadAccountCode
from enishi.programs.programme import NewRule
from enishi.programs.queries import CoinsAreNoMoney, UnknownAsset
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"
FORM = """
[[line]]
asset = "993018:point"
kan = "2 総務費"
ko = "1 総務管理費"
moku = "7 企画費"
setsu = "18 負担金補助及び交付金"
basis = "grant"
budget_yen = 1000
"""


def run(*words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


@pytest.fixture(autouse=True)
def member_id():
    """A member who earned 100 points on 6 June 2026 and spent 30 of them at once."""
    world.a_programme()
    operations.open_points(region_code=TOWN, name="縁P", issuer="縁ヶ浦町", lapse="never")
    ledger.open_account(name="shop:7", asset=POINT)
    rule = NewRule(
        asset=POINT, name="歩く", kind="step", payer="町", amount=100, valid_from=date(2026, 4, 1)
    )
    operations.add_rule(rule=rule)
    found = world.a_member()
    activities.record(NewActivity("1", "step", found, TOWN, NOW, "own_scan"))
    spent = NewTransfer(uuid4(), f"member:{found}", "shop:7", POINT, 30, "spend", NOW)
    assert ledger.post(spent) is Result.OK
    return found


def test_the_supply_says_who_owes_how_much(capsys):
    assert run("supply", TOWN) == 0
    told = capsys.readouterr().out
    assert "縁ヶ浦町 owes 100 yen" in told
    assert "Coins are recognition" in told
    assert run("supply", TOWN, "--year", "2026", "--json") == 0
    coins, points = json.loads(capsys.readouterr().out)
    assert (coins["owed_yen"], points["owed_yen"], points["outstanding"]) == (None, 100, 70)
    assert points["until"] == "2027-04-01T00:00:00+09:00"
    assert points["movements"]["spent"] == {"points": 30, "transfers": 1}


@pytest.mark.parametrize(
    ("words", "outstanding"),
    [
        (("--on", "2026-06-05"), 0),
        (("--on", "2026-06-06"), 70),
        (("--at", "2026-06-06T10:00"), 0),
        (("--at", "2026-06-06T10:00:01"), 70),
        (("--at", "2026-06-06T01:00:01+00:00"), 70),
    ],
)
def test_the_supply_of_any_day_and_moment(capsys, words, outstanding):
    assert run("supply", TOWN, *words, "--json") == 0
    assert json.loads(capsys.readouterr().out)[1]["outstanding"] == outstanding


def test_the_trial_balance_comes_to_nothing(capsys):
    assert run("trial-balance", POINT) == 0
    lines = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert lines == {"member": "70", "shop:7": "30", f"issue:{POINT}": "-100", "total": "0"}
    run("trial-balance", POINT, "--on", "2026-06-05")
    assert capsys.readouterr().out == "total\t0\n"


def rows(capsysbinary, encoding="utf-8-sig"):
    return list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode(encoding))))


def test_a_statement_lists_a_wallet_s_entries_and_an_issuer_s_days(capsysbinary, member_id):
    assert run("statement", f"member:{member_id}", POINT) == 0
    entries = rows(capsysbinary)
    assert [(one["kind"], one["amount"], one["balance"]) for one in entries] == [
        ("spend", "-30", "70"),
        ("grant", "100", "100"),
    ]
    assert entries[0]["at"] == "2026-06-06T10:00:00+09:00"
    assert run("statement", f"issue:{POINT}", POINT, "--year", "2026") == 0
    (day,) = rows(capsysbinary)
    assert (day["on"], day["counterpart"], day["balance"]) == ("2026-06-06", "member", "-100")
    assert run("statement", "shop:7", POINT, "--until", "2026-06-06") == 0
    assert rows(capsysbinary) == []


def test_the_journal_is_written_for_the_tools_of_a_town_hall(capsysbinary, tmp_path):
    assert run("journal", POINT, "--year", "2026") == 0
    written = capsysbinary.readouterr().out
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert lines[0][:4] == ["伝票番号", "日付", "借方コード", "借方科目"]
    assert [line[6] for line in lines[1:]] == ["100", "30"]
    run("journal", POINT, "--year", "2026", "--encoding", "shift_jis", "--most", "30")
    (spent,) = rows(capsysbinary, "cp932")
    assert (spent["摘要"], spent["取引先"]) == ("縁P ポイント利用 1件", "shop:7")
    run("journal", POINT, "--year", "2026", "--partner", "会員", "--least", "200")
    assert rows(capsysbinary) == []
    file = tmp_path / "journal.xlsx"
    run("journal", POINT, "--year", "2026", "--format", "xlsx", "--out", file)
    with zipfile.ZipFile(file) as book:
        assert "縁P ポイント付与 1件" in book.read("xl/worksheets/sheet1.xml").decode()


def test_coins_have_no_journal_and_unknown_assets_nothing():
    with pytest.raises(CoinsAreNoMoney):
        run("journal", COIN)
    for words in (("trial-balance", "x"), ("statement", "shop:7", "x"), ("journal", "x")):
        with pytest.raises(UnknownAsset):
            run(*words)
    for words in (("supply", "000000"), ("codes", "000000"), ("form", "000000", "2026")):
        with pytest.raises(UnknownRegion):
            run(*words)


def test_codes_are_listed_and_set(capsys):
    assert run("codes", TOWN, "--set", "issue", "711", "負担金", "--kind", "grant") == 0
    told = capsys.readouterr().out.splitlines()
    assert "issue\tgrant\t711\t負担金" in told
    assert "member\t-\t2210\tポイント引当金" in told
    with pytest.raises(BadAccountCode):
        run("codes", TOWN, "--set", "purse", "711", "負担金")


def test_the_form_of_the_budget(capsysbinary, tmp_path):
    file = tmp_path / "form.toml"
    file.write_text(FORM, encoding="utf-8")
    assert run("form", TOWN, "2026", "--set", file) == 0
    (line,) = rows(capsysbinary)
    assert (line["会計"], line["節"]) == ("一般会計", "18 負担金補助及び交付金")
    assert [line[head] for head in ("予算額（円）", "執行額（円）", "残額（円）")] == [
        "1000", "100", "900",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["[[line]]\nkan = 'x'", FORM + "colour = 'red'\n", "not toml", "line = 3"]
)
def test_an_unclear_budget_file_is_refused(tmp_path, text):
    file = tmp_path / "form.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BudgetFileIsUnclear):
        run("form", TOWN, "2026", "--set", file)
