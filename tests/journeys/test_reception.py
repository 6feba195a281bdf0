"""A day at the desk, and a paper card's whole life: read by a camera, in real browsers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import segno
from django.conf import settings
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import DESK, PHONE, Clock, Window, film, without_barriers
from tests.journeys.test_scan import EMAIL, sign_in
from tests.world import NOW, TOWN

from enishi.activities import queries as activities
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership import slips
from enishi.web.design import second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AFTERNOON = NOW.replace(hour=14)
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"


@pytest.fixture
def secret(town_clock: Clock) -> str:
    """The town in the afternoon of its event, with somebody at the desk."""
    town_clock.at = AFTERNOON
    world.a_programme()
    world.a_point()
    return second_factor.activate(world.staff("organiser", email=EMAIL))


def seen(text: str, folder: Path) -> Path:
    """A film of somebody holding a QR code before the camera."""
    picture = folder / "card.png"
    segno.make(text, error="m", micro=False).save(picture, scale=8, border=4)
    return film(picture, folder / "card.y4m")


def blank(count: int) -> list[str]:
    sheet = membership.prepare_cards(region_code=TOWN, sheets=1, at=NOW)
    return members.blank_cards(sheet, TOWN)[:count]


def typed(page: Page, number: str) -> None:
    """Type a number at the desk, or let the scanner beside the laptop do it."""
    page.get_by_label("会員証の番号").fill(number)
    page.keyboard.press("Enter")


def said(page: Page) -> object:
    return expect(page.locator("[data-say]"))


def test_a_volunteer_receives_people_one_after_another(
    live_server, window: Window, secret: str, tmp_path: Path
) -> None:
    event = world.an_event()
    member_id = world.a_member()
    membership.set_display_name(member_id=member_id, display_name="みなと")
    card = membership.issue_card(member_id=member_id, region_code=TOWN, kind="visitor", at=NOW)
    fresh, later = blank(2)
    desk = window(size=PHONE, looks_at=seen(card, tmp_path))
    sign_in(desk, f"{live_server.url}/console/{TOWN}/events/{event.code}/reception", secret)
    without_barriers(desk)

    desk.get_by_role("button", name="カメラで読む").click()
    said(desk).to_contain_text("受け付けました 14:00")
    said(desk).to_contain_text("みなとさん")
    said(desk).to_contain_text("2,000コイン")

    typed(desk, f"{fresh[:4]} {fresh[4:].lower()}")
    said(desk).to_contain_text("新しい会員証をお渡ししました")
    expect(desk.locator(".came li")).to_have_count(2)
    without_barriers(desk)

    desk.context.set_offline(True)
    typed(desk, later)
    said(desk).to_contain_text("ネットにつながりません")
    expect(desk.locator("[data-waiting] li")).to_have_text(f"会員証 …{later[-4:]}")
    assert activities.participants(event.code) == 2
    desk.context.set_offline(False)
    said(desk).to_contain_text("受け付けました 14:00")
    expect(desk.locator("[data-wait]")).to_be_hidden()
    assert activities.participants(event.code) == 3

    row = desk.locator(".came li", has_text="みなとさん")
    row.locator("summary").click()
    row.get_by_role("button").click()
    said(desk).to_contain_text("受付を取り消しました")
    expect(desk.locator(".came li")).to_have_count(2)
    assert ledger.balance(f"member:{member_id}", COIN) == 0

    typed(desk, card)
    said(desk).to_contain_text("今日の受付を取り消した方です")
    desk.get_by_role("button", name="もう一度受け付ける").click()
    said(desk).to_contain_text("受け付けました 14:00")
    assert ledger.balance(f"member:{member_id}", COIN) == 2_000
    typed(desk, "0000 0000 0000 0000")
    said(desk).to_contain_text("この番号の会員証はありません")


def test_a_paper_card_lives_from_the_printer_to_the_phone(
    live_server, window: Window, secret: str, town_clock: Clock, tmp_path: Path
) -> None:
    event = world.an_event()
    desk = window(size=DESK)
    cards = f"{live_server.url}/console/{TOWN}/cards/"
    sign_in(desk, cards, secret)
    desk.get_by_role("button", name="会員証をつくる").click()
    without_barriers(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="印刷（PDF）").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    (sheet,) = members.sheets(TOWN)
    first, second, *_ = members.blank_cards(sheet.id, TOWN)

    # Handed out and earned by a staff scan, in one go.
    desk.goto(f"{live_server.url}/console/{TOWN}/events/{event.code}/reception")
    typed(desk, f"{live_server.url}/c#{first}")
    said(desk).to_contain_text("新しい会員証をお渡ししました")
    member_id = members.card_holder(first).member_id
    wallet = f"member:{member_id}"
    assert ledger.balance(wallet, COIN) == 2_000

    # Points arrive with two dates; a part is spent in a shop, a part lapses into the fund.
    world.move(f"issue:{POINT}", wallet, 300, expires_on=date(2026, 6, 7), at=AFTERNOON)
    world.move(f"issue:{POINT}", wallet, 700, expires_on=date(2027, 3, 31), at=AFTERNOON)
    world.move(wallet, "shop:minato", 100, kind="spend", at=AFTERNOON)
    town_clock.at = AFTERNOON + timedelta(days=2)
    world.a_lapse_run(POINT, at=town_clock.at)
    assert (ledger.balance(wallet, POINT), ledger.balance(f"fund:{POINT}", POINT)) == (700, 200)

    # The balance is seen at the desk, and a part is given to the town.
    desk.goto(cards)
    desk.get_by_label("会員証の番号").fill(first)
    desk.get_by_role("button", name="この会員証を見る").click()
    holder = expect(desk.locator(".holder"))
    holder.to_contain_text("2027年3月31日（水）まで：700")
    holder.to_contain_text("期限が来て、町の基金へ")
    holder.to_contain_text("お店で使った")
    without_barriers(desk)
    desk.get_by_label("町の基金に寄附する").fill("150")
    desk.get_by_role("button", name="寄附する").click()
    expect(desk.get_by_role("status")).to_contain_text("150円ぶんを、町の基金に寄附しました。")
    assert (ledger.balance(wallet, POINT), ledger.balance(f"fund:{POINT}", POINT)) == (550, 350)

    # Lost: a fresh card stands for it, the old one is dead, the same person, the same balance.
    desk.get_by_label("新しい会員証の番号").fill(second)
    desk.get_by_role("button", name="この会員証に替える").click()
    expect(desk.locator(".box.done")).to_contain_text("前の会員証は、もう使えません。")
    assert members.card_holder(first) is None
    assert members.card_holder(second).member_id == member_id

    tied_at_home(window(), f"{live_server.url}/c#{second}", second)
    assert [look.purpose for look in members.looks(member_id)].count("card") >= 1
    desk.goto(cards)
    desk.get_by_label("会員証の番号").fill(second)
    desk.get_by_role("button", name="この会員証を見る").click()
    expect(desk.locator(".holder")).to_contain_text("スマホでも使えます")


def tied_at_home(phone: Page, address: str, number: str) -> None:
    """Read the card's QR at home; only the digits of the slip tie the phone."""
    right = slips.tie_code(number, secret=settings.TICKET_SECRET)
    wrong = "000000" if right != "000000" else "111111"
    for code in (wrong, right):
        phone.goto("about:blank")
        phone.goto(address)
        expect(phone.get_by_label("会員証の番号")).to_have_value(
            " ".join(number[first : first + 4] for first in range(0, len(number), 4))
        )
        without_barriers(phone)
        phone.get_by_label("スマホにつなぐ番号").fill(code)
        phone.get_by_role("button", name="このスマホでも使う").click()
        if code == wrong:
            expect(phone.get_by_role("heading", level=1)).to_contain_text("ちがうようです")
    expect(phone.locator("body")).to_contain_text("2,000")
    expect(phone.locator("body")).to_contain_text("550")
