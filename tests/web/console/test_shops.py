"""Shops at the office: answered, given their papers, their slips typed in, their offers read."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from tests import world
from tests.web.conftest import Desk
from tests.world import NOW, TOWN

from enishi.kit.periods import jst_day
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.merchants import operations, queries, words
from enishi.merchants.offer import NewOffer
from enishi.merchants.shop import NewShop
from enishi.outbox import queries as messages
from enishi.programs import operations as programs
from enishi.sales import operations as sales
from enishi.sales import queries as sold
from enishi.sales import slips
from enishi.sales.sale import NewSale
from enishi.web.design import clock, shop_papers

pytestmark = pytest.mark.django_db(transaction=True)
POINT = f"{TOWN}:point"
LIST = f"/console/{TOWN}/shops/"
Told = Callable[..., str]


@pytest.fixture
def staff(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world.a_point()
    world.a_purchase_rule()
    return desk("staff", TOWN)


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def applied(email: str = "") -> str:
    new = NewShop(
        region_code=TOWN,
        name="山里パン",
        trade="sweets",
        contact="里見",
        email=email,
        terms_version="1",
    )
    return operations.apply(new=new, at=NOW)


PART = {"asset": POINT, "uses": "both", "earn_payer": "issuer", "since": "2026-06-06"}


def test_a_shop_is_taken_in_with_its_programme_and_opens_a_till_with_its_paper(
    staff: Client,
) -> None:
    code = applied()
    assert "1軒が、お返事を待っています" in staff.get(LIST).content.decode()
    staff.post(f"{LIST}{code}/decide", {"answer": "yes"} | PART)
    assert queries.shop(code).is_open
    (part,) = queries.participations([code])
    assert (part.asset, part.earns, part.spends, part.earn_payer) == (POINT, True, True, "issuer")
    printed = staff.post(f"{LIST}{code}/card.pdf")
    assert printed["Content-Type"] == "application/pdf"
    told = text_of(printed.content)
    secret = re.search(r"((?:[0-9A-Z]{4} ){3}[0-9A-Z]{4})", told)
    pin = re.search(r"((?:\d ?){4})$", told.strip())
    assert secret
    assert pin
    number = pin[1].replace(" ", "")
    operations.enrol_phone(secret=secret[1], pin=number, label="", at=NOW)
    assert len(queries.devices(code)) == 1


def test_a_shop_is_refused_with_a_reason_and_not_without(staff: Client) -> None:
    code = applied()
    assert staff.post(f"{LIST}{code}/decide", {"answer": "no", "why": ""}).status_code == 422
    assert queries.shop(code).state == "applied"
    staff.post(f"{LIST}{code}/decide", {"answer": "no", "why": "町の外のため"})
    assert (queries.shop(code).state, queries.shop(code).why) == ("refused", "町の外のため")


def test_a_shop_reads_the_answer_in_its_mail_and_no_secret_stands_there(staff: Client) -> None:
    code, without = applied("pan@example.jp"), applied()
    for one in (code, code, without):
        staff.post(f"{LIST}{one}/decide", {"answer": "yes"} | PART)
    (mail,) = messages.recent(9)
    assert (mail.channel, mail.to, mail.purpose) == ("email", "pan@example.jp", "notice")
    assert mail.subject == "縁ヶ浦町：加盟店になりました"
    assert "お店の札を受け取ってください" in mail.text
    assert f"http://testserver/r/{TOWN}/shops/applied/{code}" in mail.text
    staff.post(f"{LIST}{code}/card.pdf")
    assert len(messages.recent(9)) == 1
    assert "card=" not in mail.text
    assert not re.search(r"(?<!\d)\d{4}(?!\d)", mail.text.replace(TOWN, "").replace(code, ""))
    no = applied("no@example.jp")
    staff.post(f"{LIST}{no}/decide", {"answer": "no", "why": "町の外のため"})
    (told,) = (one for one in messages.recent(9) if one.to == "no@example.jp")
    assert "理由：町の外のため" in told.text


def test_an_answer_without_a_day_opens_nothing(staff: Client) -> None:
    code = applied()
    answer = staff.post(f"{LIST}{code}/decide", {"answer": "yes"} | PART | {"since": ""})
    assert answer.status_code == 422
    assert queries.shop(code).state == "applied"


def test_a_shop_pauses_goes_on_changes_its_programme_and_is_corrected(staff: Client) -> None:
    code = world.a_shop()
    staff.post(f"{LIST}{code}/change", {"state": "paused", "why": "冬休み"})
    assert queries.shop(code).state == "paused"
    assert staff.post(f"{LIST}{code}/card.pdf").status_code == 409
    staff.post(f"{LIST}{code}/change", {"state": "open", "why": ""})
    staff.post(f"{LIST}{code}/part", PART | {"uses": "earns", "earn_payer": "shop"})
    (part,) = queries.participations([code])
    assert (part.earns, part.spends, part.earn_payer) == (True, False, "shop")
    told = {
        "name": "魚のまる幸",
        "trade": "fish",
        "contact": "幸田",
        "phone": "0000-1",
        "hours": "朝",
    }
    assert staff.post(f"{LIST}{code}/correct", told).status_code == 302
    assert (queries.shop(code).hours, queries.shop(code).is_open) == ("朝", True)
    assert staff.post(f"{LIST}{code}/change", {"state": "refused"}).status_code == 422


def test_shops_of_another_town_are_not_there(staff: Client) -> None:
    world.a_region(world.NEIGHBOUR, "となりの町")
    world.a_point(world.NEIGHBOUR)
    other = world.a_shop("となりの店", world.NEIGHBOUR, asset=f"{world.NEIGHBOUR}:point")
    for path in ("", "counter.pdf", "week.pdf", "slips.pdf", "correct"):
        assert staff.get(f"{LIST}{other}/{path}").status_code == 404, path
    assert staff.post(f"{LIST}{other}/card.pdf").status_code == 404
    assert staff.get(f"/console/{world.NEIGHBOUR}/shops/").status_code == 404


def a_week(shop: str) -> None:
    """Two sales of Monday and Tuesday; one of them half given back."""
    member_id = world.a_member()
    world.move(f"issue:{POINT}", f"member:{member_id}", 500)
    for number, (day, yen, spend) in enumerate(((1, 1_480, 137), (2, 600, 0))):
        new = NewSale(
            key=f"{number}",
            shop_code=shop,
            member_id=member_id,
            asset=POINT,
            amount_yen=yen,
            spend=spend,
            at=world.jst(2026, 6, day, 10),
        )
        sales.sell(new)


def test_the_weekly_sheet_is_the_ledger_and_tells_next_weeks_words(staff: Client) -> None:
    shop = world.a_shop()
    a_week(shop)
    told = text_of(staff.get(f"{LIST}{shop}/week.pdf?week=2026-06-03").content)
    received = sum(line.amount for line in books.statement(f"shop:{shop}", POINT, limit=99))
    assert received == 137 == books.balance(f"shop:{shop}", POINT)
    assert f"会計は2回。{received}円ぶん" in told.replace(" ", "")
    assert "2,080" in told
    assert "魚のまる幸 様" in told
    week = shop_papers.week_of(jst_day(NOW))
    for word in words.words_of_week(settings.TICKET_SECRET, shop, week.until):
        assert word.name in told.replace(" ", "")
    assert "Words" not in told
    english = text_of(staff.get(f"{LIST}{shop}/week.pdf?week=2026-06-03&language=en").content)
    assert "2,080" in english
    all_shops = text_of(staff.get(f"{LIST}weeks.pdf?week=2026-06-03").content)
    assert "魚のまる幸 様" in all_shops


def test_a_sheet_of_slips_is_printed_typed_in_and_corrected(staff: Client) -> None:
    shop = world.a_shop()
    member_id = world.a_member()
    membership.issue_card(member_id=member_id, region_code=TOWN, kind="visitor", at=NOW)
    (card,) = members.cards(member_id)
    printed = text_of(staff.get(f"{LIST}{shop}/slips.pdf?sheets=2").content)
    serials = [
        one
        for one in re.findall(r"(?<!\S)([0-9A-Z]{6})(?!\S)", printed)
        if slips.is_serial(one, shop, secret=settings.TICKET_SECRET)
    ]
    assert len(serials) == 2
    sheet = {
        "shop": shop,
        "serial": serials[0],
        "day": ["6/5", "6/5"],
        "card": [card.number, "0000000000000000"],
        "price": ["1480", "500"],
        "points": ["", ""],
    }
    answer = staff.post(f"{LIST}slips", sheet)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1行が入りました" in page
    assert "この番号の会員証はありません" in page
    assert [one.earned for one in sold.sales_of_members([member_id])] == [14]
    again = staff.post(f"{LIST}slips", sheet | {"card": [card.number, card.number]})
    assert "1行は、前に入っていました" in again.content.decode()
    assert len(sold.sales_of_members([member_id])) == 2
    wrong = staff.post(f"{LIST}slips", sheet | {"serial": "ZZZZ"}).content.decode()
    assert "このお店のものではありません" in wrong
    assert card.number in wrong


def a_sheet(shop: str, card: str, *, of: str = "") -> dict[str, object]:
    """One line of 1,480 yen on a sheet of a shop."""
    return {
        "shop": f"{shop}{of}",
        "serial": slips.serial(shop, secret=settings.TICKET_SECRET),
        "day": ["6/5"],
        "card": [card],
        "price": ["1480"],
        "points": [""],
    }


def test_slips_of_a_shop_of_several_points_are_of_the_one_that_the_office_chooses(
    staff: Client,
) -> None:
    shop = world.a_shop()
    world.a_region(world.NEIGHBOUR, "となりの町")
    other = programs.open_points(
        region_code=world.NEIGHBOUR,
        name="となりポイント",
        issuer="となりの町",
        lapse="never",
        lapse_to="fund",
    )
    operations.take_part(shop_code=shop, asset=other, since=NOW.date().replace(day=1))
    member_id = world.a_member()
    card = membership.issue_card(member_id=member_id, region_code=TOWN, kind="visitor", at=NOW)
    page = staff.get(f"{LIST}slips").content.decode()
    assert f'value="{shop}/{other}">魚のまる幸（となりポイント）' in page
    unsaid = staff.post(f"{LIST}slips", a_sheet(shop, card))
    assert unsaid.status_code == 422
    assert "お店をえらんでください" in unsaid.content.decode()
    assert card in unsaid.content.decode()  # nothing that was typed is lost
    assert sold.sales_of_members([member_id]) == []
    done = staff.post(f"{LIST}slips", a_sheet(shop, card, of=f"/{other}"))
    assert "1行が入りました" in done.content.decode()
    assert [one.asset for one in sold.sales_of_members([member_id])] == [other]


def test_lines_that_are_in_are_told_as_done_beside_those_that_are_not(staff: Client) -> None:
    shop = world.a_shop()
    member_id = world.a_member()
    card = membership.issue_card(member_id=member_id, region_code=TOWN, kind="visitor", at=NOW)
    sheet = a_sheet(shop, card)
    two = sheet | {name: [*sheet[name], *sheet[name]] for name in ("day", "price", "points")}
    both = staff.post(f"{LIST}slips", two | {"card": [card, "0" * 16]}).content.decode()
    assert '<div class="box done" role="status"><h2>✓ 1行が入りました' in both
    assert "1行は、入っていません" in both
    again = staff.post(f"{LIST}slips", sheet).content.decode()
    assert "✓ もう入っています" in again
    assert "0行が" not in again
    none = staff.post(f"{LIST}slips", sheet | {"card": [""], "price": [""]})
    assert none.status_code == 422
    assert "行が、1つもありません" in none.content.decode()
    bad = staff.post(f"{LIST}slips", sheet | {"price": ["x"]}).content.decode()
    assert "✓" not in bad.partition("<h1")[2].partition("<form")[0]


def test_an_offer_is_read_before_it_reaches_anybody(staff: Client) -> None:
    shop = world.a_shop()
    day = NOW.date()
    new = NewOffer(title="朝どれ市", text="あじ3匹", from_on=day, until_on=day, audience="town")
    offer = operations.make_offer(shop_code=shop, new=new, at=NOW)
    assert "朝どれ市" in staff.get(LIST).content.decode()
    answer = staff.post(f"{LIST}offers/{offer}", {"answer": "yes"}, follow=True)
    assert "お知らせを出しました" in answer.content.decode()
    assert queries.offers_of([shop])[0].state(day) == "running"
    staff.post(f"{LIST}offers/{offer}", {"answer": "no"})
    assert queries.offers_of([shop])[0].state(day) == "over"


def test_customers_of_all_shops_are_seen_on_a_basis_and_each_of_them_reads_it(
    staff: Client,
) -> None:
    a_week(world.a_shop())
    path = f"{LIST}customers"
    assert staff.post(path, {"basis": "joint", "purpose": " "}).status_code == 422
    (member_id,) = {
        one.member_id
        for one in sold.sales_of_shop(
            queries.shops_of(TOWN)[0].code, since=NOW.date().replace(day=1), until=NOW.date()
        )
    }
    assert member_id is not None
    assert members.looks(member_id) == []
    shown = staff.post(path, {"basis": "joint", "purpose": "苦情への対応", "days": "28"})
    assert "1人が買いました" in shown.content.decode()
    assert [look.purpose for look in members.looks(member_id)] == ["shops:joint"]
