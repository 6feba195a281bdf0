"""A phone with a poor network scans a poster: readable in three seconds, held in twenty."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect
from tests import world
from tests.journeys.conftest import Clock, Window, without_barriers

from enishi.activities import queries as activities
from enishi.events.event import Event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The issue asks for exactly this network and these limits.
NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
USABLE_SECONDS, HELD_SECONDS, BYTES_MOST = 3, 20, 60_000
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntriesByName("first-contentful-paint")[0].startTime / 1000))
  .observe({ type: "paint", buffered: true }))"""


@pytest.fixture
def event(town_clock: Clock) -> Event:
    world.a_programme()
    town_clock.at = world.NOW.replace(hour=14)
    return world.an_event()


def address_of(event: Event, server: str) -> str:
    return f"{server}/e/{event.code}?t={world.a_poster(event).ticket}"


class Meter:
    """What a page asked for, and how many bytes came, as the browser counts them."""

    def __init__(self, page: Page) -> None:
        """Count from now on."""
        self.bytes = 0
        self.asked: list[str] = []
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.loadingFinished", self._came)

    def _asked(self, told: dict[str, dict[str, str]]) -> None:
        if not told["request"]["url"].startswith("data:"):
            self.asked.append(told["request"]["url"])

    def _came(self, told: dict[str, float]) -> None:
        self.bytes += int(told["encodedDataLength"])


def seconds(do: Callable[[], object]) -> float:
    begun = time.monotonic()
    do()
    return time.monotonic() - begun


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_on_a_poor_network_the_scan_is_usable_in_three_seconds_and_held_in_twenty(
    live_server, window: Window, event: Event, encoding: str, record_property
) -> None:
    phone = window()
    phone.set_extra_http_headers({"Accept-Encoding": encoding})
    address = address_of(event, live_server.url)
    Client().get(address.removeprefix(live_server.url))  # the server has answered others before
    meter = Meter(phone)
    meter.session.send("Network.emulateNetworkConditions", NETWORK)
    button = phone.get_by_role("button", name="コインを受け取る")

    def usable() -> None:
        phone.goto(address, wait_until="commit")
        button.click(trial=True)

    clickable = seconds(usable)
    painted = phone.evaluate(PAINTED)
    assert max(clickable, painted) <= USABLE_SECONDS
    assert meter.asked == [address]
    assert meter.bytes <= BYTES_MOST
    before = meter.bytes

    def held() -> None:
        button.click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました")

    taken = seconds(held)
    assert clickable + taken <= HELD_SECONDS
    assert activities.participants(event.code) == 1
    figures = {"painted": painted, "clickable": clickable, "held": taken, "bytes": before}
    record_property(encoding, figures)
    sys.stdout.write(f"\n{encoding}: {figures}\n")


def test_a_tap_shows_at_once_that_it_is_being_done(
    live_server, window: Window, event: Event
) -> None:
    phone = window()
    phone.goto(address_of(event, live_server.url))
    Meter(phone).session.send("Network.emulateNetworkConditions", NETWORK)
    button = phone.locator("form[data-offline] button")
    button.click()
    assert button.inner_text() == "お預かりしています…"
    button.click()  # again, impatiently
    phone.wait_for_url("**/held")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました")


def test_without_scripts_one_tap_holds_the_coins(live_server, window: Window, event: Event) -> None:
    browser = window().context.browser
    assert browser is not None
    phone = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    phone.goto(address_of(event, live_server.url))
    phone.get_by_role("button", name="コインを受け取る").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました")
    phone.context.close()


def test_when_the_network_fails_at_the_tap_the_phone_keeps_it_and_tries_again(
    live_server, window: Window, event: Event, town_clock: Clock
) -> None:
    phone = window()
    phone.goto(address_of(event, live_server.url))
    phone.context.set_offline(True)
    phone.get_by_role("button", name="コインを受け取る").click()
    note = phone.get_by_text("記録はこのスマホに残しました。つながったら、自動で送ります。（1件）")
    expect(note).to_be_visible()
    without_barriers(phone)
    town_clock.at += timedelta(minutes=5)
    phone.context.set_offline(False)
    phone.wait_for_url("**/held")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました")
