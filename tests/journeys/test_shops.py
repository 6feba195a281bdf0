"""A shop joins and sells, takes goods back after their points lapsed, and sells on paper."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from uuid import UUID

import pypdf
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import DESK, Clock, Window, without_barriers
from tests.journeys.test_everywhere import EMAIL, first_sign_in
from tests.journeys.test_giving import a_members_phone
from tests.world import TOWN

from enishi.cli import installation
from enishi.ledger import queries as books
from enishi.ledger.pockets import Pocket
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.merchants import operations as shops
from enishi.merchants import queries as merchants
from enishi.outbox import queries as messages
from enishi.sales import models, slips

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINT = f"{TOWN}:point"
SHOPS = f"/console/{TOWN}/shops/"


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


def a_desk(window: Window, server: str) -> Page:
    """The office, signed in."""
    world.staff(email=EMAIL)
    desk = window(size=DESK)
    first_sign_in(desk, f"{server}{SHOPS}")
    desk.goto(f"{server}{SHOPS}")
    return desk


def printed(desk: Page, name: str, *, role: str = "link") -> str:
    """Press what prints a paper, and return what stands on it."""
    with desk.expect_download() as waiting:
        desk.get_by_role(role, name=name).click()  # type: ignore[arg-type]
    pages = pypdf.PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def card_of(member_id: UUID, clock: Clock) -> str:
    return membership.issue_card(member_id=member_id, region_code=TOWN, kind="friend", at=clock.at)


def open_till(till: Page, server: str, secret: str, pin: str) -> None:
    """Read the shop's card and type its number."""
    till.goto(f"{server}/till/open?card={secret}")
    for digit in pin:
        till.locator(f"[data-key='{digit}']").click()
    till.get_by_role("button", name="はじめる").click()
    till.wait_for_url("**/till/")


def sell(till: Page, number: str, price: str, points: str = "") -> None:
    """Type a customer's card, the price and the points, and take the money."""
    till.get_by_label("会員証の番号").fill(number)
    till.get_by_role("button", name="この番号で会計する").click()
    till.wait_for_url("**/till/pay/**")
    for digit in price:
        till.locator(f"[data-key='{digit}']").click()
    if points:
        till.get_by_label("使うポイント").click()
        for digit in points:
            till.locator(f"[data-key='{digit}']").click()
    till.locator("[data-sell]").click()
    till.wait_for_url("**/done")


def test_a_shop_asks_to_join_is_taken_in_and_sells_on_its_own_phone(
    live_server, window: Window, town_clock: Clock
) -> None:
    world.a_point()
    world.a_purchase_rule()
    phone = window()
    phone.goto(f"{live_server.url}/r/{TOWN}/shops/")
    phone.get_by_role("link", name="申し込む").click()
    phone.get_by_label("お店の名前").fill("山里パン")
    phone.get_by_label("なにのお店ですか").select_option("sweets")
    phone.get_by_label("担当の方のお名前").fill("里見ひろ")
    phone.get_by_label("電話").fill("0000-12-3403")
    phone.get_by_label("メール").fill("pan@example.jp")
    phone.get_by_role("button", name="申し込む").click()  # the terms were not agreed to
    expect(phone.get_by_label("お店の名前")).to_have_value("山里パン")
    assert merchants.shops_of(TOWN) == []
    phone.get_by_label("この約束で、申し込みます").check()
    phone.get_by_role("button", name="申し込む").dblclick()
    expect(phone.locator("h1")).to_contain_text("受け取りました")
    without_barriers(phone)
    asked = phone.url
    (shop,) = merchants.shops_of(TOWN)

    desk = a_desk(window, live_server.url)
    expect(desk.locator("h1")).to_have_text("1軒が、お返事を待っています")
    desk.get_by_role("link", name="山里パン").click()
    desk.get_by_role("button", name="加盟店にする").dblclick()
    expect(desk.get_by_role("status")).to_contain_text("加盟店になりました")
    without_barriers(desk)
    (mail,) = messages.recent(9)
    assert (mail.to, mail.subject) == ("pan@example.jp", "縁ヶ浦町：加盟店になりました")
    paper = printed(desk, "新しい札を印刷（PDF）", role="button")
    secret = re.search(r"((?:[0-9A-Z]{4} ){3}[0-9A-Z]{4})", paper)
    digits = re.search(r"((?:\d ?){4})$", paper.strip())
    assert secret
    assert digits

    phone.goto(re.search(r"http\S+", mail.text)[0])  # type: ignore[index]
    assert phone.url == asked
    expect(phone.locator("h1")).to_contain_text("加盟店になりました")
    open_till(phone, live_server.url, secret[1].replace(" ", ""), digits[1].replace(" ", ""))
    buyer = window()
    member_id = a_members_phone(buyer, live_server.url, town_clock)
    sell(phone, card_of(member_id, town_clock), "850")
    expect(phone.locator("h1")).to_contain_text("850円いただきました")
    sale = models.Sale.objects.get()
    assert (sale.shop_id, sale.member_id, sale.earned) == (shop.code, member_id, 8)
    buyer.goto(f"{live_server.url}/me")
    bought = buyer.locator(".past-one").filter(has_text="山里パン")
    expect(bought).to_contain_text("850円のお買い物")
    expect(bought).to_contain_text("8円ぶん")


def test_goods_come_back_after_their_points_lapsed_and_the_points_can_be_spent_again(
    live_server, window: Window, town_clock: Clock
) -> None:
    shop = world.a_shop()
    world.a_purchase_rule()
    buyer, till = window(), window()
    member_id = a_members_phone(buyer, live_server.url, town_clock)
    wallet = f"member:{member_id}"
    world.move(f"issue:{POINT}", wallet, 500, expires_on=date(2026, 9, 30))
    opens = shops.make_shop_card(shop_code=shop, at=town_clock.at)
    open_till(till, live_server.url, opens.secret, opens.pin)
    sell(till, card_of(member_id, town_clock), "1580", "400")
    assert books.balance(wallet, POINT) == 100 + 11
    sold_on = town_clock.at.date()

    town_clock.at = world.jst(2027, 4, 2, 10)
    world.a_lapse_run(POINT, at=town_clock.at)
    assert books.balance(wallet, POINT) == 0
    till.goto(f"{live_server.url}/till/day?on={sold_on}")
    till.locator(".day-list a").click()
    till.get_by_role("link", name="取り消す・返す").click()
    till.get_by_label("返す品物の値段（円）").fill("790")
    till.get_by_role("button", name="つぎへ（たしかめる）").click()
    expect(till.locator("main")).to_contain_text("使った200円ぶんのポイントが、お客さまに戻ります")
    without_barriers(till)
    till.get_by_role("button", name="590円を返す").dblclick()
    expect(till.locator("h1")).to_have_text("返しました")
    kept = till.locator(".back-yen").inner_text()
    without_barriers(till)
    buyer.goto(f"{live_server.url}/me/points/{TOWN}")
    expect(buyer.locator("main")).to_contain_text("5月2日")
    without_barriers(buyer)

    till.get_by_role("link", name="その日の一覧").click()
    till.locator(".day-list a").click()
    till.get_by_role("link", name="取り消す・返す").click()
    till.get_by_role("button", name="残りをぜんぶ返す").click()
    till.get_by_role("button", name="円を返す").click()
    expect(till.locator("h1")).to_have_text("返しました")
    assert (kept, models.Return.objects.count()) == ("590円", 2)
    assert books.pockets(wallet, POINT) == [Pocket(date(2027, 5, 2), 400 - 11)]
    assert books.faults() == []
    buyer.goto(f"{live_server.url}/me")
    expect(buyer.locator("main")).to_contain_text(
        "全部、返しました。 ポイントは400円ぶん戻りました。"
    )


def test_a_shop_without_a_device_sells_on_paper_and_its_customer_has_the_points(
    live_server, window: Window, town_clock: Clock
) -> None:
    shop = world.a_shop()
    world.a_purchase_rule()
    sheet = membership.prepare_cards(region_code=TOWN, sheets=1, at=town_clock.at)
    card, blank, *_ = members.blank_cards(sheet, TOWN)
    member_id = membership.give_card(number=card, region_code=TOWN, at=town_clock.at)
    desk = a_desk(window, live_server.url)
    desk.get_by_role("link", name="魚のまる幸").click()
    paper = printed(desk, "伝票を4枚（PDF）")
    secret = settings.TICKET_SECRET
    found = re.findall(r"(?<!\S)([0-9A-Z]{6})(?!\S)", paper)
    serial, *others = [one for one in found if slips.is_serial(one, shop, secret=secret)]
    assert len(others) == 3
    desk.get_by_role("link", name="伝票を入れる").click()

    def line(number: int, day: str, card: str, price: str) -> None:
        for name, told in (("月日", day), ("会員証の番号", card), ("金額", price)):
            desk.get_by_label(f"{number}行の{name}", exact=True).fill(told)

    desk.get_by_label("伝票の番号（右上）").fill(serial.lower())
    line(1, "6/5", card, "1,480")
    line(2, "6/5", blank, "500")
    line(3, "6月6日", f"{card[:4]} {card[4:8]} {card[8:12]} {card[12:]}", "９８０円")
    desk.get_by_role("button", name="この伝票を入れる").click()
    expect(desk.locator(".box.done")).to_contain_text("2行が入りました")
    expect(desk.locator(".slips-faults h2")).to_have_text("! 1行は、入っていません")
    fault = desk.locator(".slips-faults tbody tr")
    expect(fault).to_have_count(1)
    for told in ("2", "会員証の番号", blank, "まだ"):
        expect(fault).to_contain_text(told)
    expect(desk.get_by_label("2行の会員証の番号")).to_have_value(blank)
    expect(desk.get_by_label("1行の会員証の番号")).to_have_value("")
    without_barriers(desk)

    line(1, "6/5", card, "1480")  # once more, with the line that was wrong mended
    line(2, "6/5", card, "500")
    desk.get_by_role("button", name="この伝票を入れる").click()
    expect(desk.locator(".box.done")).to_contain_text("1行が入りました")
    expect(desk.locator(".box.done")).to_contain_text("1行は、前に入っていました。")
    assert models.Sale.objects.count() == 3
    assert books.balance(f"member:{member_id}", POINT) == 14 + 9 + 5
    town_clock.at += timedelta(days=1)
    desk.goto(f"{live_server.url}/console/{TOWN}/cards/")
    desk.get_by_label("会員証の番号").fill(card)
    desk.get_by_role("button", name="この会員証を見る").click()
    expect(desk.locator(".holder")).to_contain_text("28")
