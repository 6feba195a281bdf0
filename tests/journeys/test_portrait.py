"""A clerk's first look: from signing in to what to do next, in few clicks and little time."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from tests import world
from tests.insight.releases.conftest import country
from tests.journeys.conftest import DESK, PHONE, Window, without_barriers
from tests.web.conftest import AT, Desk, closed, desk

from enishi.cli import installation
from enishi.web.design import second_factor

assert country  # fixtures of other tests: the year that is closed, and who reads it
assert closed
assert desk
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOWN, SMALL, EMPTY = "182010", "184811", "182028"  # 300 people, 40, nobody
SIZES = {"ja-JP": PHONE, "en-GB": DESK}
EMAIL = "clerk@example.jp"
CLICKS_MOST, SECONDS_MOST = 9, 300
KANA = re.compile(r"[ぁ-ん]")


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


class Hand:
    """A hand that counts its clicks."""

    def __init__(self, page: Page) -> None:
        """Begin with none."""
        self.page = page
        self.clicks = 0

    def button(self, name: str = "") -> None:
        """Press a button by its name, or the one main button of a page."""
        self.clicks += 1
        if name:
            self.page.get_by_role("button", name=name).click()
        else:
            self.page.locator("button.main").click()

    def link(self, name: str) -> None:
        """Follow the first link in sight that has a name."""
        self.clicks += 1
        self.page.get_by_role("link", name=name).locator("visible=true").first.click()


def signed_in(hand: Hand, server: str) -> None:
    """Sign in with a password and the number of the app."""
    secret = second_factor.activate(world.staff("analyst", TOWN, email=EMAIL, at=AT))
    hand.page.goto(f"{server}/console/")
    hand.page.locator("input[name=login]").fill(EMAIL)
    hand.page.locator("input[name=password]").fill(world.PASSWORD)
    hand.button()
    hand.page.locator("input[name=code]").fill(second_factor.current_code(secret))
    hand.button()


def carried(page: Page, server: str, reader: Client) -> None:
    """Carry the session of a desk that passed both steps into the browser."""
    value = reader.cookies["sessionid"].value
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": server}])


def test_a_clerk_learns_where_people_come_from_and_what_to_look_at(
    closed, live_server, window: Window
) -> None:
    hand = Hand(window(size=DESK))
    page = hand.page
    began = time.monotonic()
    signed_in(hand, live_server.url)

    # The first page after signing in says where from and what they do.
    head = page.get_by_role("heading", level=1)
    expect(head).to_contain_text("福井市で記録された")
    expect(head).to_contain_text("県外に住む人")
    for question in ("どこから来ているか", "どんな人か", "いつ来ているか"):
        expect(page.get_by_role("heading", name=question, exact=True)).to_be_visible()
    expect(page.locator("#homes .say")).to_contain_text("福井県に住む人は")
    expect(page.locator("section[id^=doings] .say")).not_to_be_empty()

    # How do we differ?
    hand.link("ほかの地域とくらべる")
    expect(page.get_by_role("heading", level=1)).to_contain_text("福井県全体")
    page.get_by_role("combobox", name="ならべる地域").select_option(label="美浜町")
    hand.button("この条件で見る")
    expect(page.get_by_role("columnheader", name="美浜町 %")).to_be_visible()
    assert "with=184420" in page.url

    # What should we look at?
    hand.link("まず見るとよいこと")
    expect(page.get_by_role("heading", level=1)).to_contain_text("福井市")

    # And the table for the meeting.
    hand.link("どこから来ているか")
    with page.expect_download() as download:
        hand.link("表をExcelで受け取る")
    assert download.value.suggested_filename == f"{TOWN}-where-from.xlsx"
    assert hand.clicks <= CLICKS_MOST
    assert time.monotonic() - began < SECONDS_MOST


def test_the_tabs_lead_to_the_questions_of_each_field(
    closed, desk: Desk, live_server, window: Window
) -> None:
    page = window(size=PHONE)
    carried(page, live_server.url, desk("analyst", TOWN))
    page.goto(f"{live_server.url}/console/{TOWN}/portrait/?year=2025")
    fields = page.get_by_role("navigation", name="分野")
    assert fields.get_by_role("link").all_inner_texts() == ["商業", "観光", "ふるさと納税"]
    fields.get_by_role("link", name="商業").click()
    expect(fields.get_by_role("link", name="商業")).to_have_attribute("aria-current", "true")
    assert "year=2025" in page.url
    page.locator(".asks > details > summary").click()
    expect(page.get_by_role("link", name="地域のすがた").locator("visible=true")).to_have_count(1)
    without_barriers(page)


@pytest.mark.parametrize("language", ["ja-JP", pytest.param("en-GB", marks=pytest.mark.thorough)])
def test_a_region_with_nobody_and_one_with_few_read_well(
    closed, desk: Desk, live_server, window: Window, language: str
) -> None:
    world.an_official_region(EMPTY)
    page = window(size=SIZES[language], language=language)
    for code, slugs in ((EMPTY, ["portrait"]), (SMALL, ["portrait", "what", "where-from", "who"])):
        carried(page, live_server.url, desk("analyst", code))
        for slug in slugs:
            page.goto(f"{live_server.url}/console/{code}/{slug}/")
            without_barriers(page)
            cells = page.locator("main td").count()
            assert page.locator("main td.x").count() * 2 <= max(cells, 1), page.url
            if language == "en-GB":
                told = page.locator("main").inner_text()
                assert [line for line in told.splitlines() if KANA.search(line)] == [], page.url


def test_waiting_for_numbers_is_said_after_two_seconds(
    closed, desk: Desk, live_server, window: Window
) -> None:
    page = window(size=DESK)
    carried(page, live_server.url, desk("analyst", TOWN))
    page.goto(f"{live_server.url}/console/{TOWN}/who/")
    expect(page.get_by_role("status")).to_be_hidden()
    # The answer never comes: the form is sent nowhere.
    page.evaluate("window.addEventListener('submit', (sent) => sent.preventDefault())")
    page.get_by_role("button", name="この条件で見る").click()
    expect(page.get_by_role("status")).to_contain_text("集計しています")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
