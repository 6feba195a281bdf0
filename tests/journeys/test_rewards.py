"""A reward from a phone to a shop's till: exchanged, shown, read by a camera, used once."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from playwright.sync_api import expect
from tests import world
from tests.journeys.conftest import Clock, Window, film, screenshot, without_barriers
from tests.rewards.test_rewards import a_reward

from enishi.cli import installation
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.web.member import device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINT = f"{world.TOWN}:point"


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


def test_a_reward_is_exchanged_on_a_phone_and_used_once_at_the_till(
    live_server, town_clock: Clock, window: Window, tmp_path
):
    del town_clock
    shop = world.a_shop()
    a_reward(ways=("shop",), shop_code=shop, place="", title="はっと汁 1杯", price=300)
    held = membership.hold_on_device(at=world.NOW)
    world.move(f"issue:{POINT}", f"member:{held.member_id}", 500)
    phone = window()
    answer = HttpResponse()
    device.keep(answer, held.device_id)
    cookie = answer.cookies[device.COOKIE].value
    phone.context.add_cookies(
        [{"name": device.COOKIE, "value": cookie, "url": live_server.url, "httpOnly": True}]
    )
    phone.goto(f"{live_server.url}/me/points/{world.TOWN}")
    phone.get_by_role("link", name="特典と引き換える").click()
    without_barriers(phone)
    phone.get_by_role("link", name="はっと汁").click()
    phone.get_by_role("button", name="お店で使う").click()
    expect(phone.get_by_text("お手もとには、200が残ります。")).to_be_visible()
    without_barriers(phone)
    phone.get_by_role("button", name="引き換える").click()
    expect(phone.get_by_text("引き換えました。")).to_be_visible()
    without_barriers(phone)
    code = screenshot(phone.locator(".ticket-qr"), tmp_path / "voucher.png")

    card = merchants.make_shop_card(shop_code=shop, at=world.NOW)
    till = window(looks_at=film(code, tmp_path / "voucher.y4m"))
    till.goto(f"{live_server.url}/till/open?card={card.secret}")
    for digit in card.pin:
        till.locator(f"[data-key='{digit}']").click()
    till.locator("main form button[type=submit]").click()
    till.wait_for_url("**/till/")
    till.get_by_role("link", name="特典", exact=True).first.click()
    without_barriers(till)
    till.get_by_role("button", name="カメラで読み取る").click()
    expect(till.get_by_role("heading", name="はっと汁 1杯")).to_be_visible()
    till.get_by_role("button", name="渡して、使ったことにする").click()
    expect(till.get_by_text("300ポイントが、お店にうつりました。")).to_be_visible()
    without_barriers(till)
    assert books.balance(f"shop:{shop}", POINT) == 300
    phone.reload()
    expect(phone.get_by_text("使いました")).to_be_visible()
    expect(phone.locator(".ticket-qr")).to_have_count(0)
