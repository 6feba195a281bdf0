"""A report on paper: its pages, its words, its tables; readable aloud."""

from __future__ import annotations

import io
from dataclasses import replace

from pypdf import PdfReader
from tests.web.console.reporting.invented import drawn, report

from enishi.web.console.reporting import paper
from enishi.web.console.reporting.report import ROWS_PRINTED, Chapter


def pages(given: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(given)).pages]


def test_cover_answers_a_page_for_each_question_and_how_to_read() -> None:
    told = pages(paper.pdf(report()))
    assert "美浜町" in told[0]
    assert "77%" in told[0]
    assert "1枚でわかる答え" in told[1]
    assert "どんな人か" in told[1]
    assert "愛知・大阪" in told[2]
    assert "数字の読みかた" in told[-1]
    assert "FTAS" in told[-1]
    assert all("ごく小さな誤差" in one for one in told[1:])


def test_it_is_tagged_for_those_who_listen_and_names_its_language() -> None:
    read = PdfReader(io.BytesIO(paper.pdf(report())))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert str(read.trailer["/Root"]["/Lang"]).startswith("ja")
    assert read.metadata is not None
    assert read.metadata.title == "地域のすがた 報告書"


def test_a_long_table_says_how_many_rows_are_elsewhere() -> None:
    told = paper.facts(report())
    table = told["chapters"][0]["figures"][0]["table"]  # type: ignore[index]
    assert len(table["rows"]) == ROWS_PRINTED
    assert table["more"] == f"ほか{20 - ROWS_PRINTED}行は、画面と表計算のファイルにあります。"
    short = told["chapters"][0]["figures"][1]["table"]  # type: ignore[index]
    assert short["more"] == ""


def test_a_picture_carries_its_facts_in_words_and_needs_no_stylesheet() -> None:
    figure = paper.facts(report())["chapters"][0]["figures"][0]  # type: ignore[index]
    assert figure["alt"] == "県ごとの割合"
    assert "<style>" in figure["svg"]


def test_signs_that_are_codes_elsewhere_are_printed_as_they_are() -> None:
    odd = replace(drawn("#let x = 1 $a$ *b* <c> \\ @d", 2), say="50% & <b> “引用” #pagebreak()")
    told = pages(paper.pdf(replace(report(), chapters=[Chapter("w", "w", ["#h"], [odd])])))
    assert any("#pagebreak()" in one for one in told)
    assert len(told) == 4


def test_english_words_and_a_report_without_chapters_hold_too() -> None:
    assert len(pages(paper.pdf(replace(report(), chapters=[], keys=[], language="en")))) == 3


def test_a_tall_picture_and_a_long_table_share_one_sheet() -> None:
    tall = replace(
        drawn("県ごとに", 20),
        wide='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img"'
        ' aria-label="県"><rect width="600" height="600"/></svg>',
        say="愛知が多めです。" * 8,
        note="棒が長いほど多い。" * 12,
    )
    head = ["2023年度に美浜町で記録された1,005人のうち、", "愛知・大阪から多く来ています。" * 4]
    told = pages(paper.pdf(replace(report(), chapters=[Chapter("w", "どこから", head, [tall])])))
    assert len(told) == 4
    assert "ほか8行" in told[2]
