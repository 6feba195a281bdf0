"""The policy says what we aim at; the sheet names every criterion and hides no open one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from enishi.web.member import criteria

pytestmark = pytest.mark.django_db
# WCAG 2.0, A and AA, which JIS X 8341-3:2016 takes over word by word.
LISTS = {
    "A": """1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.2.1 2.2.2 2.3.1
2.4.1 2.4.2 2.4.3 2.4.4 3.1.1 3.2.1 3.2.2 3.3.1 3.3.2 4.1.1 4.1.2""",
    "AA": "1.2.4 1.2.5 1.4.3 1.4.4 1.4.5 2.4.5 2.4.6 2.4.7 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4",
}
WANTED = {number: level for level, numbers in LISTS.items() for number in numbers.split()}


def test_the_sheet_names_all_38_criteria_with_their_level() -> None:
    told = {one.number: one.level for one in criteria.CRITERIA}
    assert told == WANTED
    assert len(criteria.CRITERIA) == 38
    page = Client().get("/accessibility/results").content.decode()
    shown = re.findall(r'<span class="num">([\d.]+)</span>', page)
    assert sorted(shown) == sorted(WANTED)


def test_the_sheet_claims_no_more_than_was_tested() -> None:
    page = Client().get("/accessibility/results").content.decode()
    not_yet = [one for one in criteria.CRITERIA if not one.met]
    assert page.count("まだ分からない") == len(not_yet)
    assert "一部準拠" in page
    assert all(one.note and one.note_en for one in criteria.CRITERIA)


def test_the_policy_leads_to_the_sheet_and_to_the_choices() -> None:
    page = Client().get("/accessibility").content.decode()
    assert "/accessibility/results" in page
    assert "/reading/?next=" in page
