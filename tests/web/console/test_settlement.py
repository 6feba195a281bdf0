"""The accountant's desk: terms, accounts, a month closed, papers, what was paid, the archive."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.settlement.test_operations import ACCOUNT, ISSUER, POINT, Town
from tests.world import NEIGHBOUR, TOWN, a_point, a_region, a_shop, jst

from enishi.ledger import queries as books
from enishi.merchants.shop import SHOP
from enishi.programs import operations as programs
from enishi.programs.journal import Code
from enishi.settlement import operations, queries
from enishi.settlement.terms import Terms
from enishi.web.console import settling
from enishi.web.console.settlement_terms import TermsForm
from enishi.web.design import clock
from enishi.web.design.paper import printing

HERE = f"/console/{TOWN}/settlement/"
AT = jst(2026, 7, 3, 9)
pytestmark = pytest.mark.django_db(transaction=True)
TERMS = {
    "asset": POINT, "payout_day": "20", "minimum_yen": "1", "bank_fee_yen": "330",
    "bank_fee_by": "shop", "paid_at": "use", "fee_percent": "2.0", "fee_of": "points",
    "fee_monthly_yen": "0", "tax_percent": "10", "issuer_number": "T1234567890123",
    "issuer_address": "縁ヶ浦町駅前1-1", "desk": "", "account_kind": "1", **ISSUER,
}  # fmt: skip


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def words_of(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return "".join(page.extract_text() for page in reader.pages)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_month_is_closed_printed_paid_and_found_again(desk) -> None:  # noqa: PLR0915 - one story
    town = Town(address="縁ヶ浦町港1-4")
    cafe = a_shop("棚田カフェ", trade="cafe", at=jst(2026, 5, 1))
    town.sells(50_000, 12_345, jst(2026, 6, 10, 12))
    town.sells(3_000, 655, jst(2026, 6, 11, 12), shop=cafe)
    window = desk("accountant", TOWN)
    assert window.post(f"{HERE}terms/set", TERMS).status_code == 302
    told = {"shop": town.shop, "way": "bank", "kind": "1", "bank_code": "9901"} | {
        name: getattr(ACCOUNT, name)
        for name in ("bank_kana", "branch_code", "branch_kana", "number", "holder_kana")
    }
    assert window.post(f"{HERE}accounts/set", told).status_code == 302
    assert "•••• ••" not in window.get(f"{HERE}accounts").content.decode()
    assert "••••122" in window.get(f"{HERE}accounts").content.decode()
    before = window.get(HERE).content.decode()
    assert "2026年6月分を、締められます。" in before
    assert "帳簿と1ポイントまで合っています" in before
    closed = window.post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
    assert closed.status_code == 302
    (closing,) = queries.closings(POINT)
    fish, other = sorted(queries.statements(closing.id), key=lambda one: -one.owed)
    # 12,345 less 246 fee, 24 tax, 330 to the bank; 655 less 13 and 1, in cash.
    assert (fish.payout, other.payout) == (11_745, 641)

    month = f"{HERE}{closing.id}/"
    shown = window.get(month).content.decode()
    assert "¥11,745" in shown
    assert "2店に、あわせて¥12,386を支払います。" in shown
    lines = rows_of(window.get(f"{month}statements.csv").content)
    assert sum(int(line["ポイントの差引（円）"]) for line in lines) == 13_000
    assert {line["登録番号"] for line in lines} == {"T1234567890123"}
    one = f"{HERE}statement/{fish.number}/"
    printed = words_of(window.get(f"{one}statement.pdf").content)
    for word in (
        "魚のまる幸",
        "縁ヶ浦町港1-4",
        "¥12,345",
        "¥11,745",
        "T1234567890123",
        "¥246",
        "¥24",
    ):
        assert word in printed
    assert "0001122" not in printed
    english = words_of(window.get(f"{one}statement.pdf?language=en").content)
    assert "Amount paid" in english
    both = words_of(window.get(f"{month}statements.pdf").content)
    assert "棚田カフェ" in both
    assert "受け取りました" in both

    bank = window.post(f"{month}bank")
    records = bank.content.split(b"\r\n")
    assert [len(record) for record in records] == [120] * 4 + [0]
    assert int(records[1][80:90]) == 11_745
    noted = {"number": [fish.number, other.number], "on": "2026-07-03", "way": "bank"}
    assert window.post(f"{month}paid", noted).status_code == 302
    assert books.balance(f"shop:{town.shop}", POINT) == 0
    assert queries.differences(POINT, today=date(2026, 7, 3)) == []
    journal = rows_of(window.get(f"{month}journal.csv").content)
    netted = [int(line["金額（円）"]) for line in journal if line["摘要"] == "精算での相殺"]
    assert sorted(netted) == [14, 270]
    fees = {line["摘要"]: line["貸方コード"] for line in journal}
    assert (fees["精算手数料"], fees["振込手数料"]) == ("4110", "5310")
    for kind, code, name in (("fee", "4990", "雑収入"), ("buy", "1190", "立替金")):
        programs.set_account_code(region_code=TOWN, code=Code("issue", kind, code, name))
    journal = rows_of(window.get(f"{month}journal.csv").content)
    line = next(line for line in journal if line["摘要"] == "精算手数料")
    assert (line["借方コード"], line["借方科目"]) == ("1190", "立替金")
    assert (line["貸方コード"], line["貸方科目"]) == ("4990", "雑収入")
    assert window.post(f"{one}unpaid").status_code == 302
    assert books.balance(f"shop:{town.shop}", POINT) == 12_345

    found = rows_of(window.get(f"{HERE}archive?partner=カフェ&most=641&form=csv").content)
    assert [line["明細番号"] for line in found] == [other.number]
    nothing = window.get(f"{HERE}archive?since=2027-01-01").content.decode()
    assert "この条件の明細は、ありません。" in nothing


def test_a_shop_that_owes_reads_how_much_where_and_until_when(desk) -> None:
    town = Town(earn_payer=SHOP)
    town.sells(10_000, 0, jst(2026, 6, 1))
    window = desk("accountant", TOWN)
    told = TERMS | {"bank_fee_by": "issuer", "fee_percent": "0", "client_code": ""}
    hidden = told | {"client_kana": "", "bank_kana": ""}
    papers = []
    for terms in (hidden, told | {"desk": "観光協会の窓口（平日 9時から17時）"}):
        assert window.post(f"{HERE}terms/set", terms).status_code == 302
        window.post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
        closing = queries.last_closed(POINT)
        assert closing is not None
        (one,) = queries.statements(closing.id)
        assert one.payout == -100
        warned = (
            "お店が支払う先が、決まっていません"
            in window.get(f"{HERE}{closing.id}/").content.decode()
        )
        address = f"{HERE}statement/{one.number}/"
        papers.append((warned, words_of(window.get(f"{address}statement.pdf").content)))
        shown = window.get(address).content.decode()
        assert "期限：2026年7月21日" in shown
        operations.reopen(asset=POINT, why="きまりを足す", by=None, at=AT)
    (lacks, first), (still, second) = papers
    assert (lacks, still) == (True, False)
    assert "からお知らせします" in first
    for word in (
        "お支払いの期限",
        "2026年7月21日",
        "¥100",
        "7654321",
        "ミナトギンコウ",
        "観光協会の窓口",
        one.number,
    ):
        assert word in second, word


def test_what_is_printed_for_shops_is_ten_points_and_ink() -> None:
    source = (Path(printing.__file__).parent / "statement.typ").read_text("utf-8")
    texts = re.findall(r"text\(([0-9.]+)pt", source)
    assert min(float(one) for one in texts) >= 10
    assert "soft" not in source


def test_a_town_of_many_shops_is_searched_paged_and_paid_with_as_many_questions(
    desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "ROWS", 5)
    town = Town()
    operations.set_terms(terms=Terms(asset=POINT, **ISSUER))
    window = desk("accountant", TOWN)

    def sells(names: range) -> None:
        for number in names:
            code = a_shop(f"店{number:03d}", trade="cafe", at=jst(2026, 5, 1))
            operations.set_payout_account(shop_code=code, account=ACCOUNT, by=None, at=AT)
            town.sells(1_000, 1 + number, jst(2026, 6, 10), shop=code)

    def questions() -> list[int]:
        last = queries.last_closed(POINT)
        months = [f"{HERE}{last.id}/"] if last else []
        counted = []
        for address in (HERE, f"{HERE}accounts", f"{HERE}archive", *months):
            window.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert window.get(address).status_code == 200
            counted.append(len(asked))
        return counted

    sells(range(3))
    few_open = questions()
    window.post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
    few = questions()
    operations.reopen(asset=POINT, why="まだ売る", by=None, at=AT)
    sells(range(3, 9))
    assert questions() == few_open
    window.post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
    assert questions() == few

    month = f"{HERE}{queries.closings(POINT)[0].id}/"
    first, second = (window.get(f"{month}?sheet={n}").content.decode() for n in (1, 2))
    assert ("店000" in first, "店008" in first) == (True, False)
    assert ("店000" in second, "店008" in second) == (False, True)
    found = window.get(f"{month}?q=店００８&show=due").content.decode()
    assert ("店008" in found, "店007" in found) == (True, False)
    assert "この条件のお店は、ありません" in window.get(f"{month}?show=collect").content.decode()
    paid = window.post(f"{month}paid", {"all": "bank", "on": "2026-07-03"})
    assert paid.headers["Location"].endswith("n=9")
    assert {one.paid_way for one in queries.statements(queries.closings(POINT)[0].id)} == {"bank"}
    assert queries.differences(POINT, today=date(2026, 7, 3)) == []


def test_a_closed_month_is_opened_with_a_reason_only(desk) -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10))
    window = desk("accountant", TOWN)
    window.post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
    (closing,) = queries.closings(POINT)
    assert window.post(f"{HERE}reopen", {"asset": POINT, "why": ""}).status_code == 422
    assert window.post(f"{HERE}reopen", {"asset": POINT, "why": "伝票が届いた"}).status_code == 302
    shown = window.get(f"{HERE}{closing.id}/").content.decode()
    assert "開きなおされました" in shown
    assert "伝票が届いた" in shown
    (old,) = queries.statements(closing.id)
    printed = words_of(window.get(f"{HERE}statement/{old.number}/statement.pdf").content)
    assert "開きなおされました" in printed
    window.post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
    assert "2回目の締め" in window.get(HERE).content.decode()


def test_auditors_read_and_change_nothing_and_a_neighbour_sees_nothing(desk) -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10))
    desk("accountant", TOWN).post(f"{HERE}close", {"asset": POINT, "month": "2026-06"})
    (closing,) = queries.closings(POINT)
    (told,) = queries.statements(closing.id)
    pages = [HERE, f"{HERE}{closing.id}/", f"{HERE}statement/{told.number}/", f"{HERE}terms",
             f"{HERE}archive"]  # fmt: skip
    auditor = desk("auditor", TOWN)
    for page in pages:
        shown = auditor.get(page)
        assert shown.status_code == 200
        assert "btn main" not in shown.content.decode()
    assert auditor.get(f"{HERE}accounts").status_code == 404
    assert auditor.post(f"{HERE}reopen", {"why": "x"}).status_code == 404
    a_region(NEIGHBOUR, "となりの町")
    a_point(NEIGHBOUR)
    there = f"/console/{NEIGHBOUR}/settlement/"
    neighbour = desk("accountant", NEIGHBOUR)
    assert neighbour.get(HERE).status_code == 404
    assert neighbour.get(f"{there}{closing.id}/").status_code == 404
    assert neighbour.get(f"{there}statement/{told.number}/").status_code == 404
    assert neighbour.get(f"{there}statement/{told.number}/statement.pdf").status_code == 404
    moved = {"shop": town.shop, "way": "cash", "kind": "1"}
    assert neighbour.post(f"{there}accounts/set", moved).status_code == 404


def test_the_account_of_a_neighbours_shop_is_the_neighbours_to_write_down(desk) -> None:
    a_point()
    a_region(NEIGHBOUR, "となりの町")
    guest = a_shop("となりのパン屋", NEIGHBOUR, asset=POINT)
    window = desk("accountant", TOWN)
    page = f"{HERE}accounts"
    assert "となりのパン屋" in window.get(page).content.decode()  # paid for points that it takes
    assert window.get(page, {"shop": guest}).context["form"] is None
    moved = {"shop": guest, "way": "cash", "kind": "1"}
    assert window.post(f"{page}/set", moved).status_code == 404
    there = f"/console/{NEIGHBOUR}/settlement/accounts/set"
    assert desk("accountant", NEIGHBOUR).post(there, moved).status_code == 302


@pytest.mark.parametrize(
    ("part", "value"),
    [("payout_day", "32"), ("fee_percent", "99"), ("minimum_yen", "0"), ("bank_fee_by", "nobody")],
)
def test_terms_that_cannot_be_are_said_at_their_field(desk, part: str, value: str) -> None:
    a_point()
    window = desk("accountant", TOWN)
    page = window.post(f"{HERE}terms/set", TERMS | {part: value})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert queries.terms(POINT).payout_day == 20
    assert set(TermsForm.base_fields) <= set(TERMS)


def test_a_town_without_points_or_shops_reads_what_will_come(desk) -> None:
    a_region()
    window = desk("accountant", TOWN)
    assert "まだはじまっていません" in window.get(HERE).content.decode()
    assert window.get(f"{HERE}archive").status_code == 404
    a_point()
    assert "お店でのポイントの動きは、まだありません。" in window.get(HERE).content.decode()
