"""Every page of members and of the events desk, in both languages: readable, and no barriers."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import (
    DESK,
    PHONE,
    Clock,
    Window,
    film,
    screenshot,
    without_barriers,
)

from enishi.activities import queries as activities
from enishi.cli import installation
from enishi.events.event import Event, Poster
from enishi.regions import operations as regions
from enishi.regions.region import Controller
from enishi.web.design import second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "umi@example.jp"
# Words are longest in English, room is least on a phone; test_every_page.py crosses them.
SIZES = {"ja-JP": DESK, "en-GB": PHONE}
KANA = re.compile(r"[ぁ-ん]")


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


@pytest.fixture
def town(town_clock: Clock) -> tuple[Event, Poster]:
    """A town with a controller, an event of today, one of next week, one that is over."""
    world.a_programme()
    regions.set_controller(
        controller=Controller(
            region_code=world.TOWN,
            name="縁ヶ浦町長",
            is_public_body=True,
            purpose="町に関わる方との縁を続けるため。",
            legal_basis="個人情報保護法第61条",
            retention_months=60,
            contact="総合政策課",
        )
    )
    today = world.an_event(summary="刈り終えた棚田に、竹のあかりを並べます。")
    poster = world.a_poster(today)
    world.an_event(title="港の朝市", starts_at=world.NOW + timedelta(days=7), capacity=30)
    world.an_event(title="海辺の清掃", starts_at=world.NOW - timedelta(days=9))
    town_clock.at = world.NOW.replace(hour=14)
    return today, poster


def look_at(page: Page, server: str, addresses: list[str], language: str) -> None:
    """Open pages one by one; nothing may stand in the way, and English pages are English."""
    for address in addresses:
        page.goto(f"{server}{address}")
        assert page.locator("html").get_attribute("lang") == language[:2], address
        without_barriers(page)
        if language.startswith("en"):
            untranslated(page)


def untranslated(page: Page) -> None:
    """Only names and what people wrote may be Japanese on an English page."""
    told = page.locator("body").inner_text()
    names = re.compile(
        r"森田うみ|縁ヶ浦町(長|コイン|観光協会)?|縁ヶ浦ポイント|来てくれたお礼|港の朝市|海辺の清掃|棚田あかりの会|刈り終えた棚田に、竹のあかりを並べます。"
        r"|町に関わる方との縁を続けるため。|日本語"
    )
    left = [line for line in names.sub("", told).splitlines() if KANA.search(line)]
    assert left == [], page.url


@pytest.mark.parametrize("language", ["en-GB", pytest.param("ja-JP", marks=pytest.mark.thorough)])
def test_the_pages_of_members_have_no_barriers(
    live_server, window: Window, town: tuple[Event, Poster], language: str
) -> None:
    event, poster = town
    page = window(size=SIZES[language], language=language)
    open_to_all = [
        "/", "/hello", "/accessibility", "/privacy", f"/r/{world.TOWN}/privacy", "/log/",
        "/scan", "/me", "/me/card", f"/r/{world.TOWN}/", f"/r/{world.TOWN}/events/{event.code}",
        "/nothing-here", f"/r/{world.TOWN}/points/", f"/e/{event.code}?t=FORGED",
        f"/e/{event.code}?t={poster.ticket}",
    ]  # fmt: skip
    look_at(page, live_server.url, open_to_all, language)
    page.locator("button.btn-main").click()
    page.wait_for_url("**/held")
    of_the_member = [f"/e/{event.code}/held", f"/e/{event.code}/held?again=1", "/", "/me",
                     "/me/card", f"/me/points/{world.TOWN}",
                     f"/r/{world.TOWN}/events/{event.code}"]  # fmt: skip
    look_at(page, live_server.url, of_the_member, language)
    page.goto(f"{live_server.url}/me/card")
    page.locator("button.btn-main").click()
    look_at(page, live_server.url, ["/me/card", "/reading/size/large?next=/"], language)


def first_sign_in(page: Page, address: str) -> None:
    """Password, then connect the authenticator app whose secret the page shows."""
    page.goto(address)
    without_barriers(page)
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(world.PASSWORD)
    page.locator("button.main").click()
    page.wait_for_url("**/totp/activate/")
    without_barriers(page)
    secret = page.locator("code").inner_text()
    page.locator("input[name=code]").fill(second_factor.current_code(secret))
    page.locator("button.main").click()
    expect(page.locator(".codes li")).to_have_count(10)
    without_barriers(page)


@pytest.mark.parametrize("language", ["ja-JP", pytest.param("en-GB", marks=pytest.mark.thorough)])
def test_the_desk_of_events_has_no_barriers(
    live_server, window: Window, town: tuple[Event, Poster], language: str
) -> None:
    event, _ = town
    world.staff(email=EMAIL)
    page = window(size=SIZES[language], language=language)
    console = f"/console/{world.TOWN}/events/"
    first_sign_in(page, f"{live_server.url}{console}")
    pages = [console, f"{console}new", f"{console}{event.code}/",
             f"{console}{event.code}/reception", f"/console/{world.TOWN}/programme/",
             "/accounts/logout/"]  # fmt: skip
    look_at(page, live_server.url, pages, language)
    page.goto(f"{live_server.url}{console}{event.code}/poster")
    without_barriers(page)


def test_the_desk_reads_a_card_with_its_camera(
    live_server, window: Window, town: tuple[Event, Poster], tmp_path: Path
) -> None:
    event, poster = town
    phone = window()
    phone.goto(f"{live_server.url}/e/{event.code}?t={poster.ticket}")
    phone.locator("button.btn-main").click()
    phone.wait_for_url("**/held**")
    phone.goto(f"{live_server.url}/me/card")
    phone.locator("button.btn-main").click()
    card = screenshot(phone.locator(".hand-qr"), tmp_path / "card.png")

    secret = second_factor.activate(world.staff(email=EMAIL))
    desk = window(size=DESK, looks_at=film(card, tmp_path / "camera.y4m"))
    desk.goto(f"{live_server.url}/console/{world.TOWN}/events/{event.code}/reception")
    desk.locator("input[name=login]").fill(EMAIL)
    desk.locator("input[name=password]").fill(world.PASSWORD)
    desk.locator("button.main").click()
    desk.locator("input[name=code]").fill(second_factor.current_code(secret))
    desk.locator("button.main").click()
    desk.get_by_role("button", name="カメラで読む").click()
    expect(desk.get_by_role("heading", name="もう受け付けています")).to_be_visible()


def test_without_a_camera_the_number_under_the_code_does_the_same(
    live_server, window: Window, town: tuple[Event, Poster]
) -> None:
    event, poster = town
    phone = window()
    phone.goto(f"{live_server.url}/scan")
    phone.get_by_role("button", name="カメラをひらく").click()
    expect(phone.get_by_role("status")).to_contain_text("カメラが使えません。")
    phone.get_by_label("QRの下の番号").fill(f"{poster.serial[:4]} {poster.serial[4:]}")
    phone.get_by_role("button", name="この番号でひらく").click()
    phone.wait_for_url(f"**/e/{event.code}**")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="本文へ")).to_be_focused()


def test_two_quick_taps_are_one_visit(
    live_server, window: Window, town: tuple[Event, Poster]
) -> None:
    event, poster = town
    phone = window()
    phone.goto(f"{live_server.url}/e/{event.code}?t={poster.ticket}")
    phone.locator("button.btn-main").dblclick()
    phone.wait_for_url("**/held**")
    assert activities.participants(event.code) == 1
