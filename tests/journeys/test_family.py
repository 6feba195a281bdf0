"""Families: a daughter acts for her father; a guardian agrees by a link and on paper."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import (
    DESK,
    Clock,
    Window,
    read_qr,
    screenshot,
    until,
    without_barriers,
)
from tests.journeys.test_scan import EMAIL, sign_in
from tests.web.member.test_acting import Person, person

from enishi.ledger import queries as ledger
from enishi.membership import operations, queries
from enishi.web.design import second_factor
from enishi.web.member import device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COIN = f"{world.TOWN}:coin"


def hand(window: Window, server: str, who: Person) -> Page:
    """Give somebody's phone its cookie, and open it."""
    page = window()
    cookie = who.phone.cookies[device.COOKIE].value
    page.context.add_cookies([{"name": device.COOKIE, "value": cookie, "url": server}])
    return page


def card(who: Person) -> str:
    return operations.issue_card(
        member_id=who.id, region_code=world.TOWN, kind="resident", at=world.NOW
    )


def ask(phone: Page, number: str) -> None:
    """From the page of the family to the link for the father."""
    phone.get_by_role("link", name="だれかの代わりをする").click()
    without_barriers(phone)
    phone.get_by_label("ご本人の会員証の番号").fill(number)
    phone.get_by_label("6か月").check()
    phone.get_by_label("あなたの呼び名").fill("うみ")
    phone.get_by_role("button", name="つぎへ").click()
    expect(phone.get_by_role("heading", name="ご本人の「はい」を")).to_be_visible()
    without_barriers(phone)


def test_a_daughter_acts_for_her_father_and_is_herself_again(
    live_server, window: Window, town_clock: Clock, tmp_path: Path
) -> None:
    world.a_programme()
    event = world.an_event()
    father, daughter = person("森田ただし", 1948), person("", 1975, number=1)
    town_clock.at = world.NOW.replace(hour=14)
    server = live_server.url

    phone = hand(window, server, daughter)
    phone.goto(f"{server}/me/family")
    ask(phone, card(father))
    link = read_qr(screenshot(phone.locator(".kin-qr"), tmp_path / "ask.png"))

    his = hand(window, server, father)
    his.goto(link)
    expect(his.get_by_role("heading", level=1)).to_have_text("うみさんが、あなたの代わりをします")
    without_barriers(his)
    his.get_by_role("button", name="はい、お願いします").click()
    expect(his.get_by_role("button", name="すぐに終わりにする")).to_be_visible()
    without_barriers(his)

    phone.goto(f"{server}/me/family")
    without_barriers(phone)
    phone.get_by_role("button", name="この方の代わりに使う").click()
    banner = phone.get_by_role("complementary", name="代理の表示")
    expect(banner).to_contain_text("森田ただしの代わりに使っています")
    without_barriers(phone)
    phone.goto(f"{server}/e/{event.code}?t={world.a_poster(event).ticket}")
    expect(banner).to_be_visible()
    without_barriers(phone)
    phone.get_by_role("button", name="コインを受け取る").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("お預かりしました。")
    expect(banner).to_be_visible()
    assert ledger.balance(f"member:{father.id}", COIN) == 2_000
    assert ledger.balance(f"member:{daughter.id}", COIN) == 0
    done = {look.purpose.partition(":")[2] for look in queries.looks(father.id)}
    assert {"begun", "landing"} <= done

    phone.get_by_role("button", name="自分にもどる").click()
    expect(banner).to_be_hidden()
    expect(phone.get_by_role("heading", name="家族", level=1)).to_be_visible()

    town_clock.at += timedelta(days=179)
    phone.get_by_role("button", name="この方の代わりに使う").click()
    expect(banner).to_be_visible()
    town_clock.at += timedelta(days=1)
    phone.goto(server)
    expect(phone.get_by_text("代理は終わっています。")).to_be_visible()
    expect(phone.get_by_role("button", name="この方の代わりに使う")).to_have_count(0)
    without_barriers(phone)


def test_a_guardian_agrees_by_the_link_and_takes_it_back(
    live_server, window: Window, town_clock: Clock, tmp_path: Path
) -> None:
    child = person("そら", 2014)
    server = live_server.url
    phone = hand(window, server, child)
    phone.goto(f"{server}/me/messages")
    expect(phone.get_by_role("button", name="お知らせを受け取る")).to_have_count(0)
    phone.get_by_role("link", name="おうちの方にたのむ").click()
    without_barriers(phone)
    phone.get_by_role("button", name="おうちの方に見せるQRをつくる").click()
    link = read_qr(screenshot(phone.locator(".kin-qr"), tmp_path / "guardian.png"))
    phone.goto(link)
    expect(phone.get_by_text("これは、お子さんのスマホです。")).to_be_visible()

    hers = window()
    hers.goto(link)
    without_barriers(hers)
    hers.get_by_label("保護者の方のお名前").fill("森田うみ")
    hers.get_by_role("button", name="保護者として同意します").click()
    expect(hers.get_by_text("同意をいただきました。")).to_be_visible()
    without_barriers(hers)

    phone.goto(f"{server}/me/messages")
    phone.get_by_role("button", name="お知らせを受け取る").click()
    expect(phone.get_by_text("受け取っています")).to_be_visible()
    without_barriers(phone)

    town_clock.at += timedelta(days=30)
    hers.get_by_role("button", name="同意を取り消す").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("同意を取り消しました")
    phone.reload()
    expect(phone.get_by_role("link", name="おうちの方にたのむ")).to_be_visible()


def test_a_guardian_and_a_proxy_on_paper_at_the_desk(
    live_server, window: Window, town_clock: Clock
) -> None:
    world.a_region()
    secret = second_factor.activate(world.staff(email=EMAIL))
    child, mother = person("そら", 2014), person("森田うみ", 1975, number=1)
    number, hers = card(child), card(mother)
    desk = window(size=DESK)
    sign_in(desk, f"{live_server.url}/console/{world.TOWN}/cards/", secret)
    desk.get_by_role("link", name="代理・保護者の手続き").click()
    without_barriers(desk)
    desk.get_by_label("ご本人の会員証の番号").fill(number)
    desk.get_by_role("button", name="つぎへ").click()
    without_barriers(desk)
    desk.get_by_label("保護者の方のお名前").fill("森田うみ")
    desk.get_by_label("書いてもらった紙があります").check()
    desk.get_by_role("button", name="同意を書きとめる").click()
    expect(desk.get_by_text("保護者の同意を書きとめました。")).to_be_visible()

    desk.get_by_label("代わりをする方の会員証の番号").fill(hers)
    desk.get_by_label("ご本人が書いた紙があります").check()
    desk.get_by_role("button", name="代理を書きとめる").click()
    expect(desk.get_by_text("代理を書きとめました。")).to_be_visible()
    without_barriers(desk)
    (proxy,) = queries.proxies(child.id)
    assert (proxy.by_id, proxy.how) == (mother.id, "paper")
    phone = hand(window, live_server.url, child)
    phone.goto(f"{live_server.url}/me/family")
    expect(phone.get_by_text("おうちの方の同意があります。")).to_be_visible()


def test_a_push_is_shown_on_the_phone(live_server, window: Window, town_clock: Clock) -> None:
    phone = hand(window, live_server.url, person("森田うみ", 1975, number=1))
    phone.context.grant_permissions(["notifications"], origin=live_server.url)
    phone.goto(f"{live_server.url}/me/messages")
    expect(phone.get_by_role("button", name="このスマホで受け取る")).to_be_visible()
    expect(phone.get_by_role("button", name="このスマホでは止める")).to_be_hidden()
    phone.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    seen: list[dict[str, object]] = []
    wire = phone.context.new_cdp_session(phone)
    wire.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: seen.extend(told["registrations"])
    )
    wire.send("ServiceWorker.enable")
    for _ in range(400):
        if seen:
            break
        phone.wait_for_timeout(50)
    told = {
        "title": "縁",
        "text": "お預かりは、あと3日です",
        "tag": "t",
        "link": f"{live_server.url}/me/messages",
    }
    wire.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": live_server.url,
            "registrationId": seen[0]["registrationId"],
            "data": json.dumps(told),
        },
    )
    shown = until(
        phone,
        "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((all) => all.length && all.map((one) => [one.title, one.body, one.tag]))",
    )
    assert shown == [["縁", "お預かりは、あと3日です", "t"]]
