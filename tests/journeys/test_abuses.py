"""What people try, in real browsers: photographs of the screen, places far away, shared phones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import DESK, Clock, Window, read_qr, screenshot, without_barriers
from tests.journeys.test_scan import EMAIL, sign_in

from enishi.activities import queries as activities
from enishi.events import operations as events
from enishi.events import queries
from enishi.events.event import Event
from enishi.events.places import Point, Venue
from enishi.web.design import second_factor
from enishi.web.member import device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HALL = Point(35.6005, 135.9406)
TOKYO = {"latitude": 35.6812, "longitude": 139.7671, "accuracy": 20}
THERE = {"latitude": 35.6008, "longitude": 135.9409, "accuracy": 20}


@pytest.fixture
def market(town_clock: Clock) -> Event:
    """An event of this afternoon; it is ten past two."""
    world.a_programme()
    event = world.an_event()
    world.a_poster(event)
    town_clock.at = world.NOW.replace(hour=14, minute=10, second=5)
    return event


def collect(phone: Page, address: str) -> None:
    """Open the address of a code and press the one button."""
    phone.goto(address)
    phone.get_by_role("button", name="コインを受け取る").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました")


def grades() -> dict[tuple[str, str], int]:
    """How many records there are of each grade and doubt."""
    found: dict[tuple[str, str], int] = {}
    for member_id in members():
        [past] = activities.of_member(member_id)
        found[past.evidence, past.doubt] = found.get((past.evidence, past.doubt), 0) + 1
    return found


def members() -> set[UUID]:
    [event] = queries.events_of(world.TOWN)
    return activities.participant_ids(event.code)


def test_a_photograph_of_the_screen_is_refused_after_its_window_and_the_screen_goes_on(
    live_server, window: Window, town_clock: Clock, market: Event, tmp_path: Path
) -> None:
    events.set_evidence(event_code=market.code, rotating=True, venue=None)
    secret = second_factor.activate(world.staff(email=EMAIL))
    desk = window(size=DESK)
    sign_in(desk, f"{live_server.url}/console/{world.TOWN}/events/{market.code}/", secret)
    desk.get_by_role("link", name="会場の画面をひらく").click()
    expect(desk.locator("[data-code] svg")).to_be_visible()
    without_barriers(desk)
    photograph = read_qr(screenshot(desk.locator("[data-code]"), tmp_path / "screen.png"))
    guest = window()
    collect(guest, photograph)

    town_clock.at += timedelta(seconds=95)
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(desk.locator("[data-code]")).not_to_have_attribute("data-address", photograph)
    late = window()
    late.goto(photograph)
    expect(late.get_by_role("heading", level=1)).to_have_text("このQRは、新しいものに変わりました")
    expect(late.get_by_text("会場の画面を、もう一度読み取ってください")).to_be_visible()
    without_barriers(late)
    collect(late, str(desk.locator("[data-code]").get_attribute("data-address")))
    guest.goto(photograph)
    expect(guest.get_by_role("heading", level=1)).to_have_text("もう受け取っています")
    assert grades() == {("own_scan", ""): 2}

    # The tablet sleeps for two minutes and wakes without a network.
    desk.context.set_offline(True)
    desk.evaluate("{ const now = Date.now; Date.now = () => now() + 120_000; }")
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(desk.get_by_role("status")).to_contain_text("通信が切れています")
    expect(desk.locator("[data-code] svg")).to_have_count(0)


def test_who_opened_the_page_in_time_may_press_slowly(
    live_server, window: Window, town_clock: Clock, market: Event
) -> None:
    events.set_evidence(event_code=market.code, rotating=True, venue=None)
    ticket = queries.turning_ticket(queries.poster(market.code), town_clock.at)
    phone = window()
    phone.goto(f"{live_server.url}/e/{market.code}?t={ticket}")
    town_clock.at += timedelta(minutes=4)
    phone.get_by_role("button", name="コインを受け取る").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました")
    assert grades() == {("own_scan", ""): 1}


def at_place(phone: Page, server: str, place: dict[str, float] | None) -> Page:
    """Let the phone be somewhere and say so, or say no."""
    if place is not None:
        phone.context.grant_permissions(["geolocation"], origin=server)
        phone.context.set_geolocation(place)  # type: ignore[arg-type]
    return phone


def test_a_phone_far_away_gets_its_coins_and_a_lower_grade_with_a_kind_reason(
    live_server, window: Window, market: Event
) -> None:
    events.set_evidence(event_code=market.code, rotating=False, venue=Venue(HALL, 500))
    address = f"{live_server.url}/e/{market.code}?t={queries.poster(market.code).ticket}"
    near, far, silent = (window() for _ in range(3))
    near.goto(address)
    expect(near.get_by_text("いまいる場所を一度だけたずねます")).to_be_visible()
    without_barriers(near)
    for phone, place in ((near, THERE), (far, TOKYO), (silent, None)):
        collect(at_place(phone, live_server.url, place), address)
    assert grades() == {
        ("own_scan", ""): 1,
        ("self_report", "far_away"): 1,
        ("self_report", "place_unknown"): 1,
    }
    far.goto(f"{live_server.url}/me")
    expect(far.get_by_text("スマホの場所が、会場から離れていたため")).to_be_visible()
    expect(far.get_by_text("2,000").first).to_be_visible()
    without_barriers(far)


def test_two_accounts_on_one_phone_staff_see_why_and_say_that_it_is_in_order(
    live_server, window: Window, market: Event
) -> None:
    address = f"{live_server.url}/e/{market.code}?t={queries.poster(market.code).ticket}"
    phone = window()
    collect(phone, address)
    # The phone starts anew as somebody else; its mark stays.
    phone.context.clear_cookies(name=device.COOKIE)
    collect(phone, address)
    assert grades() == {("own_scan", ""): 1, ("self_report", "same_phone"): 1}

    secret = second_factor.activate(world.staff(email=EMAIL))
    desk = window(size=DESK)
    sign_in(desk, f"{live_server.url}/console/{world.TOWN}/second-look/", secret)
    expect(desk.get_by_text("ご家族で1台を使う")).to_be_visible()
    without_barriers(desk)
    desk.get_by_role("link", name="記録をひらく").click()
    without_barriers(desk)
    desk.get_by_role("button", name="来ていたのを見ました").click()
    expect(desk.get_by_role("heading", name="「受付で確認」にしました")).to_be_visible()
    without_barriers(desk)
    assert grades() == {("own_scan", ""): 1, ("staff_scan", ""): 1}
