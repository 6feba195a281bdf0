"""A member sees what lapses next, gives a part to the town, and the town tells what it became."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import DESK, Clock, Window, without_barriers
from tests.journeys.test_everywhere import EMAIL, first_sign_in, look_at

from enishi.cli import installation
from enishi.ledger import queries as ledger
from enishi.programs import operations as programs
from enishi.programs.programme import NewRule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINT = f"{world.TOWN}:point"
FUND = f"fund:{POINT}"
MINE = f"/me/points/{world.TOWN}"
BOOKS = f"/console/{world.TOWN}/points/"


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


@pytest.fixture
def poster(town_clock: Clock) -> str:
    """The way to an event that gives coins and points, in a town where some lapsed before."""
    world.a_programme()
    world.a_point()
    rule = NewRule(
        asset=POINT,
        name="来てくれたお礼",
        kind="event",
        amount=1_240,
        valid_from=date(2026, 4, 1),
        payer="縁ヶ浦町観光協会",
        fiscal_year_budget=1_500,
    )
    programs.add_rule(rule=rule)
    for someone in world.members(12):
        world.move(
            f"issue:{POINT}",
            f"member:{someone}",
            500,
            expires_on=date(2026, 3, 31),
            at=world.jst(2026, 3, 1),
        )
    world.a_lapse_run(at=world.jst(2026, 4, 1, 3))
    event = world.an_event()
    town_clock.at = world.NOW.replace(hour=14)
    return f"/e/{event.code}?t={world.a_poster(event).ticket}"


def collect(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("button.btn-main").click()
    page.wait_for_url("**/held")


def test_a_member_sees_the_next_lapse_and_gives_a_hundred_points(
    live_server, window: Window, poster: str, town_clock: Clock
) -> None:
    phone = window()
    collect(phone, f"{live_server.url}{poster}")
    phone.goto(live_server.url)
    phone.get_by_role("link", name="コインとポイントの出入り").click()
    expect(phone.get_by_text("1,240円ぶんは、2027年3月31日（水）まで使えます。")).to_be_visible()
    phone.get_by_role("link", name="いま寄附する").click()
    phone.get_by_label("寄附するぶん（円ぶん）").fill("１００円")
    phone.get_by_role("button", name="つぎへ（たしかめる）").click()
    expect(phone.get_by_text("あとから、取り消すことはできません。")).to_be_visible()
    phone.get_by_role("button", name="100円ぶんを寄附する").dblclick()
    phone.wait_for_url("**/donated/**")
    assert ledger.balance(FUND, POINT) == 6_100
    phone.reload()
    phone.go_back()
    assert ledger.balance(FUND, POINT) == 6_100

    town_clock.at += timedelta(minutes=1)
    phone.goto(f"{live_server.url}/r/{world.TOWN}/points/")
    expect(phone.locator("main")).to_contain_text("2025年度に期限が来たのは、6,000円ぶん。")
    row = phone.get_by_role("row", name=re.compile("2026年度"))
    expect(row.get_by_role("cell").nth(2)).to_have_text("100")


def test_without_scripts_a_gift_is_still_given(
    live_server, window: Window, poster: str, playwright_, chromium: str
) -> None:
    browser = playwright_.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    phone = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    collect(phone, f"{live_server.url}{poster}")
    phone.goto(f"{live_server.url}{MINE}/donate")
    phone.get_by_role("button", name="500円ぶん").click()
    phone.get_by_role("button", name="500円ぶんを寄附する").click()
    expect(phone.locator("h1")).to_contain_text("ありがとう")
    assert ledger.balance(FUND, POINT) == 6_500
    browser.close()


@pytest.mark.parametrize("language", ["en-GB", pytest.param("ja-JP", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, DESK], ids=["phone", "desk"])
def test_the_pages_of_points_have_no_barriers(
    live_server, window: Window, poster: str, language: str, size: dict[str, int]
) -> None:
    phone = window(size=size, language=language)
    look_at(phone, live_server.url, [MINE], language)
    collect(phone, f"{live_server.url}{poster}")
    give = f"{MINE}/donate"
    look_at(phone, live_server.url, [MINE, give, f"{give}?amount=100"], language)
    phone.locator("form[method=post] button").click()
    phone.wait_for_url("**/donated/**")
    without_barriers(phone)
    look_at(
        phone,
        live_server.url,
        [f"{give}?amount=99999", f"/r/{world.TOWN}/points/", f"/r/{world.TOWN}/", "/"],
        language,
    )


@pytest.mark.parametrize("language", ["ja-JP", pytest.param("en-GB", marks=pytest.mark.thorough)])
def test_the_books_have_no_barriers_and_print_without_forms(
    live_server, window: Window, poster: str, language: str
) -> None:
    collect(window(), f"{live_server.url}{poster}")
    world.staff("admin", email=EMAIL)
    desk = window(size=DESK, language=language)
    first_sign_in(desk, f"{live_server.url}{BOOKS}")
    pages = [
        BOOKS,
        f"{BOOKS}?on=2026-03-31",
        f"{BOOKS}?asset=coin",
        f"{BOOKS}account?asset=point&account={FUND}",
        f"{BOOKS}?done=1",
        f"{BOOKS}codes",
    ]
    look_at(desk, live_server.url, pages, language)
    desk.goto(f"{live_server.url}{BOOKS}")
    desk.emulate_media(media="print")
    expect(desk.locator("h1")).to_be_visible()
    expect(desk.locator("#supply table").first).to_be_visible()
    for form in desk.locator("main form").all():
        expect(form).to_be_hidden()
    desk.emulate_media(media="screen")
    desk.locator("#use button").click()
    desk.locator("#use [name=amount]").fill("6001")
    desk.locator("#use [name=purpose]").fill("絵本")
    desk.locator("#use button").click()
    expect(desk.get_by_role("alert").first).to_be_visible()
    without_barriers(desk)
    desk.set_viewport_size({"width": 390, "height": 844})
    look_at(desk, live_server.url, pages, language)
