"""A month of uses becomes a sponsor's statement to the yen; a fund tells what it became."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests import world
from tests.journeys.conftest import DESK, Clock, Window, without_barriers
from tests.journeys.test_everywhere import EMAIL, first_sign_in
from tests.sponsors.world import POINT, a_pledge, a_use

from enishi.activities import queries as activities
from enishi.cli import installation
from enishi.funds import operations as funds
from enishi.funds.undertaking import NewUndertaking
from enishi.membership import operations as membership
from enishi.sponsors import operations as sponsors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPONSORS = f"/console/{world.TOWN}/sponsors/"
FUND = f"/console/{world.TOWN}/fund/"


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


def a_members_phone(page: Page, server: str, clock: Clock) -> UUID:
    """Let a phone hold a member, by an event's poster."""
    world.a_programme()
    event = world.an_event()
    clock.at = world.NOW.replace(hour=14)
    page.goto(f"{server}/e/{event.code}?t={world.a_poster(event).ticket}")
    page.locator("button.btn-main").click()
    page.wait_for_url("**/held")
    (found,) = activities.participant_ids(event.code)
    return found


def a_desk(window: Window, address: str, *, language: str = "ja-JP") -> Page:
    """A desk whose reader keeps the town's money."""
    world.staff("accountant", email=EMAIL)
    page = window(size=DESK, language=language)
    first_sign_in(page, address)
    return page


def test_a_month_of_uses_is_the_sponsors_statement_to_the_yen(
    live_server, window: Window, town_clock: Clock
) -> None:
    shop = world.a_shop()
    a_pledge(rate_permille=5, purpose="子どもの読書のために")
    phone = window()
    who = a_members_phone(phone, live_server.url, town_clock)
    for price in (1_580, 999, 12_345):
        a_use(shop, who, price, at=world.jst(2026, 6, 6, 15))
    a_use(shop, world.a_member(), 4_321, at=world.jst(2026, 6, 20, 11))
    sponsors.follow(at=town_clock.at)
    phone.goto(f"{live_server.url}/me/points/{world.TOWN}")
    mine = phone.locator(".mine-gave")
    expect(mine).to_contain_text("3回の利用で、74円")  # 14,924 yen, 0.5 %
    without_barriers(phone)

    town_clock.at = world.jst(2026, 7, 6, 9)
    assert sponsors.state_due(at=town_clock.at) == 1
    desk = a_desk(window, f"{live_server.url}{SPONSORS}")
    desk.goto(f"{live_server.url}{SPONSORS}")
    without_barriers(desk)
    desk.get_by_role("link", name="見本物流").click()
    row = desk.get_by_role("row", name=re.compile("2026-06"))
    expect(row).to_contain_text("19,245")
    expect(row).to_contain_text("96")  # 96.225 yen; the rest is carried
    without_barriers(desk)
    with desk.expect_download() as told:
        row.get_by_role("link", name="PDF").click()
    text = PdfReader(told.value.path()).pages[0].extract_text()
    for part in ("96円", "96.225", "19,245円", "−0.225"):
        assert part in text, text
    desk.get_by_label("入った金額（円）").fill("97")
    desk.get_by_role("button", name="書きとめる").click()
    expect(desk.get_by_text("いま受け取れる額を超えています。")).to_be_visible()
    desk.get_by_label("入った金額（円）").fill("96")
    desk.get_by_role("button", name="書きとめる").click()
    expect(desk.get_by_text("入金を書きとめました")).to_be_visible()
    desk.set_viewport_size({"width": 390, "height": 844})
    without_barriers(desk)


def a_photo(path: Path) -> Path:
    """A picture as a camera makes it, with what a camera adds."""
    written = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Mihon Camera"
    Image.new("RGB", (640, 480), "seagreen").save(written, "JPEG", exif=exif)
    path.write_bytes(written.getvalue())
    return path


def test_the_fund_tells_what_it_became(
    live_server, window: Window, town_clock: Clock, tmp_path: Path
) -> None:
    world.a_point()
    world.move(f"issue:{POINT}", f"fund:{POINT}", 50_000, kind="donate")
    desk = a_desk(window, f"{live_server.url}{FUND}")
    desk.goto(f"{live_server.url}{FUND}new")
    desk.get_by_label("取り組みの名前").fill("駅前子ども文庫の本棚")
    desk.get_by_label("目標（円ぶん）").fill("40000")
    desk.get_by_role("button", name="書きとめる").click()
    desk.get_by_label("使った額（円ぶん）").fill("12000")
    desk.get_by_label("何に使ったか").fill("棚板と金具")
    desk.locator("#id_pay_points").press("Enter")
    expect(desk.get_by_role("row", name=re.compile("棚板と金具"))).to_contain_text("12,000")
    desk.get_by_label("写真（JPEG、PNG、WebP）").set_input_files(a_photo(tmp_path / "shelf.jpg"))
    desk.get_by_label("何が写っているか").fill("新しい本棚")
    desk.get_by_role("button", name="足す").last.click()
    expect(desk.get_by_alt_text("新しい本棚")).to_be_visible()
    without_barriers(desk)
    phone = window()
    phone.goto(f"{live_server.url}/r/{world.TOWN}/fund/")
    expect(phone.get_by_alt_text("新しい本棚")).to_be_visible()
    expect(phone.locator(".works")).to_contain_text("12,000 / 40,000円")
    without_barriers(phone)
    phone.get_by_role("link", name="駅前子ども文庫の本棚").click()
    expect(phone.locator(".bought")).to_contain_text("棚板と金具")
    without_barriers(phone)


def test_a_voter_finds_their_own_vote_in_the_result(
    live_server, window: Window, town_clock: Clock
) -> None:
    world.a_point()
    for title in ("ほたるの水辺", "港の夜あかり"):
        funds.add_undertaking(new=NewUndertaking(asset=POINT, title=title), at=world.NOW)
    phone = window()
    who = a_members_phone(phone, live_server.url, town_clock)
    membership.issue_card(member_id=who, region_code=world.TOWN, kind="visitor", at=town_clock.at)
    desk = a_desk(window, f"{live_server.url}{FUND}vote")
    desk.goto(f"{live_server.url}{FUND}vote")
    desk.get_by_label("何を決めるか").fill("つぎは、どれから？")
    desk.get_by_label("ほたるの水辺").check()
    desk.get_by_label("港の夜あかり").check()
    desk.get_by_label("だれの投票か").select_option("cards")
    without_barriers(desk)
    desk.get_by_role("button", name="投票をはじめる").click()
    expect(desk.get_by_text("投票をはじめました")).to_be_visible()
    without_barriers(desk)
    phone.goto(f"{live_server.url}/r/{world.TOWN}/fund/")
    phone.get_by_role("link", name="投票のページへ").click()
    without_barriers(phone)
    phone.get_by_label("ほたるの水辺").check()
    phone.get_by_role("button", name="つぎへ").click()
    without_barriers(phone)
    phone.get_by_role("button", name="投票する").dblclick()
    expect(phone.get_by_text("投票がすみました。")).to_be_visible()
    number = phone.locator(".vote-number").inner_text()
    assert "choice" not in phone.url
    without_barriers(phone)

    town_clock.at = world.jst(2026, 7, 6, 9)
    assert funds.seal_votes(at=town_clock.at) == 2
    phone.reload()
    expect(phone.get_by_role("heading", name="結果（1票）")).to_be_visible()
    phone.get_by_label("控え番号").fill(number.lower())
    phone.get_by_role("button", name="たしかめる").click()
    expect(phone.get_by_text("「ほたるの水辺」への1票として、数えられています。")).to_be_visible()
    without_barriers(phone)
    phone.get_by_label("控え番号").fill("0000 0000 0000 0000")
    phone.get_by_role("button", name="たしかめる").click()
    expect(phone.get_by_text("この番号は、一覧にありません。")).to_be_visible()
