"""The books of coins and points: the stand of a day, the fund, budgets; who may see them."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests import world

from enishi.ledger import operations
from enishi.ledger import queries as ledger
from enishi.programs import operations as programs
from enishi.programs import queries
from enishi.programs.appropriation import Appropriation
from enishi.web.console import stand
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
NOW = world.NOW
POINT = f"{world.TOWN}:point"
ISSUE, FUND, SHOP = f"issue:{POINT}", f"fund:{POINT}", "shop:S01"
PAGE = f"/console/{world.TOWN}/points/"
MARCH, LAST_MARCH = date(2027, 3, 31), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def books():
    """Two members; 500 lapsed in the last fiscal year, 1,240 came this year, 300 were spent."""
    world.a_programme()
    world.a_point()
    first, second = (f"member:{one}" for one in world.members(2))
    world.move(ISSUE, first, 500, expires_on=LAST_MARCH, at=world.jst(2026, 2, 1))
    world.a_lapse_run(at=world.jst(2026, 4, 1, 3))
    world.move(ISSUE, second, 1_240, expires_on=MARCH, at=world.jst(2026, 5, 1))
    world.move(second, SHOP, 300, kind="spend", at=world.jst(2026, 5, 9))
    return first, second


def words(answer) -> str:
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def use(**other: object) -> dict[str, object]:
    told = {"key": str(uuid4()), "amount": "400", "purpose": "絵本", "on": "2026-06-01"}
    return told | other


def test_the_stand_of_today_names_what_is_promised_and_who_owes_it(desk, books):
    page = words(desk("admin", world.TOWN).get(PAGE))
    said = "2026年6月6日（土）の終わりに、会員が持っているのは940円ぶん。"
    assert said in page
    assert "引き受けているのは縁ヶ浦町観光協会です。" in page
    assert "お店など（これから精算するぶん） 300" in page
    assert "会員が持っている残り 940" in page
    assert "だれも使わなければ、940円ぶんの期限が来ます。" in page


def test_an_earlier_day_shows_the_books_of_that_day(desk, books):
    admin = desk("admin", world.TOWN)
    page = words(admin.get(PAGE, {"on": "2026-03-31"}))
    assert "会員が持っているのは500円ぶん。" in page
    assert "期限が来て、基金へ入った" not in page
    page = words(admin.get(PAGE, {"on": "2026-04-01"}))
    assert "会員が持っているのは0円ぶん。" in page
    assert "期限が来て、基金へ入った 1 500 −500" in page


@pytest.mark.parametrize("on", ["", "x", "2027-01-01", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_is_none_or_not_yet_is_today_or_the_first(desk, books, on):
    assert desk("admin", world.TOWN).get(PAGE, {"on": on}).status_code == 200


def test_record_days_are_the_last_of_march_and_september():
    assert stand.record_days(date(2026, 6, 6)) == [date(2026, 3, 31), date(2025, 9, 30)]
    assert stand.record_days(date(2026, 9, 30)) == [date(2026, 9, 30), date(2026, 3, 31)]
    assert stand.record_days(date(2026, 3, 30)) == [date(2025, 9, 30), date(2025, 3, 31)]


def test_coins_have_a_stand_of_their_own(desk, books):
    world.move(f"issue:{world.TOWN}:coin", books[0], 2_000, asset=f"{world.TOWN}:coin")
    page = words(desk("admin", world.TOWN).get(PAGE, {"asset": "coin"}))
    assert "会員が持っているのは2,000コイン。" in page
    assert "コインはお金ではありません。" in page
    assert "引き受けている" not in page
    assert "支払い" not in page
    assert "いま、期限の来るものはありません。" in page


def test_a_use_of_the_fund_is_written_down_once_however_often_it_is_sent(desk, books):
    admin = desk("admin", world.TOWN)
    form = use()
    for _ in range(3):
        assert admin.post(f"{PAGE}use", form).url == f"{PAGE}?asset=point&done=1#lapsed"
    assert ledger.balance(FUND, POINT) == 100
    page = words(admin.get(PAGE))
    assert "2026年6月1日（月） 絵本 ― 400" in page
    assert "基金の残りは100円ぶんです。" in page
    assert "「絵本」に、なりました。" in words(Client().get(f"/r/{world.TOWN}/points/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "501"},
        {"amount": "0"},
        {"amount": "x"},
        {"purpose": "  "},
        {"on": "2026-06-07"},
        {"on": "2026-03-30", "amount": "1"},
        {"key": "x"},
    ],
)
def test_a_use_that_cannot_be_is_told_beside_its_field(desk, books, wrong):
    answer = desk("admin", world.TOWN).post(f"{PAGE}use", use(**wrong))
    assert answer.status_code == 422
    assert "赤い字のところを見なおしてください。" in words(answer)
    assert ledger.balance(FUND, POINT) == 500


def test_a_budget_warns_in_words_from_eighty_percent_on(desk, books):
    operations.open_budget(name="campaign:春のあいさつ", asset=POINT, points_max=1_000)
    operations.open_budget(name="campaign:秋のあいさつ", asset=POINT, points_max=1_000)
    operations.open_budget(name="year:993018:2024", asset=POINT, points_max=1_000)
    world.move(ISSUE, books[0], 800, budgets=("campaign:春のあいさつ",))
    world.move(ISSUE, books[0], 799, budgets=("campaign:秋のあいさつ",))
    page = words(desk("admin", world.TOWN).get(PAGE))
    assert "「キャンペーン 春のあいさつ」は、予算の80%をこえました。" in page
    assert "春のあいさつ 1,000 800 200 △ 残りわずか" in page
    assert "秋のあいさつ 1,000 799 201 ゆとりあり" in page
    assert "年度の全部" not in page


def test_one_account_is_told_day_by_day(desk, books):
    admin = desk("admin", world.TOWN)
    page = words(admin.get(f"{PAGE}account", {"asset": "point", "account": FUND}))
    assert "基金の出入り" in page
    assert "2026年4月1日（水） 失効 会員すべて 1 +500 500" in page
    page = words(admin.get(f"{PAGE}account", {"asset": "point", "account": ISSUE}))
    assert "2026年5月1日（金） 付与 会員すべて 1 −1,240 −1,740" in page
    for name in (books[0], "fund:182010:point"):
        answer = admin.get(f"{PAGE}account", {"asset": "point", "account": name})
        assert answer.status_code == 404, name
    assert admin.get(f"{PAGE}account").url == PAGE


def test_where_the_town_pays_from_its_budget_there_is_no_fund_to_use(desk, books):
    programs.set_lapse(asset=POINT, lapse="fiscal-year-end", lapse_to="unused", refund_days=30)
    admin = desk("admin", world.TOWN)
    page = words(admin.get(PAGE))
    assert "期限が来たぶんは不用額として残ります。" in page
    assert "寄附" not in page
    assert "基金の使いみちを書きとめる" not in page
    assert admin.post(f"{PAGE}use", use()).status_code == 404


def test_an_auditor_reads_and_changes_nothing(desk, books):
    auditor = desk("auditor", world.TOWN)
    page = words(auditor.get(PAGE))
    assert "会員が持っているのは940円ぶん。" in page
    assert "基金の使いみちを書きとめる" not in page
    assert auditor.post(f"{PAGE}use", use()).status_code == 404
    assert ledger.balance(FUND, POINT) == 500


@pytest.mark.parametrize("role", ["staff", "analyst", "organiser", "researcher"])
def test_other_roles_are_not_told_that_the_books_exist(desk, books, role):
    reader = desk(role, world.TOWN)
    for address in (PAGE, f"{PAGE}account"):
        assert reader.get(address).status_code == 404


def test_the_books_of_another_region_do_not_exist(desk, books):
    world.an_official_region("182010")
    admin = desk("admin", "182010")
    assert admin.get(PAGE).status_code == 404
    assert admin.post(f"{PAGE}use", use()).status_code == 404
    own = words(admin.get("/console/182010/points/"))
    assert "コインもポイントも、まだはじまっていません" in own
    assert queries.fund_uses(POINT, until=NOW + timedelta(days=1)) == []


def paper(reader, **asked: str):
    return reader.get(f"{PAGE}journal", {"asset": "point"} | asked)


def test_the_journal_is_handed_out_for_every_spreadsheet(desk, books):
    admin = desk("admin", world.TOWN)
    days = {"since": "2026-04-01", "until": "2026-06-06"}
    told = paper(admin, form="csv", **days)
    assert told.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["伝票番号", "日付", "借方コード"]
    assert [(line[1], line[6]) for line in lines[1:]] == [
        ("2026-04-01", "500"),
        ("2026-05-01", "1240"),
        ("2026-05-09", "300"),
    ]
    old = paper(admin, form="shift_jis", **days)
    assert old["Content-Type"] == "text/csv; charset=Shift_JIS"
    assert old.content.decode("cp932") == told.content.decode("utf-8-sig")
    sheet = zipfile.ZipFile(io.BytesIO(paper(admin, form="xlsx", **days).content))
    assert "<v>1240</v>" in sheet.read("xl/worksheets/sheet1.xml").decode()
    assert b"500" not in paper(admin, since="2026-04-02").content


def test_the_form_of_the_town_has_the_lines_of_its_budget(desk, books):
    line = Appropriation(
        POINT,
        2026,
        "一般会計",
        "7 商工費",
        "1 商工費",
        "2 観光費",
        "18 負担金",
        "=cmd",
        "use",
        9_000,
    )
    programs.set_appropriation(line=line)
    told = paper(desk("admin", world.TOWN), paper="form", until="2026-06-06").content
    (_heads, row) = list(csv.reader(io.StringIO(told.decode("utf-8-sig"))))
    assert row == [
        "2026", "一般会計", "7 商工費", "1 商工費", "2 観光費", "18 負担金", "'=cmd", "9000", "300",
        "8700",
    ]  # fmt: skip


@pytest.mark.parametrize("asked", [{"form": "pdf"}, {"paper": "x"}])
def test_papers_that_do_not_exist_are_not_found(desk, books, asked):
    assert paper(desk("admin", world.TOWN), **asked).status_code == 404


def test_coins_have_no_journal(desk, books):
    admin = desk("admin", world.TOWN)
    assert paper(admin, asset="coin").status_code == 422
    assert "仕訳と、町の様式" not in words(admin.get(PAGE, {"asset": "coin"}))


def test_papers_are_for_those_who_see_the_books(desk, books):
    assert paper(desk("auditor", world.TOWN)).status_code == 200
    assert paper(desk("staff", world.TOWN)).status_code == 404
    assert paper(Client()).status_code == 302


def test_account_codes_are_changed_one_by_one_and_the_journal_follows(desk, books):
    admin = desk("admin", world.TOWN)
    address = f"{PAGE}codes"
    assert "お店への支払い" in words(admin.get(address))
    told = {"account_class": "shop", "kind": "", "code": "305", "name": "未払金"}
    assert admin.post(f"{address}/change", told).url == f"{address}?done=1"
    assert 'value="305"' in admin.get(address).content.decode()
    assert ",305,未払金,300," in paper(admin).content.decode("utf-8-sig")
    for wrong in ({"code": " "}, {"account_class": "x"}, {"name": "n" * 99}):
        assert admin.post(f"{address}/change", told | wrong).status_code == 422
    auditor = desk("auditor", world.TOWN)
    assert "305 未払金" in words(auditor.get(address))
    assert auditor.post(f"{address}/change", told).status_code == 404
    assert desk("staff", world.TOWN).get(address).status_code == 404
