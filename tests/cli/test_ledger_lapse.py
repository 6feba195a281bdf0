"""`enishi ledger lapse` and its neighbours: look, lapse, report, give back, use the fund."""

from __future__ import annotations

import argparse
import csv
import io
import json
from uuid import uuid4

import pytest
from tests import world
from tests.world import TOWN, jst

from enishi.cli import following, lapsing, ledger
from enishi.ledger import operations as books
from enishi.ledger import queries
from enishi.ledger.transfers import NewTransfer, Result
from enishi.programs import operations as programs

pytestmark = pytest.mark.django_db
POINT = f"{TOWN}:point"
# Long before today: the commands read the clock.
GIVEN, ENDED = jst(2024, 10, 1), jst(2025, 3, 31).date()


def run(*words):
    parser = argparse.ArgumentParser()
    ledger.configure(parser)
    return ledger.run(parser.parse_args(words))


@pytest.fixture(autouse=True)
def twelve_members_with_points_of_last_year():
    world.a_region()
    programs.open_points(
        region_code=TOWN,
        name="縁ポイント",
        issuer="観光協会",
        lapse="fiscal-year-end",
        lapse_to="fund",
    )
    grants = [
        NewTransfer(
            uuid4(), f"issue:{POINT}", f"member:{number}", POINT, 100, "grant", GIVEN,
            expires_on=ENDED,
        )
        for number in range(12)
    ]  # fmt: skip
    assert set(books.post_many(grants)) == {Result.OK}


def test_a_preview_moves_nothing(capsys):
    run("lapse", "--region", TOWN, "--preview")
    assert capsys.readouterr().out == (
        f"{POINT}: 1,200 points of 12 accounts would lapse to fund:{POINT}\n"
    )
    assert queries.balance(f"fund:{POINT}", POINT) == 0


def test_points_lapse_once(capsys):
    for _ in range(2):
        run("lapse", "--asset", POINT)
    assert capsys.readouterr().out.splitlines() == [
        f"{POINT}: 1,200 points of 12 accounts lapse to fund:{POINT}",
        f"{POINT}: 1,200 points of 12 accounts lapsed",
        f"{POINT}: 0 points of 0 accounts lapse to fund:{POINT}",
    ]


def test_the_report_says_what_lapsed_and_what_it_bought(capsys):
    run("lapse", "--asset", POINT)
    told = ["--points", "900", "--purpose", "ごみ袋", "--receipt", "第7号", "--key", "7"]
    for _ in range(2):
        run("use-fund", POINT, *told)
    assert "900 points used; 300 left in the fund" in capsys.readouterr().out
    run("lapse-report", POINT)
    text = capsys.readouterr().out.splitlines()
    assert text[0] == f"縁ポイント ({POINT}), issued by 観光協会"
    assert text[1:3] == ["FY2024", "  lapsed      ¥1,200 of about 10 members"]
    assert text[-2].endswith("ごみ袋 (第7号)")
    assert text[-1] == "in the fund   ¥300"
    run("lapse-report", POINT, "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["fund"], found["lapsed_points_are"]) == (300, "donation")
    assert next((year["fiscal_year"], year["stayed"]) for year in found["years"]) == (2024, 1_200)
    run("lapse-report", POINT, "--csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["line"], row["points"], row["purpose"]) for row in rows] == [
        ("lapsed", "1200", ""),
        ("used", "-900", "ごみ袋"),
    ]


def test_the_report_of_an_earlier_day_knows_nothing_yet(capsys):
    run("lapse", "--asset", POINT)
    capsys.readouterr()
    run("lapse-report", POINT, "--until", "2025-03-31", "--csv")
    assert capsys.readouterr().out.splitlines()[1:] == []


def test_fewer_than_ten_members_are_not_told(capsys):
    for number in range(3):
        spent = NewTransfer(
            uuid4(), f"member:{number}", f"issue:{POINT}", POINT, 100, "spend", GIVEN
        )
        assert books.post(spent) is Result.OK
    run("lapse", "--asset", POINT)
    run("lapse-report", POINT)
    out = capsys.readouterr().out
    assert "¥900 of fewer than 10 members" in out
    run("lapse-report", POINT, "--csv")
    assert next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["members"] == "x"


def test_donation_papers_list_who_gave_how_much(capsys):
    gift = {"account": "member:1", "asset": POINT, "points": 30, "at": jst(2025, 1, 5)}
    books.open_account(name=f"fund:{POINT}", asset=POINT)
    assert books.donate(donation=uuid4(), **gift) is Result.OK
    run("lapse-report", POINT, "--donors", "2024")
    assert capsys.readouterr().out.splitlines() == [
        "account,by lapse,by choice,together",
        "member:1,0,30,30",
    ]


def test_a_lapse_is_given_back_once(capsys):
    run("lapse", "--asset", POINT)
    (gift, *_) = queries.donations(POINT, since=GIVEN, until=jst(2100, 1, 1))
    for _ in range(2):
        run("give-back", str(gift.transfer))
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"{gift.transfer} is taken back.",
        f"{gift.transfer} was taken back before.",
    ]
    assert queries.balance(gift.account, POINT) == 100


def test_the_worker_lets_points_lapse_and_a_closed_fund_stops_only_its_own(caplog):
    at = jst(2025, 4, 1)
    follow = {one.name: one.follow for one in following.FOLLOWERS}
    assert follow["lapses"](at) == 12
    assert follow["lapses"](at) == 0
    grant = NewTransfer(
        uuid4(), f"issue:{POINT}", "member:1", POINT, 5, "grant", GIVEN, expires_on=ENDED
    )
    books.post(grant)
    books.close_account(name=f"fund:{POINT}", asset=POINT, at=at)
    assert lapsing.lapse_due(at) == 0
    assert "cannot lapse" in caplog.text


def test_the_worker_writes_notices():
    at = jst(2025, 3, 1)
    follow = {one.name: one.follow for one in following.FOLLOWERS}
    assert follow["notices of lapse"](at) == 12
    assert follow["notices of lapse"](at) == 0
