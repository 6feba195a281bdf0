"""No number of other people leaves by a way around the engine: every address is of a known sort.

A new page without a line here is red: say what numbers of people it shows, and why that is right.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve
from tests import world
from tests.insight import small_lake
from tests.web import addresses
from tests.web.conftest import AT

from enishi.activities.written import WrittenActivity
from enishi.api.urls import api
from enishi.events import operations as events
from enishi.events import queries as event_queries
from enishi.insight.disclosure import cellkey
from enishi.insight.releases import operations as releases
from enishi.web.design import clock
from enishi.web.opendata import datasets

# What numbers of people an address shows.
NONE = "none at all, or what is said once for everybody"
OWN = "the reader's own data, or those of a person who lets the reader act for them"
SHOP = "a shop's own customers one by one, its own sales, for its own phones"
FIVE = "how many mean to come or came, from five up (event.SHOWN_FROM)"
TEN = "people who agreed and gave, or had a ticket, from ten up, differences too (TOLD_FROM)"
VOTES = "votes of a ballot, counted in the open without names, as voters are told before"
LAPSED = "members whose points lapsed, in tens from ten up; sums of points"
DESK = "the region's own work, for its staff with the permission: lists, books, names"
RELEASE = "released numbers"
FIXED = "exact figures of closed quarters and years (確定値)"
EXACT = "exact figures for a purpose typed in, every look kept (内部限り)"
OUTSIDE = "outside statistics with their source"
MIXED = "released numbers beside outside statistics or exact ones behind exact.see"

SORTS = {
    "enishi.web.member.": {
        NONE: "landing sign_in code passkeys scan paper_card texts worker offline log stop hello"
        " shops shop_apply fund_report fund_undertaking",
        OWN: "counter history about phones card letters honour my_data erase points donate together"
        " begin actions act team photo messages family act_for guardian_ask agree guardian demo_me"
        " demo_messages held rewards vouchers partners support citizen",
        FIVE: "home region",
        VOTES: "fund_vote",
        LAPSED: "town_points",
    },
    "enishi.web.design.": {NONE: "reading second_factor"},
    "enishi.web.console.": {
        NONE: "chooser notes",
        TEN: "partners",
        DESK: "events new_event poster papers reception cards card_holder how_sure screen"
        " second_look actions action_form team_form family rights programme lapse points account"
        " codes journal ties wording letter honours rewards reward_form vouchers partner_form"
        " shops shop shop_keys shop_slips shop_customers scopes law supporters sponsors sponsor"
        " sponsor_form sponsor_paper undertakings undertaking undertaking_form ballots settlement"
        " settlement_accounts settlement_archive settlement_month settlement_statement"
        " settlement_terms",
        RELEASE: "portrait where_from who what when how_often satisfaction steps spending"
        " afterwards priorities compare room_to_grow why_high similar towns files report",
        OUTSIDE: "hometown_tax outside",
        MIXED: "per_thousand together",
        FIXED: "assembly",
        EXACT: "exact",
    },
    "enishi.web.till.": {
        NONE: "open_till",
        SHOP: "customer day devices pay sold done back again counter away voucher"
        " figures customers offers statements",
    },
    "enishi.web.opendata.": {
        NONE: "catalogue method",
        RELEASE: "dataset history",
        FIXED: "fixed",
    },
}
SORT_OF = {
    f"{before}{name}": sort
    for before, sorts in SORTS.items()
    for sort, names in sorts.items()
    for name in names.split()
}
# Calls of other systems by the start of their path.
CALLS = {
    "/api/v1/statistics/": RELEASE,
    "/api/v1/metrics": NONE,
    "/api/v1/": NONE,
}


def module_of(view: object) -> str:
    return str(getattr(view, "__module__", ""))


def test_every_page_says_what_numbers_of_people_it_shows():
    found = {
        module_of(pattern.callback)
        for pattern in addresses.patterns(get_resolver().url_patterns)
        if not module_of(pattern.callback).startswith(addresses.FOREIGN)
    }
    assert sorted(found - SORT_OF.keys()) == []


def test_every_call_of_other_systems_is_a_released_number_or_none():
    paths = list(api.get_openapi_schema()["paths"])
    assert "/api/v1/statistics/query" in paths
    assert [path for path in paths if not path.startswith(tuple(CALLS))] == []


TOWNS = {"182010": 311, "182028": 173, "182044": 127}
PUBLIC = (RELEASE, NONE, FIVE)


def planted() -> list[WrittenActivity]:
    """Three towns whose numbers of people are told from any other number: each once, over 100."""
    rows: list[WrittenActivity] = []
    for town, people in TOWNS.items():
        for person in range(people):
            facts = {
                "region_code": town,
                "sex": "female" if person % 7 else "male",
                "age_band": "40-49" if person % 3 else "60-69",
                "home_code": "230006" if person % 5 else "270008",
                "kind": "visit" if person % 11 else "event",
                "theme": "食" if person % 13 else "自然",
            }
            days = 1 if person % 4 else 2
            rows += [
                small_lake.activity(
                    len(rows) + 1 + day,
                    1_000 * list(TOWNS).index(town) + person + 1,
                    date(2025, 4 + person % 3, 1) + timedelta(days=day),
                    **facts,
                )
                for day in range(days)
            ]
    return rows


def true_numbers(rows: list[WrittenActivity]) -> set[int]:
    """Return every true number of people by one or two facts that cannot be mistaken for another.

    Years, and what would stand in a code or a date, are left out.
    """
    names = ("region_code", "sex", "age_band", "home_code", "kind", "theme", "on")
    people: dict[tuple[object, ...], set[object]] = {}
    for row in rows:
        facts = [(name, getattr(row, name)) for name in names]
        for one in facts:
            for other in facts:
                people.setdefault((one, other), set()).add(row.member_id)
    counts = Counter(len(found) for found in people.values())
    return {number for number in counts if 100 < number < 1_000}


@pytest.fixture
def towns(db: None, settings, tmp_path: Path, monkeypatch) -> set[int]:
    """Closed; and whatever passes the engine is moved by 5,000, so that all else stands out."""
    settings.LAKE_DIR = tmp_path / "lake"
    settings.DISCLOSURE_SECRET = small_lake.SECRET
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(cellkey, "perturb", lambda _table, persons, _u: persons + 5_000)
    for code in TOWNS:
        world.an_official_region(code)
    rows = planted()
    small_lake.fill(tmp_path / "lake", rows)
    releases.close(until="2026-02", at=AT)
    return true_numbers(rows)


def words_of(answer: HttpResponse) -> str:
    """Return the text of a page or a file of any kind, without marks and drawings' coordinates."""
    kind = answer["Content-Type"]
    content = b"".join(answer) if answer.streaming else answer.content
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        cells = [
            cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        ]
        return " ".join(str(cell) for cell in cells if cell is not None)
    if "officedocument" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist() if ".xml" in name]
        found = [re.findall(r"<a:t>([^<]*)<", part) for part in parts]
        return " ".join(word for words in found for word in words)
    if "pdf" in kind:
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if "image/png" in kind:
        return ""
    text = content.decode("utf-8-sig" if "8" in kind else "cp932", errors="replace")
    return re.sub(r"<[^>]+>", " ", text) if "html" in kind or "svg" in kind else text


def numbers_in(words: str) -> set[int]:
    """Return the whole numbers of a text; parts of codes, days and fractions are none."""
    plain = re.findall(
        r"(?<![A-Za-z0-9_.,:/%&=#-])(\d{1,3}(?:,\d{3})+|\d+)(?![A-Za-z0-9_.,:/-]*\d)", words
    )
    return {int(number.replace(",", "")) for number in plain}


def is_of_other_pages(path: str) -> bool:
    """Say whether the walk paired a place of open data with a console page, or the reverse."""
    slug = path.split("/")[3:4]
    in_open_data = slug[0] in datasets.DIMENSION_OF if slug else False
    return path.startswith("/opendata/") != in_open_data and path.count("/") > 3


def test_no_released_page_or_file_holds_a_number_that_has_not_passed_the_engine(towns, desk):
    town = "182010"
    assert 311 in towns
    client, stranger = desk("analyst", town), Client()
    looked, told = 0, set()
    for address in addresses.of_town(town):
        sort = SORT_OF[module_of(resolve(address.path).func)]
        if sort != RELEASE or "/report." in address.path or is_of_other_pages(address.path):
            continue
        answer = (stranger if address.permission == "anyone" else client).get(address.path)
        if answer.status_code != 200:
            continue
        looked += 1
        found = numbers_in(words_of(answer))
        told |= found
        assert found & towns == set(), address.path
    assert looked > 30
    assert 5_311 in told  # the numbers that did pass are there


@pytest.mark.parametrize("form", ["pdf", "pptx"])
def test_no_page_of_a_report_does_either(towns, desk, form):
    answer = desk("analyst", "182010").get(f"/console/182010/report/report.{form}")
    assert answer.status_code == 200
    found = numbers_in(words_of(answer))
    assert 5_311 in found
    assert found & towns == set()


def test_an_exact_number_would_be_seen_where_it_should_not_be(towns, desk):
    """The walk can fail: 確定値 and 内部限り show true numbers, and it sees them there."""
    shown = desk("analyst", "182010").get("/console/182010/assembly/?period=2025Q1")
    assert numbers_in(words_of(shown)) & towns


def test_few_who_mean_to_come_are_told_as_welcome_and_never_counted(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    world.a_programme()
    event = world.an_event(title="小さな会", capacity=40)
    for _ in range(4):
        events.sign_up(event_code=event.code, member_id=world.a_member(), at=world.NOW)
    assert event_queries.signed_up(event.code) is None
    for path in ("/", f"/r/{world.TOWN}/", f"/r/{world.TOWN}/events/{event.code}/"):
        answer = Client().get(path)
        if answer.status_code == 200:
            assert "4人" not in words_of(answer), path
            assert 36 not in numbers_in(words_of(answer)), path
