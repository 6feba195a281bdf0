"""From a poster to coins that stay: few taps, and back again on another phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import Clock, Window, without_barriers

from enishi.events import operations as events
from enishi.events import queries as event_queries
from enishi.membership import queries
from enishi.outbox import queries as outbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "090-1234-5678"


class Taps:
    """A thumb that counts: taps on buttons and fields. Typing and filling in are no taps."""

    def __init__(self, page: Page) -> None:
        """Begin with none."""
        self.page, self.made = page, 0

    def press(self, name: str) -> None:
        self.made += 1
        self.page.get_by_role("button", name=name).click()

    def type(self, label: str, text: str) -> None:
        """Tap a field, unless the page has put the thumb there already, and type."""
        field = self.page.get_by_label(label, exact=True)
        if not field.evaluate("one => one === document.activeElement"):
            self.made += 1
            field.tap() if self.page.evaluate("'ontouchstart' in window") else field.click()
        field.press_sequentially(text)


def poster(at=world.NOW, coins: int = 2_000, **more):
    """The address of a poster that hangs now."""
    event = world.an_event(starts_at=at, hours=None, coins=coins, **more)
    return event, f"/e/{event.code}?t={world.a_poster(event, at=at).ticket}"


def digits() -> str:
    """The six digits of the newest message, as the person reads them."""
    codes = [one for one in outbox.recent() if one.purpose == "code"]
    newest = max(codes, key=lambda one: one.created_at)
    return re.search(r"\d{6}", newest.text)[0]


def collect(page: Page, server: str, address: str) -> Taps:
    """Open the poster's page and take the coins; counts from the scan."""
    page.goto(f"{server}{address}")
    taps = Taps(page)
    taps.press("コインを受け取る")
    expect(page.get_by_role("heading", level=1)).to_contain_text("お預かりしました")
    return taps


def complete(page: Page) -> Taps:
    """Keep the coins by a number: counts from the held page."""
    taps = Taps(page)
    taps.type("携帯電話の番号", NUMBER)
    taps.press("確認の番号を受け取る")
    page.wait_for_url("**/join/code")
    taps.type("6けたの番号", digits())
    page.wait_for_url("**/me/about?new=1")
    return taps


def sign_in(page: Page, server: str) -> None:
    """Come back by the number."""
    page.goto(f"{server}/sign-in")
    complete_code(page)


def complete_code(page: Page) -> None:
    page.get_by_label("携帯電話の番号").fill(NUMBER)
    page.get_by_role("button", name="確認の番号を受け取る").click()
    page.wait_for_url("**/join/code")
    page.get_by_label("6けたの番号", exact=True).press_sequentially(digits())


def local(live_server) -> str:
    """The server by a name: passkeys are made for names, not for numbers."""
    return live_server.url.replace("127.0.0.1", "localhost")


def test_from_the_scan_to_coins_for_good_and_back_on_another_phone(
    live_server, window: Window, town_clock: Clock
) -> None:
    world.a_programme()
    _, address = poster()
    phone = window()
    held = collect(phone, live_server.url, address)
    assert held.made <= 2
    without_barriers(phone)
    kept = complete(phone)
    assert kept.made <= 4, f"{kept.made} taps"
    expect(phone.get_by_role("heading", level=1)).to_contain_text("ずっと、あなたの")
    without_barriers(phone)
    town_clock.at += timedelta(minutes=2)

    second_event, second_address = poster(town_clock.at, coins=500, title="朝の市")
    second = window()
    collect(second, live_server.url, second_address)
    sign_in(second, live_server.url)
    second.wait_for_url("**/join/together")
    expect(second.get_by_role("heading", level=1)).to_contain_text("いっしょにしますか")
    without_barriers(second)
    second.get_by_role("button", name="はい、いっしょにする").click()
    second.wait_for_url(f"{live_server.url}/")
    second.goto(f"{live_server.url}/me/phones")
    expect(second.get_by_role("listitem").filter(has_text="から")).to_have_count(2)
    without_barriers(second)
    member = queries.contact_holder("phone", "+819012345678")
    assert member is not None
    phone.goto(f"{live_server.url}/e/{second_event.code}/held")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("500コイン")

    second.get_by_role("button", name="このスマホのほかは、ぜんぶ終わりにする").click()
    expect(second.get_by_role("listitem").filter(has_text="から")).to_have_count(1)
    phone.goto(f"{live_server.url}/me/phones")
    expect(phone).to_have_url(re.compile(r"/sign-in\?next="))


def test_a_mail_without_scripts_and_wrong_digits(
    live_server, playwright_, chromium, town_clock: Clock
) -> None:
    world.a_programme()
    _, address = poster()
    browser = playwright_.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    collect(page, live_server.url, address)
    page.get_by_text("電話番号を使わない方法").click()
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_role("button", name="メールで番号を受け取る").click()
    right = digits()
    page.get_by_label("6けたの番号", exact=True).fill(f"{(int(right) + 1) % 1_000_000:06d}")
    page.get_by_role("button", name="たしかめる").click()
    expect(page.get_by_role("alert")).to_contain_text("あと4回、ためせます")
    page.get_by_label("6けたの番号", exact=True).fill(right)
    page.get_by_role("button", name="たしかめる").click()
    page.wait_for_url("**/me/about?new=1")
    page.get_by_label("お呼びする名前").fill("はなこ")
    page.get_by_role("button", name="これで残す").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("はなこ")
    browser.close()


def test_a_passkey_brings_somebody_back_on_another_phone(
    live_server, window: Window, town_clock: Clock
) -> None:
    world.a_programme()
    server = local(live_server)
    _, address = poster()
    phone = window()
    key = authenticator(phone)
    collect(phone, server, address)
    phone.get_by_text("電話番号を使わない方法").click()
    taps = Taps(phone)
    taps.press("パスキーをつくる")
    phone.wait_for_url("**/me/about?new=1")
    assert taps.made == 1
    made = key.credentials()
    assert len(made) == 1

    second = window()
    other = authenticator(second)
    other.take(made[0])
    second.goto(f"{server}/sign-in")
    second.get_by_text("電話番号を使わない方法").click()
    second.get_by_role("button", name="パスキーでログイン").click()
    second.wait_for_url(f"{server}/")
    second.goto(f"{server}/me/phones")
    expect(second.get_by_role("listitem").filter(has_text="から")).to_have_count(2)
    without_barriers(second)

    copied = {**made[0], "signCount": 0}
    third = window()
    authenticator(third).take(copied)
    third.goto(f"{server}/sign-in")
    third.get_by_text("電話番号を使わない方法").click()
    third.get_by_role("button", name="パスキーでログイン").click()
    expect(third.get_by_role("heading", level=1)).to_contain_text("この鍵では、入れません")

    second.get_by_role("button", name="消す").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("戻る方法がなくなります")


class Authenticator:
    """A phone's own key ring, played by the browser (WebAuthn in the DevTools protocol)."""

    def __init__(self, page: Page) -> None:
        """Put one into a page's browser, with a finger that always fits."""
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = made["authenticatorId"]

    def credentials(self) -> list[dict[str, object]]:
        told = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(told["credentials"])

    def take(self, credential: dict[str, object]) -> None:
        told = {"authenticatorId": self.id, "credential": credential}
        self.session.send("WebAuthn.addCredential", told)


def authenticator(page: Page) -> Authenticator:
    return Authenticator(page)


def test_a_monthly_poster_of_last_month_is_refused_and_the_new_one_works(
    live_server, window: Window, town_clock: Clock
) -> None:
    world.a_programme()
    event, old = poster(title="月のたより", monthly_code=True)
    phone = window()
    collect(phone, live_server.url, old)
    complete(phone)

    town_clock.at = world.NOW + timedelta(days=30)
    events.renew_monthly_posters(at=town_clock.at)
    phone.goto(f"{live_server.url}{old}")
    expect(phone.get_by_role("heading", level=1)).to_contain_text(
        "このQRは、新しいものに変わりました"
    )
    new = event_queries.poster(event.code)
    collect(phone, live_server.url, f"/e/{event.code}?t={new.ticket}")
    member = queries.contact_holder("phone", "+819012345678")
    assert member is not None
    assert queries.holding_of(member).until is None
