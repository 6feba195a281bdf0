"""Desks that keep the town's money: sponsors, statements as files, undertakings, votes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from tests.sponsors.world import POINT, a_pledge, a_use
from tests.web.conftest import Desk
from tests.world import NOW, TOWN, a_member, a_point, a_shop, jst, move

from enishi.funds import operations as funds
from enishi.funds import queries as fund_queries
from enishi.funds.undertaking import DONE, NewUndertaking
from enishi.ledger import queries as ledger
from enishi.sponsors import operations as sponsors
from enishi.sponsors import queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db(transaction=True)
JULY = jst(2026, 7, 6, 9)


@pytest.fixture(autouse=True)
def july(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is July."""
    monkeypatch.setattr(clock, "now", lambda: JULY)


def page(name: str, *args: object) -> str:
    """Return an address of the town's console."""
    return reverse(f"console-{name}", args=[TOWN, *args])


def _stated(yen: int = 19_245) -> int:
    """A pledge of half a percent whose June is stated; its number."""
    shop = a_shop()
    pledge = a_pledge(cap_month_yen=90)
    a_use(shop, a_member(), yen, at=NOW)
    sponsors.state_due(at=JULY)
    return pledge.id


def test_a_firm_and_its_pledge_are_written_down_by_forms(desk: Desk) -> None:
    a_point()
    client = desk("accountant", TOWN)
    wrong = client.post(page("new-sponsor"), {"name": "見本物流", "head_office": "131017"})
    assert wrong.status_code == 422
    client.post(page("new-sponsor"), {"name": "見本物流", "head_office": "131016"})
    (firm,) = queries.sponsors_of(TOWN)
    again = client.post(page("new-sponsor"), {"name": "見本物流", "address": "港1-2"})
    assert again.status_code == 422
    assert "もう書きとめてあります" in again.content.decode()
    assert 'value="港1-2"' in again.content.decode(), "nothing typed is lost"
    told = {"asset": POINT, "rate": "0.5", "since": "2026-07-06", "last": "2027-03-31",
            "kind": "donation", "cap_month_yen": "3000"}  # fmt: skip
    for fault in ({"rate": "0.55"}, {"since": "2026-07-05"}, {"last": "2026-07-05"},
                  {"kind": "corporate_tax", "benefits": "広告"}):  # fmt: skip
        answer = client.post(page("new-pledge", firm.id), told | fault)
        assert answer.status_code == 422
    client.post(page("new-pledge", firm.id), told)
    (pledge,) = queries.pledges_of(TOWN)
    assert (pledge.rate_permille, pledge.until) == (5, date(2027, 4, 1))
    assert "0.5%" in client.get(page("sponsors")).content.decode()
    client.post(page("end-pledge", pledge.id))
    assert queries.pledges_of(TOWN)[0].until == date(2026, 7, 7)


@pytest.mark.parametrize(("language", "words"), [("ja", "協賛の明細"), ("en", "Sponsor statement")])
def test_the_paper_of_a_month_says_what_the_books_say(
    desk: Desk, language: str, words: str
) -> None:
    pledge = _stated()
    address = page("sponsor-pdf", pledge, "2026-06") + f"?language={language}"
    answer = desk("accountant", TOWN).get(address)
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    stated = queries.statement(pledge, "2026-06")
    assert (stated.yen, stated.over_cap) == (90, 6_225)
    for part in (words, "90", "19,245", "6.225", "90.000"):
        assert part in text


def test_the_file_of_a_month_adds_up_and_names_no_member(desk: Desk) -> None:
    pledge = _stated()
    client = desk("accountant", TOWN)
    lines = client.get(page("sponsor-csv", pledge, "2026-06")).content.decode("utf-8-sig")
    rows = [line.split(",") for line in lines.splitlines()]
    assert rows[1] == ["2026-06-06", "魚のまる幸", "19245", "90.000", "cap_month"]
    assert rows[-1] == ["2026-06", "見本物流", "19245", "90.000", "合計"]
    assert client.get(page("sponsor-csv", pledge, "2026-05")).status_code == 404
    assert client.get(page("sponsor-csv", pledge, "2026-06") + "?form=doc").status_code == 404


def test_others_see_nothing_of_it(desk: Desk) -> None:
    pledge = _stated()
    for client in (desk("staff", TOWN), desk("accountant", "182010")):
        for address in (page("sponsors"), page("sponsor-pdf", pledge, "2026-06"),
                        page("undertakings")):  # fmt: skip
            assert client.get(address).status_code == 404
        assert client.post(page("gift", pledge)).status_code == 404


def test_a_payment_is_written_once_however_often_it_is_sent(desk: Desk) -> None:
    pledge = _stated()
    client = desk("accountant", TOWN)
    form = {"key": str(uuid4()), "yen": "90", "on": "2026-07-06", "receipt": "2026-1"}
    for wrong in ({"yen": "91"}, {"on": "2026-07-07"}):
        assert client.post(page("gift", pledge), form | wrong).status_code == 422
    for _ in range(2):
        assert client.post(page("gift", pledge), form).status_code == 302
    assert [gift.yen for gift in queries.gifts(pledge)] == [90]


def an_undertaking() -> int:
    """A plan of a town whose fund holds 10,000 points."""
    a_point()
    move(f"issue:{POINT}", f"fund:{POINT}", 10_000, kind="donate")
    return funds.add_undertaking(new=NewUndertaking(asset=POINT, title="本棚"), at=NOW).id


def test_an_undertaking_spends_shows_and_tells_by_forms(desk: Desk) -> None:
    number = an_undertaking()
    client = desk("accountant", TOWN)
    use = {"key": str(uuid4()), "points": "4000", "purpose": "棚板"}
    assert (
        client.post(page("undertaking-pay", number), use | {"points": "10001"}).status_code == 422
    )
    for _ in range(2):
        client.post(page("undertaking-pay", number), use)
    assert ledger.balance(f"fund:{POINT}", POINT) == 6_000
    news = {"kind": "progress", "on": "2026-07-01", "text": "木が届いた"}
    assert (
        client.post(page("undertaking-news", number), news | {"on": "2026-07-07"}).status_code
        == 422
    )
    client.post(page("undertaking-news", number), news)
    client.post(page("undertaking-state", number), {"state": DONE})
    found = fund_queries.report(number, TOWN, until=jst(2026, 7, 7))
    assert (found.used, found.undertaking.state) == (4_000, DONE)
    assert [one.text for one in found.news] == ["木が届いた"]
    client.post(page("undertaking-remove", number), {"news": str(found.news[0].id)})
    assert fund_queries.report(number, TOWN, until=jst(2026, 7, 7)).news == []


def test_a_picture_is_taken_in_without_what_a_camera_adds(desk: Desk) -> None:
    number = an_undertaking()
    client = desk("accountant", TOWN)
    written, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Mihon Camera"
    Image.new("RGB", (40, 30), "teal").save(written, "JPEG", exif=exif)
    for data, status in ((b"no picture", 422), (written.getvalue(), 302)):
        file = SimpleUploadedFile("a.jpg", data, "image/jpeg")
        told = {"file": file, "words": "本棚"}
        assert client.post(page("undertaking-picture", number), told).status_code == status
    (shown,) = fund_queries.report(number, TOWN, until=JULY).pictures
    kept = client.get(page("fund-picture", shown.id)).content
    assert b"Mihon" not in kept
    assert kept[:2] == b"\xff\xd8"
    client.post(page("undertaking-remove", number), {"picture": str(shown.id)})
    assert client.get(page("fund-picture", shown.id)).status_code == 404


def test_a_vote_needs_two_plans_and_a_day_to_come(desk: Desk) -> None:
    first, second = an_undertaking(), an_undertaking()
    client = desk("accountant", TOWN)
    told = {"title": "どれから？", "choices": [first, second], "who": "cards", "last": "2026-07-20"}
    for fault in ({"choices": [first]}, {"last": "2026-07-05"}):
        assert client.post(page("new-ballot"), told | fault).status_code == 422
    client.post(page("new-ballot"), told)
    (asked,) = fund_queries.ballots_of(TOWN)
    assert (asked.choices, asked.closes_at) == ((first, second), jst(2026, 7, 21))
