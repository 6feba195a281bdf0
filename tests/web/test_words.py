"""No page shows the insides of the program: every page of everybody, in both languages."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from tests import world
from tests.web import addresses
from tests.web.conftest import AT

from enishi.activities import queries as activities
from enishi.cli import installation
from enishi.events import operations as events
from enishi.merchants import operations as merchants
from enishi.outbox import queries as outbox
from enishi.programs import operations as programs
from enishi.ties import kindness

TOWN = "182010"
# "None yet" is English.
INSIDES = re.compile(
    r".{0,30}(?:\w\(\w+=|datetime\.\w|object at 0x|\bNone\b(?! yet)|\bUUID\(|Decimal\(|\{\{|\{%"
    r"|%\(\w+\)s|\[<|\bnan\b|\bTrue\b|\bFalse\b).{0,30}"
)


@pytest.fixture(autouse=True, scope="module")
def english():
    """Compile the words, as every start does."""
    installation.compile_translations()


@pytest.fixture(autouse=True)
def other_tests_read_japanese():
    """Give back the language that the last page was asked for in."""
    with translation.override("ja"):
        yield


@pytest.fixture
def phone(closed):
    """A phone of somebody who came today, in a town with events before, now and to come."""
    programs.open_programme(region_code=TOWN, issuer="町", at=AT - timedelta(days=60))
    over = world.an_event(TOWN, title="海辺の清掃", starts_at=AT - timedelta(days=9))
    today = world.an_event(TOWN, title="棚田あかりの会", starts_at=AT - timedelta(hours=1))
    soon = world.an_event(TOWN, title="港の朝市", starts_at=AT + timedelta(days=7), capacity=30)
    for member in world.members(6, at=AT):
        events.receive(event_code=over.code, member_id=member, at=over.starts_at)
        events.sign_up(event_code=soon.code, member_id=member, at=AT)
    world.a_poster(soon, at=AT)
    client = Client()
    client.post(f"/e/{today.code}", {"t": world.a_poster(today, at=AT).ticket})
    client.post(f"/me/card/{TOWN}")
    assert activities.participants(today.code) == 1
    return client


def till() -> Client:
    """A phone that sells for a shop of the town."""
    points = {"name": "ポイント", "issuer": "協会", "lapse": "fiscal-year-end", "lapse_to": "fund"}
    programs.open_points(region_code=TOWN, **points)
    shop = world.a_shop(code=TOWN, asset=f"{TOWN}:point", at=AT)
    card = merchants.make_shop_card(shop_code=shop, at=AT)
    client = Client()
    client.post("/till/open", {"card": card.secret, "pin": card.pin})
    assert client.get("/till/").status_code == 200
    return client


def told(page: str) -> str:
    """Return the words of a page, also those in its attributes, as a reader gets them."""
    without = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    said = re.findall(r'(?:alt|title|aria-label|placeholder|value|content)="([^"]*)"', without)
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", without), *said]))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_shows_the_insides_of_the_program(phone, desk, language):
    opened = 0
    pages = addresses.of_town(TOWN, language=language, files_of=addresses.FEW)
    paths = [page.path for page in pages]
    public = {page.path for page in pages if page.permission in {"anyone", "member", "till"}}
    for client in (Client(), phone, till(), desk("admin", TOWN)):
        client.cookies["django_language"] = language
        # English words stand in the same places: every third page on each run.
        for address in paths if language == "ja" else addresses.share(paths, 0, 3):
            answer = client.get(address)
            if not answer["Content-Type"].startswith("text/html"):
                continue
            page = answer.content.decode(answer.charset)
            opened += answer.status_code == 200 and bool(page)
            assert INSIDES.findall(told(page)) == [], address
            assert address not in public or kindness.administrative([told(page)]) == "", address
    sent = [text for one in outbox.recent(1_000) for text in (one.subject, one.text)]
    assert kindness.administrative(sent) == ""
    assert opened > (80 if language == "ja" else 25)
