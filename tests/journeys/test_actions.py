"""A day's actions in a browser: one tap each, a team's number, a photo, and a mistake undone."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import DESK, Clock, Window, without_barriers

from enishi.actions import operations, queries
from enishi.actions.action import NewAction
from enishi.activities import queries as activities
from enishi.cli import installation
from enishi.ledger import queries as books
from enishi.web.member import device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COIN = f"{world.TOWN}:coin"


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


@pytest.fixture
def address(live_server, settings, tmp_path: Path, town_clock: Clock) -> str:
    """The page of a town with the five actions, and a team that unlocks two more."""
    settings.DATA_DIR = tmp_path
    world.a_programme()
    operations.set_up(region_code=world.TOWN)
    team = operations.make_team(
        region_code=world.TOWN, title="あかり隊", code="888002", at=world.NOW
    )
    for title, english_title in (("灯籠を直した", "Mended a lantern"), ("浜を歩いた", "Walked")):
        operations.add_action(
            action=NewAction(
                region_code=world.TOWN,
                kind="support",
                title=title,
                title_en=english_title,
                coins=100,
                team_id=team.id,
            )
        )
    assert town_clock.at == world.NOW
    return f"{live_server.url}/r/{world.TOWN}/actions/"


def record(page: Page, title: str) -> float:
    """Tap an action and return how many seconds it took until the page said so."""
    begun = perf_counter()
    page.locator(f"form[data-offline='{title}'] button").click()
    expect(page.locator("[data-told]")).to_contain_text("記録しました")
    expect(page.locator("[data-told]")).to_contain_text(title)
    return perf_counter() - begun


def told(page: Page) -> str:
    return page.locator("[data-told]").inner_text()


def test_a_day_of_a_new_phone(window: Window, address: str, tmp_path: Path) -> None:
    page = window()
    page.goto(address)
    without_barriers(page)
    page.evaluate("window.stayed = true")
    seconds = [record(page, title) for title in ("発信した", "買った", "連絡した")]
    assert page.evaluate("window.stayed"), "the page was not loaded anew"
    expect(page.locator(".acts-side .coin")).to_have_text("300コイン")
    expect(page.locator(".act-done .g").first).to_contain_text("ご自分での記録")
    expect(page.locator(".beads .on")).to_have_count(1)
    without_barriers(page)
    print("a tap took", " ".join(f"{one:.2f} s" for one in seconds))  # noqa: T201 - a measure

    second = page.context.new_page()  # another window that still shows yesterday's buttons
    second.goto(address)
    stale = second.locator("form[data-offline]").first
    title = stale.get_attribute("data-offline")
    record(page, str(title))
    stale.locator("button").click()
    expect(second.locator("[data-told]")).to_contain_text("もう記録しました")

    add_photo(page, tmp_path)
    page.locator(".act-after .btn-quiet").first.click()
    page.wait_for_url("**?undone=1")
    assert "取り消しました" in told(page)
    assert list(tmp_path.rglob("*.jpg")) == []
    cookie = next(one for one in page.context.cookies() if one["name"] == device.COOKIE)
    member_id = device.queries.member_of_device(cookie["value"].partition(":")[0])
    assert member_id is not None
    assert books.balance(f"member:{member_id}", COIN) == 300
    assert sum(not one.is_withdrawn for one in activities.of_member(member_id)) == 3


def add_photo(page: Page, folder: Path) -> None:
    """Add a photo with its place in it to the first record."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (35.0, 40.0, 0.0)
    Image.new("RGB", (1200, 900), "navy").save(folder / "harbour.png", exif=exif)
    page.locator(".act-done summary").first.click()
    page.get_by_label("写真", exact=True).first.set_input_files(folder / "harbour.png")
    page.get_by_role("button", name="添える", exact=True).first.click()
    expect(page.locator(".act-photo")).to_be_visible()
    assert page.locator(".act-photo").evaluate("one => one.naturalWidth") == 1200
    without_barriers(page)


@pytest.mark.parametrize(("language", "size"), [("ja-JP", None), ("en-GB", DESK)])
def test_888002_unlocks_the_teams_actions(
    window: Window, address: str, live_server, language: str, size: dict[str, int] | None
) -> None:
    page = window(language=language) if size is None else window(language=language, size=size)
    page.goto(f"{live_server.url}/team")
    without_barriers(page)
    page.locator("#code").fill("888001")
    page.locator(".team-form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    without_barriers(page)
    page.locator("#code").fill("888 002")
    page.locator(".team-form button").click()
    expect(page.locator(".team-told b")).to_contain_text("あかり隊")
    without_barriers(page)
    page.locator(".teams .btn").first.click()
    expect(page.locator(".acts-team")).to_contain_text("あかり隊")
    without_barriers(page)
    title = "灯籠を直した" if language.startswith("ja") else "Mended a lantern"
    page.locator(f"form[data-offline='{title}'] button").click()
    expect(page.locator(".note-ok")).to_contain_text(title)
    expect(page.locator(".acts-side .coin")).to_contain_text("100")
    page.goto(f"{live_server.url}/team")
    page.locator(".teams .btn-quiet").click()
    page.wait_for_url("**/team?left=1")
    page.goto(address)
    expect(page.locator(".acts-team")).to_have_count(0)


def test_without_scripts_every_step_is_a_form(playwright_, chromium: str, address: str) -> None:
    browser = playwright_.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    page.goto(address)
    page.locator("form[data-offline='会いに行った'] button").click()
    expect(page.locator("[data-told]")).to_contain_text("記録しました")
    page.locator(".act-after .btn-quiet").click()
    expect(page.locator("[data-told]")).to_contain_text("取り消しました")
    browser.close()
    assert len(queries.actions_of(world.TOWN)) == 7
