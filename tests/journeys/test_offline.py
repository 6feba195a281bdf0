"""A member goes where there is no network: what they tap arrives later, once, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import Clock, Window, until, without_barriers

from enishi.actions import operations as actions
from enishi.actions import pilot
from enishi.activities.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POST = pilot.ACTIONS[0].title
QUEUED = """() => new Promise((done) => {
  const opened = indexedDB.open("enishi", 1);
  opened.onsuccess = () => {
    const asked = opened.result.transaction("queue").objectStore("queue").count();
    asked.onsuccess = () => { opened.result.close(); done(asked.result); };
  };
})"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("enishi-mine-")) continue;
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  }
  return found.sort();
}"""
SAID = "() => Boolean(JSON.parse(sessionStorage.getItem('enishi-told') || '{}').of?.length)"
READY = """async () => { await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((done) =>
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true })); }"""


@pytest.fixture
def member(live_server, window: Window, town_clock: Clock) -> Page:
    """A phone that collected its first coins, saw its home, its card and the daily actions."""
    world.a_programme()
    actions.set_up(region_code=world.TOWN)
    event = world.an_event()
    town_clock.at = world.NOW.replace(hour=14)
    phone = window()
    phone.context.clock.set_fixed_time(town_clock.at)
    phone.goto(f"{live_server.url}/e/{event.code}?t={world.a_poster(event).ticket}")
    phone.get_by_role("button", name="コインを受け取る").click()
    phone.wait_for_url("**/held")
    phone.goto(live_server.url)
    phone.evaluate(READY)
    phone.goto(f"{live_server.url}/me/card/{world.TOWN}")
    phone.get_by_role("button", name="会員証のQRをつくる").click()
    phone.locator(".hand-qr").wait_for()
    phone.goto(live_server.url)
    phone.goto(f"{live_server.url}/r/{world.TOWN}/actions/")
    return phone


def posts() -> list[Activity]:
    return list(Activity.objects.filter(kind="post"))


def test_a_tap_without_a_network_is_kept_and_sent_once_when_there_is_one(
    live_server, member: Page, town_clock: Clock
) -> None:
    phone = member
    phone.context.set_offline(True)
    tap = phone.locator(f'form[data-offline="{POST}"] button')
    tap.click()
    expect(phone.get_by_text("つながったら、自動で送ります。（1件）")).to_be_visible()
    tap.click()
    assert phone.evaluate(QUEUED) == 1

    phone.goto(live_server.url)  # the page opens all the same
    expect(phone.get_by_text("おかえりなさい")).to_be_visible()
    expect(phone.get_by_text("（1件）")).to_be_visible()
    phone.goto(f"{live_server.url}/me/card/{world.TOWN}")
    expect(phone.locator(".hand-qr svg")).to_be_visible()
    phone.goto(f"{live_server.url}/hello")
    expect(phone.get_by_role("heading", level=1)).to_have_text("いまは、つながっていません")
    without_barriers(phone)
    assert posts() == []

    tapped_at = town_clock.at
    town_clock.at += timedelta(hours=1)
    phone.context.set_offline(False)
    phone.goto(f"{live_server.url}/r/{world.TOWN}/actions/")
    expect(phone.get_by_text("残していた記録を、送りました。（1件）")).to_be_visible()
    assert phone.evaluate(QUEUED) == 0
    assert [(one.evidence, one.kind_id) for one in posts()] == [("self_report", "post")]
    assert posts()[0].at == tapped_at
    phone.reload()
    assert len(posts()) == 1


def test_what_a_page_could_tell_nobody_any_more_is_told_by_the_next_one(
    live_server, member: Page, town_clock: Clock
) -> None:
    phone = member
    phone.context.set_offline(True)
    phone.locator(f'form[data-offline="{POST}"] button').click()
    expect(phone.get_by_text("（1件）")).to_be_visible()
    phone.context.set_offline(False)
    for _ in range(2):  # each page is left as soon as it has something to say
        until(phone, SAID)
        phone.goto(f"{live_server.url}/me/card/{world.TOWN}")
    expect(phone.get_by_text("残していた記録を、送りました。（1件）")).to_be_visible()
    until(phone, "() => !JSON.parse(sessionStorage.getItem('enishi-told')).of.length")
    phone.reload()
    expect(phone.locator(".hand-qr svg")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    expect(phone.get_by_text("送りました")).to_have_count(0)
    assert len(posts()) == 1


def test_what_is_refused_later_is_told_plainly(
    live_server, member: Page, town_clock: Clock
) -> None:
    phone = member
    phone.context.set_offline(True)
    phone.locator(f'form[data-offline="{POST}"] button').click()
    expect(phone.get_by_text("（1件）")).to_be_visible()
    town_clock.at += timedelta(days=4_000)  # nobody waits so long, but clocks are set wrong
    phone.context.set_offline(False)
    expect(phone.get_by_text("日がたちすぎて、自動では受け付けられません")).to_be_visible()
    assert phone.evaluate(QUEUED) == 0
    assert posts() == []


def test_a_phone_that_is_ended_keeps_no_pages_of_who_held_it(live_server, member: Page) -> None:
    phone = member
    mine = ["/", f"/me/card/{world.TOWN}", f"/r/{world.TOWN}/actions/"]
    assert phone.evaluate(KEPT) == mine
    kept = [one for one in phone.context.cookies() if one["name"] != "enishi_device"]
    phone.context.clear_cookies()
    phone.context.add_cookies(kept)
    phone.goto(live_server.url)
    expect(phone.get_by_text("おかえりなさい")).to_have_count(0)
    assert phone.evaluate(KEPT) == []
