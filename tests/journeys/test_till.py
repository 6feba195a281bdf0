"""A shop sells on a phone: the first sale, two tills, without a network, and the member's side."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import (
    DESK,
    PHONE,
    SIDE,
    Clock,
    Window,
    film,
    screenshot,
    until,
    without_barriers,
)
from tests.journeys.test_everywhere import untranslated
from tests.journeys.wire import wire

from enishi.cli import installation
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.merchants.shop import ShopCard
from enishi.sales import models
from enishi.web.design import word

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINT = f"{world.TOWN}:point"
FIVE_MINUTES = 300
READY = """async () => { await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((done) =>
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true })); }"""
# All that the till's page without a network is made of.
KEPT = """async () => (await Promise.all(["/till/away", "/static/till/away.js",
  "/static/till/sound.js", "/static/till/offline.js", "/static/design/eye.js"]
  .map((one) => caches.match(one)))).every(Boolean)"""


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


@dataclass(frozen=True, slots=True)
class Street:
    """A shop with its card, a customer with 500 points and a card of their own."""

    server: str
    shop: str
    card: ShopCard
    member: UUID
    number: str

    def open(self, page: Page) -> Page:
        """Open the till as the shop's card says: its address, then four digits."""
        page.goto(f"{self.server}/till/open?card={self.card.secret}")
        for digit in self.card.pin:
            page.locator(f"[data-key='{digit}']").click()
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/till/")
        return page

    def read(self, page: Page) -> None:
        """Type the number of the customer's card."""
        page.locator("#number").fill(self.number)
        page.locator("[data-card] button").click()
        page.wait_for_url("**/till/pay/**")

    @property
    def told(self) -> str:
        """The number as it stands on the card."""
        return " ".join(self.number[at : at + 4] for at in range(0, 16, 4))

    def balance(self) -> int:
        return books.balance(f"member:{self.member}", POINT)


@pytest.fixture
def street(live_server, town_clock: Clock) -> Street:
    shop = world.a_shop(name_en="Marukoo Fish")
    world.a_purchase_rule()
    member = world.a_member()
    world.move(f"issue:{POINT}", f"member:{member}", 500)
    number = membership.issue_card(
        member_id=member, region_code=world.TOWN, kind="friend", at=world.NOW
    )
    card = merchants.make_shop_card(shop_code=shop, at=world.NOW)
    return Street(live_server.url, shop, card, member, number)


def press(page: Page, digits: str) -> None:
    for digit in digits:
        page.locator(f"[data-key='{digit}']").click()


def test_the_first_sale_comes_within_five_minutes_of_opening_the_page(
    street: Street, window: Window, tmp_path: Path
) -> None:
    """The camera reads the customer's card; 137 of 500 points, and both screens agree."""
    begun = time.monotonic()
    picture = tmp_path / "card.png"
    segno.make(street.number, error="m").save(str(picture), scale=12, border=4)
    till = street.open(window(looks_at=film(picture, tmp_path / "card.y4m")))
    till.get_by_role("button", name="カメラで読み取る").click()
    till.wait_for_url("**/till/pay/**")
    press(till, "1580")
    till.get_by_label("使うポイント").click()
    press(till, "137")
    expect(till.locator("[data-earned]")).to_have_text("14")
    till.get_by_role("button", name="1,443円で会計する").dblclick()
    till.wait_for_url("**/done")
    assert time.monotonic() - begun < FIVE_MINUTES
    expect(till.locator("h1")).to_contain_text("1,443円いただきました")
    expect(till.locator(".done-word")).to_contain_text(word.today(street.shop, world.NOW).name)
    first = till.locator("[data-clock]").inner_text()
    expect(till.locator("[data-clock]")).not_to_have_text(first)
    assert street.balance() == 377
    assert models.Sale.objects.count() == 1

    till.go_back()
    till.get_by_role("button", name="1,443円で会計する").click()
    till.wait_for_url("**/done")
    assert models.Sale.objects.count() == 1
    till.get_by_role("link", name="この会計を取り消す").click()
    till.get_by_role("button", name="取り消す").click()
    expect(till.locator(".back-yen")).to_contain_text("1,443")
    assert street.balance() == 500
    expect(till.locator(".sold-again")).to_contain_text(street.number[-4:])
    till.get_by_role("link", name="この方でやりなおす").click()
    press(till, "1850")
    till.get_by_role("button", name="1,850円で会計する").click()
    till.wait_for_url("**/done")
    assert street.balance() == 518


def test_two_tills_at_once_use_no_point_twice(street: Street, window: Window) -> None:
    tills = [street.open(window()), street.open(window())]
    for till in tills:
        street.read(till)
        press(till, "900")
        till.get_by_label("使うポイント").click()
        press(till, "400")
        expect(till.locator("[data-earned]")).to_have_text("5")
    tills[0].locator("[data-sell]").click()
    tills[1].locator("[data-sell]").click()
    tills[0].wait_for_url("**/done")
    expect(tills[1].locator("[data-trouble]")).to_contain_text("使えるのは105円ぶんまで")
    expect(tills[1].get_by_label("お会計")).to_have_value("900")
    expect(tills[1].locator("[data-left]")).to_contain_text("105")
    assert street.balance() == 105
    tills[1].get_by_role("button", name="使わない").click()
    tills[1].get_by_role("button", name="900円で会計する").click()
    tills[1].wait_for_url("**/done")
    assert street.balance() == 114
    assert books.faults() == []


def test_a_phone_that_slept_looks_again_and_is_quiet_where_the_shop_wants_it(
    street: Street, window: Window, tmp_path: Path
) -> None:
    dark = tmp_path / "dark.png"
    Image.new("L", (SIDE, SIDE), 90).save(dark)
    page = window(looks_at=film(dark, tmp_path / "dark.y4m"))
    page.add_init_script(
        "navigator.vibrate = () => sessionStorage.setItem('shook', '1');"
        "window.sleep = (state) => { Object.defineProperty(document, 'visibilityState',"
        "{ value: state, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange')); };"
    )
    till = street.open(page)
    till.get_by_role("button", name="カメラで読み取る").click()
    expect(till.locator("[data-say]")).to_contain_text("カメラに向けて")
    till.evaluate("sleep('hidden')")
    assert till.evaluate("document.querySelector('video').srcObject.active") is False
    till.evaluate("sleep('visible')")
    till.wait_for_function("() => document.querySelector('video').srcObject.active")
    till.goto(f"{street.server}/till/devices")
    sound = till.get_by_label("音とふるえで知らせる")
    expect(sound).to_be_checked()
    sound.uncheck()
    till.goto(f"{street.server}/till/")
    till.locator("#number").press_sequentially(street.number.lower())
    expect(till.locator("#number")).to_have_value(street.told)
    till.locator("[data-card] button").click()
    till.wait_for_url("**/till/pay/**")
    press(till, "500")
    till.locator("[data-sell]").click()
    till.wait_for_url("**/done")
    assert till.evaluate("sessionStorage.getItem('shook')") is None
    till.goto(f"{street.server}/till/devices")
    till.get_by_label("音とふるえで知らせる").check()
    assert till.evaluate("sessionStorage.getItem('shook')") == "1"


def test_without_a_network_a_sale_is_kept_signed_and_posted_later_once(
    street: Street, window: Window, town_clock: Clock
) -> None:
    page = window()
    page.context.clock.set_fixed_time(town_clock.at)
    till = street.open(page)
    till.evaluate(READY)
    till.reload()
    until(till, KEPT)
    street.read(till)
    press(till, "800")
    till.context.set_offline(True)
    till.locator("[data-sell]").click()
    expect(till.locator("[data-trouble]")).to_contain_text("入れた数字は残っています")
    without_barriers(till)
    till.get_by_role("link", name="電波なしで記録する").click()
    expect(till.locator("h1")).to_have_text("電波なしで記録する")
    expect(till.locator("#amount")).to_have_value("800")
    expect(till.locator("#number")).to_have_value(street.told)
    keeps = till.get_by_role("button", name="800円を記録する")
    expect(keeps).to_be_in_viewport(ratio=1)
    keeps.click()
    expect(till.locator("[data-kept]")).to_contain_text("800円")
    expect(till.locator("[data-waits]")).to_contain_text("1件")
    without_barriers(till)
    assert models.Sale.objects.count() == 0

    till.reload()  # a phone that was switched off and on again
    expect(till.locator("[data-waits]")).to_contain_text("1件")
    sold_at = town_clock.at
    town_clock.at += timedelta(hours=2)
    till.context.set_offline(False)
    expect(till.locator("[data-waits]")).to_contain_text("1件を送りました")
    sale = models.Sale.objects.get()
    assert (sale.channel, sale.amount_yen, sale.earned, sale.at) == ("offline", 800, 8, sold_at)
    till.reload()
    expect(till.locator("[data-waits]")).to_be_hidden()
    assert models.Sale.objects.count() == 1


def test_a_network_that_only_seems_to_be_there_leads_to_the_till_that_needs_none(
    street: Street, window: Window, town_clock: Clock
) -> None:
    with wire(street.server) as way:
        street = replace(street, server=way.address)
        page = window()
        page.context.clock.set_fixed_time(town_clock.at)
        till = street.open(page)
        till.evaluate(READY)
        till.reload()
        until(till, KEPT)
        way.fall_silent()
        till.locator("#number").fill(street.number)
        till.locator("[data-card] button").click()
        expect(till.locator("h1")).to_have_text("電波なしで記録する")
        expect(till.locator("#number")).to_have_value(street.told)
        press(till, "640")
        till.get_by_role("button", name="640円を記録する").click()
        expect(till.locator("[data-kept]")).to_contain_text("640円")
        till.goto(f"{way.address}/till/away")  # waits a little for the network, not for long
        expect(till.locator("[data-waits]")).to_contain_text("1件あります")
        way.come_back()
        expect(till.locator("[data-waits]")).to_contain_text("1件を送りました")
        assert street.balance() == 506


def test_a_till_keeps_the_page_for_no_network_only_with_all_that_it_is_made_of(
    street: Street, window: Window
) -> None:
    page = window()
    page.context.route("**/static/till/away.js", lambda route: route.abort())
    till = street.open(page)
    till.evaluate(READY)
    with page.expect_event("requestfailed", lambda one: "away.js" in one.url):
        till.reload()
    assert not till.evaluate("caches.match('/till/away')")
    page.context.unroute("**/static/till/away.js")
    till.reload()
    until(till, KEPT)


def test_a_till_without_scripts_sells_too(street: Street, playwright_, chromium: str) -> None:
    browser = playwright_.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    till = browser.new_context(java_script_enabled=False, locale="ja-JP", viewport=PHONE).new_page()
    till.goto(f"{street.server}/till/open?card={street.card.secret}")
    till.get_by_label("お店の番号（4けた）").fill(street.card.pin)
    till.get_by_role("button", name="はじめる").click()
    till.get_by_label("会員証の番号").fill(street.number)
    till.get_by_role("button", name="この番号で会計する").click()
    till.get_by_label("お会計").fill("１５８０")
    till.get_by_role("button", name="端数").click()
    till.get_by_role("button", name="1,500円で会計する").click()
    expect(till.locator("h1")).to_contain_text("1,500円いただきました")
    assert street.balance() == 500 - 80 + 15
    browser.close()


def test_a_customer_pays_with_their_own_phone_and_sees_it_afterwards(
    street: Street, window: Window, tmp_path: Path
) -> None:
    till = street.open(window())
    till.goto(f"{street.server}/till/counter?amount=1580")
    code = screenshot(till.locator("svg.qr"), tmp_path / "counter.png")
    phone = window(looks_at=film(code, tmp_path / "counter.y4m"))
    phone.goto(f"{street.server}/scan")
    phone.get_by_role("button", name="カメラをひらく").click()
    phone.wait_for_url("**/s/**")
    expect(phone.get_by_label("お会計（円）")).to_have_value("1580")
    phone.get_by_role("button", name="つぎへ（たしかめる）").click()
    phone.get_by_role("button", name="この金額で会計する").dblclick()
    phone.wait_for_url("**/done/**")
    expect(phone.locator(".done-word")).to_contain_text(word.today(street.shop, world.NOW).name)
    sale = models.Sale.objects.get()
    assert (sale.channel, sale.earned) == ("counter", 15)
    till.goto(f"{street.server}/till/day")
    expect(till.locator(".day-list")).to_contain_text("1,580円")
    expect(till.locator(".day-list")).to_contain_text("お客さまのスマホ")
    phone.goto(f"{street.server}/me/points/{world.TOWN}")
    expect(phone.locator("main")).to_contain_text("魚のまる幸")


@pytest.mark.parametrize(
    ("size", "language"),
    [(PHONE, "ja-JP"), pytest.param(DESK, "en-GB", marks=pytest.mark.thorough)],
)
def test_the_pages_of_a_till_have_no_barriers(
    street: Street, window: Window, size: dict[str, int], language: str
) -> None:
    page = window(size=size, language=language)
    looked: list[str] = []

    def look(path: str = "") -> None:
        if path:
            page.goto(f"{street.server}{path}")
        without_barriers(page)
        if language.startswith("en"):
            # The word of the day stands in both languages: the shop may read the other one.
            page.evaluate(
                "document.querySelectorAll('[lang=ja]:not(html)').forEach((one) => one.remove())"
            )
            untranslated(page)
        looked.append(page.url)

    look("/till/open")
    look(f"/till/open?card={street.card.secret}")
    street.open(page)
    look()
    street.read(page)
    look()
    press(page, "1580")
    expect(page.locator("[data-earned]")).to_have_text("15")
    look()
    page.locator("[data-sell]").click()
    page.wait_for_url("**/done")
    look()
    sale = models.Sale.objects.get()
    for path in ("", "/back", "/back?how=whole", "/back?how=part&yen=99999"):
        look(f"/till/sales/{sale.code}{path}")
    for path in ("day", "day?on=2026-06-01", "devices", "counter?amount=1580", "away"):
        look(f"/till/{path}")
    look(f"/s/{street.shop}")
    look(f"/s/{street.shop}?sure=1&amount=500")
    page.locator("main button.btn-main").click()
    page.wait_for_url("**/done/**")
    look()
    assert len(looked) == 18
