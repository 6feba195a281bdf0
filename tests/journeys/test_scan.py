"""A stranger's scan goes all the way: coins, a sealed leaf, one more person in the count."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import (
    DESK,
    Clock,
    Window,
    film,
    read_qr,
    screenshot,
    without_barriers,
)

from enishi.insight.releases import operations as releases
from enishi.insight.releases.released import ExactQuestion
from enishi.kit.periods import JST
from enishi.ledger import operations as ledger
from enishi.transparency import notes, receipt
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries
from enishi.web.design import second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "umi@example.jp"
CATCH_UP_SECONDS = 60


@pytest.fixture(autouse=True)
def lake(settings, tmp_path):
    settings.LAKE_DIR = tmp_path / "lake"


def sign_in(page: Page, address: str, secret: str) -> None:
    """Password, then the six digits of the authenticator app."""
    page.goto(address)
    page.get_by_label("メールアドレス").fill(EMAIL)
    page.get_by_label("パスワード").fill(world.PASSWORD)
    page.get_by_role("button", name="つぎへ").click()
    page.get_by_label("6けたの番号").fill(second_factor.current_code(secret))
    page.get_by_role("button", name="サインインする").click()
    page.wait_for_url(f"{address}**")


def announce(page: Page) -> None:
    """Fill in the form of an event of today, 13:00 to 15:00."""
    page.get_by_role("link", name="催しをつくる").click()
    page.get_by_label("催しの名前").fill("棚田あかりの会")
    page.get_by_label("始まる日").fill("2026-06-06")
    page.get_by_label("始まる時刻").fill("13:00")
    page.get_by_label("終わる時刻").fill("15:00")
    page.get_by_label("場所").fill("上棚田")
    without_barriers(page)
    page.get_by_role("button", name="つくって、ポスターへ進む").click()
    page.get_by_role("link", name="ポスターをひらく").click()
    expect(page.get_by_text("ここを、カメラで")).to_be_visible()


def people() -> int:
    """The town's own exact count of people, for the operator."""
    followers()
    question = ExactQuestion(metric="people", region=world.TOWN)
    told = releases.exact(question=question, actor="test", purpose="journey", at=world.NOW)
    return told.n


def soon(count: Callable[[], int], wanted: int) -> int:
    """Ask until the followers have caught up: they wait for the oldest open transaction."""
    last = time.monotonic() + CATCH_UP_SECONDS
    while (found := count()) != wanted and time.monotonic() < last:
        time.sleep(1)
    return found


def followers() -> None:
    """Seal what was posted, bring it to the lake, show the log."""
    ledger.seal(at=world.NOW)
    releases.refresh_lake()
    log.checkpoint(at=world.NOW, publish=True)


def scan(page: Page, server: str) -> None:
    """Open the camera on the phone and let it find the poster."""
    page.goto(f"{server}/scan")
    page.get_by_role("button", name="カメラをひらく").click()
    page.wait_for_url("**/e/**")


def test_staff_make_an_event_and_a_stranger_scans_its_poster(
    live_server, window: Window, town_clock: Clock, tmp_path: Path
) -> None:
    world.a_programme()
    secret = second_factor.activate(world.staff(email=EMAIL))
    before = people()

    desk = window(size=DESK)
    sign_in(desk, f"{live_server.url}/console/{world.TOWN}/events/", secret)
    announce(desk)
    picture = screenshot(desk.locator(".sh-q"), tmp_path / "poster.png")
    address = read_qr(picture)
    assert address.startswith(f"{live_server.url}/e/")

    town_clock.at = world.NOW.replace(hour=14)
    phone = window(looks_at=film(picture, tmp_path / "camera.y4m"))
    scan(phone, live_server.url)
    assert phone.url == address
    without_barriers(phone)
    phone.get_by_role("button", name="コインを受け取る").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("2,000コイン、お預かりしました。")
    without_barriers(phone)

    phone.get_by_role("link", name="あとで登録する").click()
    expect(phone.locator(".purse .coin")).to_have_text("2,000")
    without_barriers(phone)

    scan(phone, live_server.url)
    expect(phone.get_by_role("heading", level=1)).to_have_text("もう受け取っています")
    phone.goto(live_server.url)
    expect(phone.locator(".purse .coin")).to_have_text("2,000")

    assert soon(people, before + 1) == before + 1
    told = the_receipt(phone, live_server.url)
    checked = receipt.check(told, notes.verifier(log_queries.vkey()))
    assert checked.index is not None
    assert checked.header is not None
    assert next(iter(checked.sides.values()))["amount"] == 2_000

    after_midnight(window(), address, town_clock)
    assert people() == before + 1


def the_receipt(phone: Page, server: str) -> dict[str, object]:
    """Take the receipt out of the phone's history."""
    phone.goto(f"{server}/me")
    without_barriers(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="受け取りの控え").click()
    told: dict[str, object] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert told["format"] == "relpop-receipt/1"
    return told


def after_midnight(phone: Page, address: str, town_clock: Clock) -> None:
    """The same poster one minute before 24:00, and at 24:00."""
    midnight = world.NOW.astimezone(JST).replace(hour=0, minute=0) + timedelta(days=1)
    town_clock.at = midnight - timedelta(minutes=1)
    phone.goto(address)
    expect(phone.get_by_role("button", name="コインを受け取る")).to_be_visible()
    town_clock.at = midnight
    phone.get_by_role("button", name="コインを受け取る").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("受け取れる時間が終わりました")
    expect(phone.get_by_text("このQRは、6月6日（土）の24時まででした。")).to_be_visible()
    expect(phone.get_by_text("受付に声をかけてください")).to_be_visible()
    without_barriers(phone)
