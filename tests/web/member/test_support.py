"""Supporting a town with a fee, and being its citizen with name cards, on a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from pypdf import PdfReader
from tests import world

from enishi.activities import queries as activities
from enishi.supporters import operations, queries
from enishi.web.design import clock
from enishi.web.design.receipts import printable

pytestmark = pytest.mark.django_db
PAGE = f"/r/{world.TOWN}/support"
CITIZEN = f"/r/{world.TOWN}/citizen"


@pytest.fixture
def phone(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW.replace(hour=14))
    world.a_programme()
    world.a_point()
    event = world.an_event()
    client = Client()
    client.post(f"/e/{event.code}", {"t": world.a_poster(event).ticket})
    (client.member,) = activities.participant_ids(event.code)
    return client


def _read(content: bytes, tmp_path) -> str:
    kept = tmp_path / "one.pdf"
    kept.write_bytes(content)
    return "".join(page.extract_text() for page in PdfReader(kept).pages)


def test_a_member_asks_pays_at_the_counter_and_prints_the_receipt(phone, tmp_path):
    chosen = operations.set_class(
        region_code=world.TOWN, name="しおかぜ", yen=3_000, to_fund_yen=1_000, thanks="てぬぐい"
    )
    assert "うち1,000円は町の基金へ" in phone.get(PAGE).content.decode()
    answer = phone.post(PAGE, {"class": str(chosen), "name": "浜野なみ"})
    assert answer.status_code == 302
    (waiting,) = queries.applications_of(phone.member)
    shown = phone.get(PAGE).content.decode()
    assert f"{waiting.reference} 浜野なみ" in shown
    operations.take_cash(
        region_code=world.TOWN, reference=waiting.reference, yen=3_000, key="k", at=world.NOW
    )
    assert "応援会員です。ありがとうございます。2027年6月5日" in phone.get(PAGE).content.decode()
    printed = phone.get(f"{PAGE}/2026-0001.pdf")
    text = _read(printed.content, tmp_path)
    assert "浜野なみ 様" in text
    assert "¥3,000" in text
    assert "うち1,000円は、町の基金にお預かりします。" in text.replace("\n", "")
    assert Client().get(f"{PAGE}/2026-0001.pdf").status_code == 404


def test_a_stranger_reads_the_fees_and_cannot_ask(phone):
    chosen = operations.set_class(region_code=world.TOWN, name="しおかぜ", yen=3_000)
    stranger = Client()
    assert "しおかぜ" in stranger.get(PAGE).content.decode()
    assert stranger.post(PAGE, {"class": str(chosen), "name": "x"}).status_code == 404
    assert phone.post(PAGE, {"class": "x", "name": "x"}).status_code == 404
    assert phone.post(PAGE, {"class": str(chosen), "name": " "}).status_code == 422
    assert queries.applications(world.TOWN) == []


def test_a_citizen_says_the_ground_and_prints_ten_name_cards(phone, tmp_path):
    assert phone.get(f"{CITIZEN}/name-cards.pdf").status_code == 404
    assert phone.post(CITIZEN, {"ground": "king"}).status_code == 422
    assert phone.post(CITIZEN, {"ground": "graduate"}).status_code == 302
    assert "ここの学校を出ました" in phone.get(CITIZEN).content.decode()
    printed = phone.get(f"{CITIZEN}/name-cards.pdf", {"name": "浜野 なみ"})
    text = _read(printed.content, tmp_path)
    assert text.count("浜野 なみ") == 10
    assert text.count("ここの学校を出ました") == 10
    assert phone.get(f"{CITIZEN}/name-cards.pdf", {"name": "😀\x00"}).status_code == 200
    assert phone.post(CITIZEN, {"end": "1"}).status_code == 302
    assert queries.citizen(phone.member, world.TOWN) is None
    stranger = Client()
    assert stranger.post(CITIZEN, {"ground": "native"}).status_code == 404
    assert "はじめての方へ" in stranger.get(CITIZEN).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [("浜野なみ", "浜野なみ"), ("ﾊﾏﾉ①", "ハマノ1"), ("😀a\n", "〓a〓"), ("髙﨑", "髙﨑")],
)
def test_letters_that_our_fonts_lack_are_marked(typed, told):
    assert printable(typed) == told
