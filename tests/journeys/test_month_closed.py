"""The accountant closes a month of shops, prints a statement equal to the books, and pays it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import DESK, PHONE, Clock, Window, without_barriers
from tests.journeys.test_everywhere import EMAIL, KANA, first_sign_in
from tests.settlement.test_operations import POINT, Town

from enishi.cli import installation
from enishi.ledger import queries as books
from enishi.settlement import queries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = f"/console/{world.TOWN}/settlement/"
# Names stay as they are on an English page.
NAMES = re.compile(r"魚のまる幸|紙の伝票が届いた|縁ヶ浦[^\s]*|森田うみ|日本語|棚田カフェ")


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


def a_june_of_shops() -> Town:
    """Two shops of the town with sales in June, one of them late."""
    town = Town()
    cafe = world.a_shop("棚田カフェ", trade="cafe", at=world.jst(2026, 5, 1))
    town.sells(1_580, 137, world.jst(2026, 6, 10, 12))
    town.sells(30_000, 12_000, world.jst(2026, 6, 12, 12))
    town.sells(900, 50, world.jst(2026, 6, 20, 12), shop=cafe)
    return town


def look_at(page: Page, server: str, addresses: list[str]) -> None:
    """Open pages; nothing may stand in the way, and English pages are English."""
    for address in addresses:
        page.goto(f"{server}{address}")
        without_barriers(page)
        if page.locator("html").get_attribute("lang") == "en":
            told = NAMES.sub("", page.locator("body").inner_text())
            assert [line for line in told.splitlines() if KANA.search(line)] == [], address


def test_a_month_is_closed_and_its_paper_equals_the_books(
    live_server, window: Window, town_clock: Clock
) -> None:
    town = a_june_of_shops()
    town_clock.at = world.jst(2026, 7, 3, 9)
    world.staff("accountant", email=EMAIL)
    desk = window(size=DESK)
    first_sign_in(desk, f"{live_server.url}{HERE}")
    desk.goto(f"{live_server.url}{HERE}")
    expect(desk.locator("h1")).to_contain_text("2店に、あわせて¥12,187です。")
    desk.get_by_role("button", name="2026年6月分を締める").dblclick()
    expect(desk.get_by_role("status")).to_contain_text("締めました。")
    without_barriers(desk)

    desk.get_by_role("link", name="魚のまる幸").click()
    expect(desk.locator("h1")).to_contain_text("¥12,137を支払います。")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="PDF（日本語）").click()
    paper = pypdf.PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages[0].extract_text()
    held = books.balance(f"shop:{town.shop}", POINT)
    assert held == 12_137
    assert f"¥{held:,}" in paper

    desk.go_back()
    desk.get_by_label("魚のまる幸").check()
    desk.get_by_label("方法").select_option("cash")
    desk.get_by_role("button", name="印を付けたお店に支払った").click()
    expect(desk.get_by_role("status")).to_contain_text("1店の支払いを書きとめました。")
    assert books.balance(f"shop:{town.shop}", POINT) == 0
    assert queries.differences(POINT, today=town_clock.at.date()) == []

    # A slip arrives; nothing of the closed month changes, and the next one names it.
    town.sells(500, 40, world.jst(2026, 6, 28, 18))
    town_clock.at += timedelta(days=31)
    desk.goto(f"{live_server.url}{HERE}")
    row = desk.get_by_role("row", name=re.compile("魚のまる幸"))
    expect(row).to_contain_text("あとから届いた日 1")
    expect(row).to_contain_text("¥40")


def test_pages_of_settlements_have_no_barriers(
    live_server, window: Window, town_clock: Clock
) -> None:
    town = a_june_of_shops()
    town_clock.at = world.jst(2026, 7, 3, 9)
    world.staff("accountant", email=EMAIL)
    phone = window(size=PHONE, language="en-GB")
    first_sign_in(phone, f"{live_server.url}{HERE}")
    look_at(phone, live_server.url, [HERE])
    phone.get_by_role("button", name="Close Jun 2026").click()
    expect(phone.get_by_role("status")).to_contain_text("Closed.")
    (closing,) = queries.closings(POINT)
    told = next(one for one in queries.statements(closing.id) if one.shop_code == town.shop)
    pages = [
        HERE,
        f"{HERE}{closing.id}/",
        f"{HERE}statement/{told.number}/",
        f"{HERE}archive?partner=x",
        f"{HERE}archive",
        f"{HERE}terms",
        f"{HERE}accounts?shop={town.shop}",
    ]
    look_at(phone, live_server.url, pages)
    phone.goto(f"{live_server.url}{HERE}")
    phone.get_by_label("Reason").fill("紙の伝票が届いた")
    phone.get_by_role("button", name="Open again").click()
    expect(phone.get_by_role("status")).to_contain_text("The month is open.")
    phone.set_viewport_size(DESK)
    look_at(phone, live_server.url, pages)
