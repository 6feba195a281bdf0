"""A report says what the pages say, as paper and as slides, and opens for no other town."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from pptx import Presentation
from pypdf import PdfReader

LARGE, MIDDLE, SMALL = "182010", "184420", "184811"  # 300, 120 and 40 people


def paper(client: Client, code: str, **asked: str) -> list[str]:
    answer = client.get(f"/console/{code}/report/report.pdf", asked)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def deck(client: Client, code: str, **asked: str) -> list[str]:
    answer = client.get(f"/console/{code}/report/report.pptx", asked)
    assert answer.status_code == 200
    return [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in Presentation(io.BytesIO(answer.content)).slides
    ]


def plain(words: str) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", words))


def test_the_cover_says_what_the_portrait_says(closed, desk) -> None:
    reader = desk()
    html = reader.get(f"/console/{LARGE}/portrait/").content.decode()
    (headline,) = re.findall(r'<h1 class="head">(.*?)</h1>', html, re.DOTALL)
    assert plain(headline) in plain(paper(reader, LARGE)[0])
    assert plain(headline) in plain(deck(reader, LARGE)[0])


def test_every_chapter_carries_the_headline_of_its_page(closed, desk) -> None:
    reader = desk()
    told = plain("".join(paper(reader, LARGE)))
    for slug in ("where-from", "who", "when"):
        html = reader.get(f"/console/{LARGE}/{slug}/").content.decode()
        (headline,) = re.findall(r'<h1 class="head">(.*?)</h1>', html, re.DOTALL)
        assert plain(headline) in told, slug


def test_the_page_offers_both_in_two_languages_and_keeps_the_period(closed, desk) -> None:
    html = desk().get(f"/console/{LARGE}/report/?year=all").content.decode()
    found = re.findall(rf'href="/console/{LARGE}/report/report\.(pdf|pptx)\?([^"]+)"', html)
    assert {form for form, _ in found} == {"pdf", "pptx"}
    assert all("year=all" in query for _, query in found)
    assert {"language=ja", "language=en"} == {q.partition("&amp;")[2] for _, q in found}


def test_its_page_offers_no_file_that_is_not_there(closed, desk) -> None:
    reader = desk()
    assert "/report/table." not in reader.get(f"/console/{LARGE}/report/").content.decode()
    assert "/portrait/table.xlsx" in reader.get(f"/console/{LARGE}/portrait/").content.decode()


def test_the_words_are_in_the_language_asked_for(closed, desk) -> None:
    told = paper(desk(), LARGE, language="en")
    assert "Portrait of a region: report" in told[0]
    assert "How to read these numbers" in told[-1]


@pytest.mark.parametrize("code", [MIDDLE, SMALL])
def test_a_region_with_few_people_gets_a_report_without_a_wall_of_x(closed, desk, code) -> None:
    sheets = paper(desk(code=code), code)
    assert 3 <= len(sheets) <= 12
    told = "".join(sheets)
    hidden = len(re.findall(r"(?m)^x$", told))
    assert hidden <= 12
    assert "数字の読みかた" in told


def test_another_town_and_a_stranger_get_nothing(closed, desk) -> None:
    stranger = desk(code=SMALL)
    for form in ("pdf", "pptx"):
        assert stranger.get(f"/console/{MIDDLE}/report/report.{form}").status_code == 404
        assert Client().get(f"/console/{MIDDLE}/report/report.{form}").status_code in (302, 404)
