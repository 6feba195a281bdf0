"""My points: what lapses, what is held, what moved; giving to the town; the town's page."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests import world

from enishi.activities import queries as activities
from enishi.ledger import operations
from enishi.ledger import queries as ledger
from enishi.ledger.pockets import Pocket
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import Result
from enishi.programs import operations as programs
from enishi.programs.programme import NewFundUse
from enishi.web.design import clock
from enishi.web.member import donate, timeline

pytestmark = pytest.mark.django_db
AFTERNOON = world.NOW.replace(hour=14)
POINT = f"{world.TOWN}:point"
ISSUE, FUND, SHOP = f"issue:{POINT}", f"fund:{POINT}", "shop:S01"
MINE = f"/me/points/{world.TOWN}"
GIVE = f"{MINE}/donate"
PUBLIC = f"/r/{world.TOWN}/points/"
MARCH = date(2027, 3, 31)
LAST_MARCH = date(2026, 3, 31)


class Clock:
    """The afternoon of the tests, which some of them move."""

    at = AFTERNOON

    def now(self):
        return self.at


@pytest.fixture(autouse=True)
def town_clock(monkeypatch):
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def phone():
    """A phone that was at an event of a town with coins and points."""
    world.a_programme()
    world.a_point()
    event = world.an_event()
    client = Client()
    client.post(f"/e/{event.code}", {"t": world.a_poster(event).ticket})
    (client.member,) = activities.participant_ids(event.code)
    return client


def member(phone: Client) -> str:
    return f"member:{phone.member}"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return words(answer)


def words(answer) -> str:
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def key(answer) -> str:
    return re.search(r'name="key" value="([^"]+)"', answer.content.decode())[1]


def test_a_stranger_is_shown_how_it_begins(phone):
    assert "糸は、ここから" in text(Client(), MINE)
    assert Client().get(GIVE).status_code == 404


def test_coins_have_no_end_and_stand_apart_from_points(phone):
    world.move(ISSUE, member(phone), 1_240, expires_on=MARCH)
    page = text(phone, MINE)
    assert "コインに期限はありません。いつまでも残ります。" in page
    assert page.index("1,240円ぶん") < page.index("2,000コイン")
    assert "参加でもらった棚田あかりの会 ＋2,000コイン残り 2,000" in page


def test_the_next_lapse_is_told_with_its_day_and_how_many_are_left(phone):
    world.move(ISSUE, member(phone), 300, expires_on=date(2026, 7, 31))
    world.move(ISSUE, member(phone), 940, expires_on=MARCH)
    page = text(phone, MINE)
    assert "300円ぶんは、2026年7月31日（金）まで使えます。あと55日です。" in page
    assert "使わなかったぶんは、町の基金への寄附になります。" in page
    assert "2027年3月31日（水）940" in page
    assert "うち300は、7月31日（金）まで" in text(phone, "/")


@pytest.mark.parametrize(("days", "is_told", "is_warned"), [(61, 0, 0), (60, 1, 0), (7, 1, 1)])
def test_home_tells_of_what_lapses_within_sixty_days(phone, days, is_told, is_warned):
    until = AFTERNOON.date() + timedelta(days=days)
    world.move(ISSUE, member(phone), 300, expires_on=until)
    assert ("うち300は、" in text(phone, "/")) is bool(is_told)
    assert ("note-warn" in phone.get(MINE).content.decode()) is bool(is_warned)
    assert f"あと{days}日です。" in text(phone, MINE)


def test_the_last_day_is_told_as_today_and_after_it_the_points_are_on_their_way(phone, town_clock):
    world.move(ISSUE, member(phone), 300, expires_on=AFTERNOON.date())
    assert "きょうが最後の日です。" in text(phone, MINE)
    town_clock.at = AFTERNOON + timedelta(days=1)
    page = text(phone, MINE)
    assert "300円ぶんは、期限を過ぎました。まもなく、町の基金へうつります。" in page
    assert "いまは、寄附できるポイントがありません。" in page


def test_what_is_held_is_said_and_cannot_be_given(phone):
    world.move(ISSUE, member(phone), 1_000, expires_on=MARCH)
    operations.open_account(name=SHOP, asset=POINT)
    held = NewHold(
        uuid4(), member(phone), SHOP, POINT, 400, AFTERNOON, AFTERNOON + timedelta(hours=1)
    )
    assert operations.authorise(held) is Result.OK
    assert "お取り置き中：400円ぶん。いま使えるのは、600円ぶんです。" in text(phone, MINE)
    assert phone.get(GIVE, {"amount": "601"}).status_code == 422
    assert "お手もとには、400円ぶんが残ります。" in text(phone, f"{GIVE}?amount=600")


def test_movements_are_told_in_plain_words_with_the_balance_after_each(phone, town_clock):
    world.move(ISSUE, member(phone), 500, expires_on=LAST_MARCH, at=world.jst(2026, 3, 1))
    world.move(member(phone), SHOP, 120, kind="spend", at=world.jst(2026, 3, 9))
    world.a_lapse_run(at=world.jst(2026, 4, 1, 3))
    page = text(phone, MINE)
    assert "お店で使った −120円ぶん残り 380" in page
    assert "期限が来て、町の基金へ −380円ぶん残り 0" in page


def test_a_gift_is_confirmed_first_and_given_once_however_often_it_is_sent(phone):
    world.move(ISSUE, member(phone), 300, expires_on=MARCH)
    world.move(ISSUE, member(phone), 700, expires_on=date(2026, 7, 31))
    asked = phone.get(GIVE, {"amount": "100"})
    page = words(asked)
    assert "100円ぶんが、町の基金へうつります。" in page
    assert "あとから、取り消すことはできません。" in page
    assert ledger.balance(FUND, POINT) == 0

    form = {"amount": "100", "key": key(asked)}
    places = {phone.post(GIVE, form).url for _ in range(3)}
    assert len(places) == 1
    assert ledger.balance(FUND, POINT) == 100
    assert ledger.pockets(member(phone), POINT)[0] == Pocket(date(2026, 7, 31), 600)
    thanks = places.pop()
    assert "ありがとうございました。 100円ぶん" in text(phone, thanks)
    assert "町の基金へ寄附した −100円ぶん残り 900" in text(phone, MINE)
    assert Client().get(thanks).status_code == 404
    assert phone.get(thanks.replace(world.TOWN, world.NEIGHBOUR)).status_code == 404


@pytest.mark.parametrize("typed", ["", "0", "-5", "1001", "1.5", "百", "1e3", "9" * 40, "1 0"])
def test_an_amount_that_cannot_be_given_is_told_with_what_to_do(phone, typed):
    world.move(ISSUE, member(phone), 1_000, expires_on=MARCH)
    answer = phone.get(GIVE, {"amount": typed})
    assert answer.status_code == 422
    assert re.search("入れてください。|直してください。", words(answer))
    answer = phone.post(GIVE, {"amount": typed, "key": str(uuid4())})
    assert answer.status_code == 409
    assert ledger.balance(FUND, POINT) == 0


def test_what_was_spent_meanwhile_cannot_be_given(phone):
    world.move(ISSUE, member(phone), 100, expires_on=MARCH)
    asked = phone.get(GIVE, {"amount": "100"})
    world.move(member(phone), SHOP, 1, kind="spend")
    answer = phone.post(GIVE, {"amount": "100", "key": key(asked)})
    assert answer.status_code == 409
    assert ledger.balance(member(phone), POINT) == 99


@pytest.mark.parametrize("sent", ["", "x", "1" * 400])
def test_a_form_without_its_key_gives_nothing(phone, sent):
    world.move(ISSUE, member(phone), 100, expires_on=MARCH)
    assert phone.post(GIVE, {"amount": "100", "key": sent}).status_code == 404
    assert ledger.balance(FUND, POINT) == 0


def test_where_the_town_pays_from_its_budget_no_word_of_a_donation_is_said(phone):
    programs.set_lapse(asset=POINT, lapse="fiscal-year-end", lapse_to="unused", refund_days=30)
    world.move(ISSUE, member(phone), 500, expires_on=LAST_MARCH, at=world.jst(2026, 3, 1))
    world.a_lapse_run(at=world.jst(2026, 4, 1, 3))
    world.move(ISSUE, member(phone), 300, expires_on=MARCH)
    for address in (MINE, PUBLIC):
        page = text(phone, address)
        assert "寄附" not in page
        assert "基金" not in page
    assert "期限が来て、使われずに終わった −500円ぶん" in text(phone, MINE)
    assert "2025年度に期限が来たのは、500円ぶん。町の予算に残りました。" in text(phone, PUBLIC)
    assert phone.get(GIVE).status_code == 404
    assert phone.post(GIVE, {"amount": "1", "key": str(uuid4())}).status_code == 404


def test_the_public_page_tells_what_lapsed_points_bought(phone):
    for number, someone in enumerate(world.members(24)):
        world.move(
            ISSUE,
            f"member:{someone}",
            1_000 + number,
            expires_on=LAST_MARCH,
            at=world.jst(2026, 3, 1),
        )
    world.a_lapse_run(at=world.jst(2026, 4, 1, 3))
    bought = NewFundUse(POINT, 20_000, "集会所21か所のごみ袋", "縁ヶ浦商店")
    programs.use_fund(use=bought, key="bags", at=world.jst(2026, 5, 20, 12))
    page = text(Client(), PUBLIC)
    assert (
        "2025年度に期限が来たのは、24,276円ぶん。「集会所21か所のごみ袋」に、なりました。" in page
    )
    assert "約20人" in page
    assert "残り 4,276円" in page
    assert "見本：この町は架空です。" in page
    said = "町の基金は、2026年5月20日（水）に「集会所21か所のごみ袋」（20,000円）になりました。"
    assert said in text(phone, MINE)


def test_a_few_members_are_not_counted_in_public(phone):
    world.move(ISSUE, member(phone), 500, expires_on=LAST_MARCH, at=world.jst(2026, 3, 1))
    world.a_lapse_run(at=world.jst(2026, 4, 1, 3))
    assert "500少人数" in text(Client(), PUBLIC).replace(" ", "")


def test_a_town_without_points_says_so():
    world.a_programme()
    assert "まだポイントを出していません" in text(Client(), PUBLIC)
    assert Client().get("/r/184420/points/").status_code == 404


def test_amounts_are_read_as_people_write_them():
    assert [donate.typed(told) for told in ("100", " １，２００円", "1,000円")] == [100, 1200, 1000]
    assert donate.typed("9" * 16) == 2**53 - 1


def test_the_thread_of_dates_hangs_in_order_and_says_what_it_leaves_out():
    days = [Pocket(AFTERNOON.date() + timedelta(days=30 * n), 100 * n) for n in range(1, 9)]
    drawn = timeline.draw(days, on=AFTERNOON.date())
    places = [bead.y for bead in drawn.beads]
    assert places == sorted(places)
    assert [bead.days for bead in drawn.beads] == [30, 60, 90, 120, 150]
    assert drawn.beads[-1].bar == 200
    assert drawn.rest == 600 + 700 + 800
    assert timeline.draw([], on=AFTERNOON.date()) is None


def test_a_gift_of_somebody_else_is_not_shown(phone):
    other = world.members(1)[0]
    world.move(ISSUE, f"member:{other}", 100, expires_on=MARCH)
    gift = UUID(int=7)
    programs.donate(donation=gift, account=f"member:{other}", asset=POINT, points=10, at=AFTERNOON)
    assert phone.get(f"{MINE}/donated/{gift}").status_code == 404
