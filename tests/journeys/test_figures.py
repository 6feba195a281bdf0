"""Every page of numbers, in both languages, on a phone and a desk: readable, and no barriers."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.insight.releases.conftest import country
from tests.journeys.conftest import DESK, PHONE, Window, without_barriers
from tests.web.conftest import Desk, closed, desk

from enishi.cli import installation
from enishi.web.console import questions
from enishi.web.opendata import datasets

assert country  # fixtures of other tests: the year that is closed, and who reads it
assert closed
assert desk
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOWN, PREFECTURE = "182010", "180009"
# Words are longest in English, room is least on a phone.
SIZES = {"ja-JP": DESK, "en-GB": PHONE}
KANA = re.compile(r"[ぁ-ん]")
# Names, what staff wrote, and the credit of the map in the words that its maker asks for.
NAMES = re.compile("森田うみ|日本語|催しの時間帯を決めるため|を加工して作成")
PUBLIC = [
    "/opendata/",
    "/opendata/method/",
    f"/opendata/{TOWN}/",
    *(f"/opendata/{TOWN}/{slug}/" for slug in datasets.DIMENSION_OF),
    f"/opendata/{world.TOWN}/homes/",
]


def share(pages: list[str], language: str) -> list[str]:
    """Return the pages looked at in a language: half on every run, all with the long figures."""
    if "ENISHI_THOROUGH" in os.environ:
        return pages
    return pages[list(SIZES).index(language) :: len(SIZES)]


def inside() -> list[str]:
    """Return every question of a town, and two of them with a choice made."""
    return [
        *(questions.address(one.slug, TOWN) for one in questions.QUESTIONS),
        f"/console/{TOWN}/where-from/?home_prefecture=130001&age_band=20-29",
        f"/console/{TOWN}/compare/?number=age_band&with=184420",
    ]


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


def signed_in(page: Page, server: str, reader: Desk, code: str) -> None:
    """Carry the session of a desk that passed both steps into the browser."""
    cookie = reader("analyst", code).cookies["sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def look_at(page: Page, server: str, addresses: list[str], language: str) -> None:
    """Open pages one by one; nothing stands in the way, and English pages are English."""
    for address in addresses:
        answer = page.goto(f"{server}{address}")
        assert answer is not None
        assert answer.status == 200, address
        without_barriers(page)
        if language.startswith("en"):
            told = NAMES.sub("", page.locator("body").inner_text())
            assert [line for line in told.splitlines() if KANA.search(line)] == [], address


@pytest.mark.parametrize("language", ["ja-JP", pytest.param("en-GB", marks=pytest.mark.thorough)])
def test_the_pages_of_numbers_have_no_barriers(
    closed, desk: Desk, live_server, window: Window, language: str
) -> None:
    page = window(size=SIZES[language], language=language)
    look_at(page, live_server.url, share(PUBLIC, language), language)
    for code in (PREFECTURE, world.TOWN):
        signed_in(page, live_server.url, desk, code)
        look_at(page, live_server.url, [f"/console/{code}/portrait/"], language)
    signed_in(page, live_server.url, desk, TOWN)
    look_at(page, live_server.url, share(inside(), language), language)


def test_a_clerk_finds_where_people_come_from_in_a_few_clicks(
    closed, desk: Desk, live_server, window: Window
) -> None:
    page = window(size=DESK)
    signed_in(page, live_server.url, desk, TOWN)
    page.goto(f"{live_server.url}/console/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("福井市で記録された")
    page.get_by_role("link", name="どこから来ているか").first.click()
    page.get_by_role("combobox", name="住まい").select_option(label="東京都")
    page.get_by_role("combobox", name="年代").select_option(label="20代")
    page.get_by_role("button", name="この条件で見る").click()
    assert "home_prefecture=130001" in page.url
    expect(page.locator("#steps")).to_contain_text("東京都 × 20代")
    with page.expect_download() as download:
        page.get_by_role("link", name="表をExcelで受け取る").click()
    assert download.value.suggested_filename == f"{TOWN}-where-from.xlsx"


def test_exact_figures_open_after_a_purpose_and_cannot_be_printed(
    closed, desk: Desk, live_server, window: Window
) -> None:
    page = window(size=DESK)
    signed_in(page, live_server.url, desk, TOWN)
    page.goto(f"{live_server.url}/console/{TOWN}/exact/")
    page.get_by_label("分け方").select_option(label="性別ごと")
    page.get_by_label("目的（何のために見るか）").fill("催しの時間帯を決めるため")
    page.get_by_role("button", name="記録に残して見る").click()
    expect(page.locator(".watermark")).to_contain_text("森田うみ")
    without_barriers(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("table")).not_to_be_visible()


def test_an_invented_town_says_so_on_paper_too(
    closed, desk: Desk, live_server, window: Window
) -> None:
    page = window(size=DESK)
    signed_in(page, live_server.url, desk, world.TOWN)
    page.emulate_media(media="print")
    for address in (f"/console/{world.TOWN}/portrait/", f"/opendata/{world.TOWN}/homes/"):
        page.goto(f"{live_server.url}{address}")
        expect(page.locator(".sample")).to_be_visible()
