"""Every question has a page that answers it, stands once in the list, and keeps its address."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from tests import world
from tests.web.conftest import AT, Desk

from enishi.regions import operations as regions
from enishi.web.console import answers, questions

TOWN, OTHER = "182010", "184420"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_question_with_files_has_an_answer_and_no_other_has() -> None:
    told = {*answers.ANSWERS, *answers.ANSWERS_OF_OUTSIDE}
    assert told == set(questions.WITH_FILES)
    assert not answers.ANSWERS.keys() & answers.ANSWERS_OF_OUTSIDE.keys()
    slugs = [question.slug for question in questions.QUESTIONS]
    assert len(set(slugs)) == len(slugs)


def test_exact_numbers_never_have_files() -> None:
    exact = [one.slug for one in questions.QUESTIONS if one.permission == "exact.see"]
    assert questions.EXACT in exact
    assert not set(exact) & set(questions.WITH_FILES)


def test_the_list_names_what_the_reader_may_open_and_every_line_opens(closed, desk) -> None:
    reader = desk()
    html = page(reader, f"/console/{TOWN}/portrait/")
    listed = html.split('class="asks"')[1].split("</details></nav>")[0]
    links = set(re.findall(r'href="([^"]+)"', listed))
    wanted = {
        questions.address(one.slug, TOWN) for one in questions.QUESTIONS if one.permission != "x"
    }
    assert links == wanted
    assert [link for link in links if reader.get(link).status_code != 200] == []
    without = page(desk("promoter"), f"/opendata/{TOWN}/")
    assert "内部限りの表" not in without


def test_the_period_is_kept_from_page_to_page(closed, desk) -> None:
    html = page(desk(), f"/console/{TOWN}/who/?year=2025&month=2025-07")
    assert f'href="/console/{TOWN}/when/?year=2025&amp;month=2025-07"' in html
    assert "2025年7月" in html.split("</h1>")[0]


def test_a_month_that_is_not_closed_is_not_asked_for(closed, desk) -> None:
    reader = desk()
    whole = page(reader, f"/console/{TOWN}/who/?year=2025")
    for month in ("2026-03", "2025-13", "x", "2024-07"):
        asked = page(reader, f"/console/{TOWN}/who/?year=2025&month={month}")
        assert asked.split("<h1")[1].split("</h1>")[0] == whole.split("<h1")[1].split("</h1>")[0]


@pytest.fixture
def reader_of_two(closed, desk: Desk) -> Client:
    """A desk whose reader works for two towns."""
    reader = desk()
    member = UUID(reader.session["_auth_user_id"])
    regions.appoint(member_id=member, region_code=OTHER, role="analyst", at=AT)
    return reader


def test_the_picker_of_regions_leads_to_the_same_page_there(reader_of_two: Client) -> None:
    html = page(reader_of_two, f"/console/{TOWN}/who/?year=2025")
    assert f'<option value="{OTHER}">' in html
    moved = reader_of_two.get(f"/console/{TOWN}/who/?year=2025&region={OTHER}")
    assert (moved.status_code, moved["Location"]) == (302, f"/console/{OTHER}/who/?year=2025")


def test_the_picker_of_regions_names_only_those_the_reader_may_see(closed, desk) -> None:
    reader = desk()
    html = page(reader, f"/console/{TOWN}/who/?region={OTHER}")
    assert 'name="region"' not in html
    assert "福井市" in html.split("</h1>")[0]


def test_an_empty_region_says_what_to_do_on_every_page(closed, desk) -> None:
    world.an_official_region("182028")
    reader = desk(code="182028")
    for slug in answers.ANSWERS:
        html = page(reader, f"/console/182028/{slug}/")
        assert "敦賀市の数字は、まだありません。" in html, slug
        assert html.split("<main")[1].count('class="btn main"') == 1, slug
        assert 'class="x"' not in html, slug
