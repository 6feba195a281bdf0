"""Every page that the map of addresses knows, opened in a browser: axe finds nothing on any."""

from __future__ import annotations

import os
from http import HTTPStatus

import pytest
from playwright.sync_api import Page
from tests import world
from tests.journeys.conftest import DESK, PHONE, Clock, Window, without_barriers
from tests.web import addresses
from tests.web.addresses import Address

from enishi.actions import operations as actions
from enishi.cli import installation
from enishi.web.console import answers, questions
from enishi.web.design import second_factor
from enishi.web.design.permission import ANYONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# test_everywhere.py and test_figures.py look at the other two of the four.
SIZES = {"ja": PHONE, "en": DESK}
EMAIL = "umi@example.jp"
# test_figures.py walks these with numbers in them; without any they all look like the portrait.
OF_NUMBERS = {questions.address(slug, world.TOWN) for slug in answers.ANSWERS} - {
    questions.address(questions.PORTRAIT, world.TOWN)
}
# Each page in one language on every run, in both with the long figures.
IS_THOROUGH = "ENISHI_THOROUGH" in os.environ
MEMBERS_PAGES_LEAST, STAFFS_PAGES_LEAST = (30, 25) if IS_THOROUGH else (15, 12)


def share(pages: list[Address], language: str) -> list[Address]:
    """Return the pages that are looked at in a language."""
    return pages if IS_THOROUGH else pages[list(SIZES).index(language) :: len(SIZES)]


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


@pytest.fixture
def poster(town_clock: Clock) -> str:
    """A town with something on every page; the address of its poster."""
    world.a_programme()
    event = world.an_event(summary="刈り終えた棚田に、竹のあかりを並べます。")
    ticket = world.a_poster(event).ticket
    actions.set_up(region_code=world.TOWN)
    actions.make_team(region_code=world.TOWN, title="あかり隊", at=world.NOW)
    world.an_honour()
    world.a_doubtful_record()
    town_clock.at = world.NOW.replace(hour=14)
    return f"/e/{event.code}?t={ticket}"


def looked_at(page: Page, server: str, pages: list[Address], language: str) -> list[str]:
    """Open every address that answers with a page, and return those."""
    seen = []
    for one in pages:
        told = page.request.get(f"{server}{one.path}")
        if told.status != HTTPStatus.OK or "text/html" not in told.headers["content-type"]:
            continue
        page.goto(f"{server}{one.path}")
        assert page.locator("html").get_attribute("lang") == language, one.path
        without_barriers(page)
        seen.append(one.path)
    return seen


@pytest.mark.parametrize("language", SIZES)
def test_axe_finds_nothing_on_any_page_of_members(
    live_server, window: Window, poster: str, language: str
) -> None:
    phone = window(size=SIZES[language], language={"ja": "ja-JP", "en": "en-GB"}[language])
    phone.goto(f"{live_server.url}{poster}")
    phone.locator("button.btn-main").click()
    phone.wait_for_url("**/held")
    everywhere = addresses.of_town(world.TOWN, language=language)
    pages = [one for one in everywhere if one.permission == ANYONE]
    seen = looked_at(phone, live_server.url, share(pages, language), language)
    assert len(seen) >= MEMBERS_PAGES_LEAST, seen


@pytest.mark.parametrize("language", SIZES)
def test_axe_finds_nothing_on_any_page_of_staff(
    live_server, window: Window, poster: str, language: str
) -> None:
    secret = second_factor.activate(world.staff("admin", email=EMAIL))
    desk = window(size=SIZES[language], language={"ja": "ja-JP", "en": "en-GB"}[language])
    desk.goto(f"{live_server.url}/console/{world.TOWN}/events/")
    desk.locator("input[name=login]").fill(EMAIL)
    desk.locator("input[name=password]").fill(world.PASSWORD)
    desk.locator("button.main").click()
    desk.locator("input[name=code]").fill(second_factor.current_code(secret))
    desk.locator("button.main").click()
    everywhere = addresses.of_town(world.TOWN, language=language)
    pages = [one for one in everywhere if one.permission != ANYONE and one.path not in OF_NUMBERS]
    seen = looked_at(desk, live_server.url, share(pages, language), language)
    assert len(seen) >= STAFFS_PAGES_LEAST, seen
