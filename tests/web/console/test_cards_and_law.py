"""Where cards count, what the law asks, and supporters at the office, as staff work with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import world

from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.programs import operations as programs
from enishi.programs import queries, scopes
from enishi.programs.prepaid import Answers
from enishi.supporters import operations as supporters
from enishi.supporters import queries as support
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
BASE = f"/console/{world.TOWN}"
POINT = f"{world.TOWN}:point"


@pytest.fixture(autouse=True)
def town(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    world.a_point()


def test_a_table_is_looked_at_and_then_chosen(desk):
    accountant = desk("accountant", world.TOWN)
    shown = accountant.get(f"{BASE}/scopes/?preset=crew").content.decode()
    assert shown.count("町の中だけ") >= 4
    assert queries.scopes_of([POINT])[POINT] == ()
    answer = accountant.post(f"{BASE}/scopes/?asset=point", {"preset": "crew"})
    assert answer.status_code == 302
    assert scopes.preset_of(queries.scopes_of([POINT])[POINT]) == "crew"
    assert "この決まりにしました" in accountant.get(answer["Location"]).content.decode()
    assert accountant.post(f"{BASE}/scopes/", {"preset": "x"}).status_code == 422


def test_staff_without_the_money_see_neither_page(desk):
    staff = desk("staff", world.TOWN)
    for page in ("scopes", "law", "supporters"):
        assert staff.get(f"{BASE}/{page}/").status_code == 404


SAID = {
    "name": "縁ヶ浦プリペイド",
    "issuer_name": "縁ヶ浦町観光協会",
    "issuer": "other",
    "taken_at": "others",
    "answered_by": "会計 浜野",
}


def test_payment_services_act_the_page_asks_first_and_sells_only_after_registration(desk):
    admin = desk("admin", world.TOWN)
    assert admin.post(f"{BASE}/law/", SAID | {"answered_by": ""}).status_code == 422
    assert admin.post(f"{BASE}/law/", SAID).status_code == 302
    assert "登録番号と登録の日が入るまで、売れません" in admin.get(f"{BASE}/law/").content.decode()
    told = SAID | {"registration": "第1号", "registered_on": "2026-04-01"}
    assert admin.post(f"{BASE}/law/", told).status_code == 302
    member = world.a_member()
    card = membership.issue_card(
        member_id=member, region_code=world.TOWN, kind="resident", at=world.NOW
    )
    sale = {"number": card, "yen": "5000", "key": "k"}
    for _ in range(2):
        assert admin.post(f"{BASE}/law/sell", sale).status_code == 302
    page = admin.get(f"{BASE}/law/").content.decode()
    assert "未使用 5,000円" in page
    assert admin.post(f"{BASE}/law/sell", sale | {"number": "x"}).status_code == 404
    assert admin.post(f"{BASE}/law/sell", sale | {"yen": "x", "key": "l"}).status_code == 422


def test_payment_services_act_the_page_shows_record_dates_with_deposit_and_day(desk, monkeypatch):
    told = Answers(
        "other", "others", registration="第1号", registered_on=world.NOW.date(), answered_by="浜野"
    )
    asset = programs.open_prepaid(
        region_code=world.TOWN, name="P", issuer="協会", lapse="never", told=told, at=world.NOW
    )
    account = f"member:{world.a_member()}"
    world.move(f"issue:{asset}", account, 10_000_002, asset=asset, kind="sell")
    monkeypatch.setattr(clock, "now", lambda: world.NOW + timedelta(days=150))
    page = desk("admin", world.TOWN).get(f"{BASE}/law/").content.decode()
    assert "10,000,002" in page
    assert "5,000,001" in page
    assert "2026年11月30日" in page


def test_premiums_act_the_page_checks_a_draw_that_stands_in_the_address(desk):
    admin = desk("admin", world.TOWN)
    draw = (
        "kind=tied&purchase_yen=500&prize_yen=10001&prizes_yen=1&sales_yen=1000000&times=1&days=1"
    )
    page = admin.get(f"{BASE}/law/?{draw}").content.decode()
    assert "いちばん高い景品が、上限をこえています" in page
    assert "景品ひとつは10,000円まで、合計は20,000円まで。" in page
    fine = admin.get(f"{BASE}/law/?{draw.replace('10001', '10000')}").content.decode()
    assert "上限の中におさまっています" in fine
    assert admin.get(f"{BASE}/law/?kind=x").status_code == 200


def test_supporters_start_with_the_usual_fees_pay_in_cash_and_get_a_receipt(desk):
    accountant = desk("accountant", world.TOWN)
    page = f"{BASE}/supporters/"
    assert accountant.post(f"{page}class", {"usual": "1"}).status_code == 302
    assert [one.yen for one in support.classes(world.TOWN)] == [300, 3_000, 10_000]
    chosen = support.classes(world.TOWN)[1]
    told = {"class": str(chosen.id), "name": "浜野なみ😀", "key": "k1", "reference": ""}
    answer = accountant.post(f"{page}cash", told)
    assert answer["Location"].endswith("?done=2026-0001")
    assert accountant.post(f"{page}cash", told)["Location"] == answer["Location"]
    assert accountant.post(f"{page}cash", told | {"name": "森田うみ"}).status_code == 422
    assert len(support.applications(world.TOWN)) == 1  # two taps are one supporter
    assert "領収書 2026-0001" in accountant.get(answer["Location"]).content.decode()
    printed = accountant.get(f"{page}receipts/2026-0001.pdf")
    assert printed.content.startswith(b"%PDF")
    cancelled = accountant.post(f"{page}receipts/2026-0001/cancel", {"why": "まちがい"})
    assert cancelled.status_code == 302
    assert accountant.get(f"{page}receipts/2026-0001.pdf").status_code == 404
    assert "まちがい" in accountant.get(page).content.decode()


def test_a_bank_s_list_is_read_on_the_page_and_its_rejects_stand_there(desk):
    accountant = desk("accountant", world.TOWN)
    told = {"name": "しおかぜ", "yen": "3000", "to_fund_yen": "1000", "months": "12"}
    page = f"{BASE}/supporters/"
    assert accountant.post(f"{page}class", told).status_code == 302
    assert accountant.post(f"{page}class", told | {"yen": "0"}).status_code == 422
    (chosen,) = support.classes(world.TOWN)
    reference = supporters.apply(
        class_id=chosen.id, region_code=world.TOWN, member_id=None, name="青木", at=world.NOW
    )
    assert reference in accountant.get(page).content.decode()
    text = f"日付,入金額,摘要\n2026/06/01,3000,{reference} アオキ\n2026/06/01,3000,オカダ\n"
    given = SimpleUploadedFile("list.csv", text.encode("cp932"))
    shown = accountant.post(f"{page}list", {"list": given}).content.decode()
    assert "1件、3,000円を入金にしました" in shown
    assert "8けたの番号がありません" in shown
    assert accountant.post(f"{page}list").status_code == 422
    assert accountant.post(f"{page}class/{chosen.id}/close").status_code == 302
    assert support.classes(world.TOWN, open_only=True) == []


def test_the_desk_changes_the_kind_of_a_card(desk):
    card = membership.issue_card(
        member_id=world.a_member(), region_code=world.TOWN, kind="visitor", at=world.NOW
    )
    staff = desk("staff", world.TOWN)
    page = staff.post(f"{BASE}/cards/kind", {"number": card, "kind": "resident"})
    assert "会員証の種類を変えました" in page.content.decode()
    assert members.card_holder(card).kind == "resident"
    assert staff.post(f"{BASE}/cards/kind", {"number": card, "kind": "king"}).status_code == 422
    assert staff.post(f"{BASE}/cards/kind", {"number": "x", "kind": "friend"}).status_code == 404
