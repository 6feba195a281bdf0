"""`enishi ledger open-balances`: looked at first, posted once, nothing lost without a word."""

from __future__ import annotations

import argparse
import csv
from datetime import date

import pytest
from tests import world

from enishi.activities.cells import ColumnsAreMissing
from enishi.cli import import_, ledger_open_balances
from enishi.ledger import queries as books
from enishi.ledger.models import Transfer
from enishi.ledger.pockets import Pocket
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.models import Member
from enishi.programs.queries import UnknownAsset

HEADER = "会員番号,氏名,ポイント,有効期限"
MARCH = date(2099, 3, 31)
ROWS = (
    'A1,山田　花子,"1,200",令和81年3月31日',
    "A1,山田　花子,300,無期限",
    "A2,佐藤,５０,2099/3/31",
    "A3,鈴木,0,",
)  # fmt: skip


@pytest.fixture
def asset(db):
    return world.a_point()


@pytest.fixture
def bring(asset, tmp_path, capsys):
    """Run the command on a sheet; return exit code, what was said, and what was kept out."""

    def run(*rows, words=(), header=HEADER, encoding="utf-8"):
        path = tmp_path / "old.csv"
        path.write_bytes("".join(f"{line}\r\n" for line in (header, *rows)).encode(encoding))
        parser = argparse.ArgumentParser()
        ledger_open_balances.configure(parser)
        code = ledger_open_balances.run(parser.parse_args([str(path), "--asset", asset, *words]))
        rejects = tmp_path / "old.csv.rejects.csv"
        kept_out = []
        if rejects.exists():
            with rejects.open(encoding="utf-8-sig", newline="") as file:
                kept_out = [
                    (int(row["line"]), row["column"], row["code"]) for row in csv.DictReader(file)
                ]
        return code, capsys.readouterr().out, kept_out

    return run


def wallet(name, source="activities"):
    return f"member:{members.known_as(source, [name])[name]}"


def test_a_preview_tells_the_sums_and_writes_nothing(bring, asset):
    code, said, kept_out = bring(*ROWS)
    assert (code, kept_out) == (0, [])
    assert "1,550 points of 2 people in rows that can be read" in said
    assert "until 2099-03-31: 1,250 points" in said
    assert "never lapse: 300 points" in said
    assert "1 people with 0 points" in said
    assert "would be opened: 1,550 points of 2 people (2 of them new members)" in said
    assert "Nothing was written." in said
    assert Transfer.objects.count() == Member.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_balances_are_posted_as_ordinary_transfers(bring, asset, encoding):
    code, said, _ = bring(*ROWS, words=["--apply"], encoding=encoding)
    assert code == 0
    assert "opened now: 1,550 points of 2 people (2 of them new members)" in said
    assert f"opened in all from migration:{asset}: 1,550 points" in said
    assert books.pockets(wallet("A1"), asset) == [
        Pocket(MARCH, 1200),
        Pocket(date(9999, 12, 31), 300),
    ]
    assert books.balance(wallet("A2"), asset) == 50
    assert set(Transfer.objects.values_list("kind", "source__name")) == {
        ("open", f"migration:{asset}")
    }
    assert books.faults() == []


def test_the_same_sheet_again_acts_once_in_whatever_order(bring, asset):
    bring(*ROWS, words=["--apply"])
    code, said, kept_out = bring(*reversed(ROWS), words=["--apply"])
    assert (code, kept_out) == (0, [])
    assert "opened now: 0 points of 0 people (0 of them new members)" in said
    assert "opened before: 1,550 points of 2 people" in said
    assert "opened before: 1,550 points of 2 people" in bring(*ROWS)[1]
    assert Transfer.objects.count() == 3


@pytest.mark.parametrize("words", [[], ["--apply"]])
@pytest.mark.parametrize(
    "changed",
    [
        ["A1,,1201,2099-03-31", "A1,,300,"],
        ["A1,,1200,2099-03-30", "A1,,300,"],
        ["A1,,1200,2099-03-31"],
        ["A1,,1200,2099-03-31", "A1,,300,", "A1,,1,2098-03-31"],
    ],
)
def test_a_changed_balance_is_told_and_not_posted(bring, asset, changed, words):
    bring(*ROWS, words=["--apply"])
    code, said, kept_out = bring(*changed, ROWS[2], words=words)
    assert code == 1
    assert [(line, word) for line, _, word in kept_out] == [
        (line, "opened_differently") for line in range(2, 2 + len(changed))
    ]
    assert "opened before: 50 points of 1 people" in said
    assert books.balance(wallet("A1"), asset) == 1500


def test_rows_that_cannot_be_read_are_named_and_the_others_come_in(bring, asset):
    code, said, kept_out = bring(
        "A1,,12x,", "A2,,5,2099/2/30", ",,5,", "A4,,5,2001-01-01", "A5,,5", "A6,,7,",
        words=["--apply"],
    )  # fmt: skip
    assert code == 1
    assert kept_out == [
        (2, "ポイント", "bad_points"),
        (3, "有効期限", "bad_day"),
        (4, "会員番号", "missing"),
        (5, "有効期限", "expired_already"),
        (6, "", "wrong_number_of_columns"),
    ]
    assert "kept out: 5 rows" in said
    assert "opened in all" in said
    assert list(Transfer.objects.values_list("amount", flat=True)) == [7]


def test_a_person_is_corrected_as_a_whole(bring, asset):
    assert bring("A1,,5,2099-03-31", "A1,,x,", words=["--apply"])[2] == [
        (2, "会員番号", "other_row_kept_out"),
        (3, "ポイント", "bad_points"),
    ]
    assert bring("A1,,5,2099-03-31", "A1,,6,", words=["--apply"])[0] == 0
    assert books.balance(wallet("A1"), asset) == 11


def test_a_card_of_ours_leads_to_its_holder_and_to_nobody_else(bring, asset):
    holder = world.a_member()
    number = membership.issue_card(
        member_id=holder, region_code=world.TOWN, kind="resident", at=world.NOW
    )
    code, _, kept_out = bring(
        f"{number.lower()},5", "NOBODY99,5", header="カード番号,ポイント", words=["--apply"]
    )
    assert code == 1
    assert kept_out == [(3, "カード番号", "unknown_card")]
    assert books.balance(f"member:{holder}", asset) == 5
    assert Member.objects.count() == 1


def test_two_systems_have_numbers_of_their_own(bring, asset):
    bring("A1,,5,", words=["--apply"])
    bring("A1,,7,", words=["--apply", "--source", "bus-card"])
    assert books.balance(wallet("A1"), asset) == 5
    assert books.balance(wallet("A1", "bus-card"), asset) == 7


def test_points_without_a_day_may_get_one(bring, asset):
    bring("A1,,5,", words=["--apply", "--undated", "2099-03-31"])
    assert books.pockets(wallet("A1"), asset) == [Pocket(MARCH, 5)]


def test_a_sheet_that_does_not_say_how_many_is_refused(bring, asset):
    with pytest.raises(ColumnsAreMissing) as refused:
        bring("A1,x", header="会員番号,氏名")
    assert refused.value.facts["missing"] == "ポイント / points"


def test_an_asset_or_a_source_that_cannot_be_is_refused(bring, asset):
    with pytest.raises(UnknownAsset):
        bring(*ROWS, words=["--asset", "nothing"])
    with pytest.raises(import_.BadSource):
        bring(*ROWS, words=["--source", "a:b"])
