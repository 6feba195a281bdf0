"""Files of a page: the numbers that it shows, as tables and as pictures that stand alone."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET

import openpyxl
from PIL import Image
from tests import world

from enishi.web.console import questions

TOWN = "182010"
# Pages that compare, or need statistics of others: in a small country they may have no rows.
MAY_BE_EMPTY = (
    questions.PRIORITIES, questions.ROOM, questions.WHY_HIGH, questions.SIMILAR,
    questions.PER_THOUSAND, questions.TOGETHER, questions.HOMETOWN_TAX, questions.OUTSIDE,
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def body(client, name: str, slug: str = "where-from", code: str = TOWN) -> bytes:
    answer = client.get(f"/console/{code}/{slug}/{name}")
    assert answer.status_code == 200, name
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content


def shown(client, slug: str) -> dict[str, str]:
    """Return the first two columns of the tables of a page."""
    html = client.get(f"/console/{TOWN}/{slug}/").content.decode()
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>([^<]+)</td>', html))


def test_the_workbook_has_a_sheet_a_figure_and_one_that_tells_the_frame(closed, desk) -> None:
    reader = desk()
    book = openpyxl.load_workbook(io.BytesIO(body(reader, "table.xlsx")))
    assert book.sheetnames == ["どこから来ているか", "この表について"]
    rows = list(book["どこから来ているか"].iter_rows(values_only=True))
    assert rows[1][:3] == ("コード", "住まい", "人数")
    by_code = {row[0]: row[2] for row in rows[2:]}
    assert isinstance(by_code["230006"], int)
    assert f"{by_code['230006']:,}" == shown(reader, "where-from")["愛知県"]
    about = dict(book["この表について"].iter_rows(values_only=True))
    assert about["地域"] == "福井市（182010）"
    assert "ごく小さな誤差" in about["数字の守り方"]
    assert about["人数（実人数）"] == f"{int(about['人数（実人数）'].replace(',', '')):,}"


def test_a_hidden_number_is_x_in_the_workbook_too(closed, desk) -> None:
    code = "184811"
    book = openpyxl.load_workbook(
        io.BytesIO(body(desk(code=code), "table.xlsx", "where-from", code))
    )
    cells = {
        cell for row in book.worksheets[0].iter_rows(min_row=3, values_only=True) for cell in row
    }
    assert "x" in cells
    assert 0 not in cells


def test_no_word_of_a_workbook_is_a_formula(closed, desk) -> None:
    made = openpyxl.load_workbook(io.BytesIO(body(desk(), "table.xlsx", "portrait")))
    kinds = {cell.data_type for sheet in made for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_every_page_hands_out_its_tables_in_three_forms(closed, desk) -> None:
    reader = desk()
    for slug in questions.WITH_FILES:
        assert body(reader, "table.csv", slug).startswith("\ufeff".encode()), slug
        told = reader.get(f"/console/{TOWN}/{slug}/table.json").json()
        assert told["tables"] or slug in MAY_BE_EMPTY, slug
        book = openpyxl.load_workbook(io.BytesIO(body(reader, "table.xlsx", slug)))
        assert book.sheetnames[-1] == "この表について", slug


def test_a_page_side_by_side_writes_its_table_row_by_row(closed, desk) -> None:
    told = body(desk(), "table.csv?with=184420&number=age_band", "compare").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert {row["列"] for row in rows} >= {"福井市 %", "坂井市 %"} or len(
        {row["列"] for row in rows}
    ) > 1
    assert all(row["注"].startswith("個人や事業者が特定されないよう") for row in rows)


def test_a_picture_carries_its_frame_its_protection_and_its_letters(closed, desk) -> None:
    reader = desk()
    svg = body(reader, "figure.svg?figure=homes-bars").decode()
    root = ET.fromstring(svg)  # noqa: S314 - our own
    words = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert "福井市" in words
    assert "2025年度" in words
    assert "個人や事業者が特定されないよう" in words
    assert "var(" not in svg
    picture = Image.open(io.BytesIO(body(reader, "figure.png?figure=homes-bars")))
    assert picture.format == "PNG"
    assert picture.width > 1_000
    ink = sum(picture.convert("L").crop((0, 0, picture.width, 120)).histogram()[:100])
    assert ink > 500, "the title is drawn in letters that the shipped fonts have"


def test_a_picture_of_an_invented_town_says_so(closed, desk) -> None:
    svg = body(desk(code=world.TOWN), "figure.svg", "when", world.TOWN).decode()
    assert "見本：この町は架空です。" in svg


def test_a_figure_that_is_not_there_has_no_picture(closed, desk) -> None:
    reader = desk()
    assert reader.get(f"/console/{TOWN}/who/figure.svg?figure=homes").status_code == 404
    assert reader.get(f"/console/{TOWN}/exact/figure.png").status_code == 404
    assert reader.get(f"/console/{TOWN}/exact/table.xlsx").status_code == 404


def test_what_shift_jis_cannot_write_is_named_at_the_end() -> None:
    from enishi.web.design.numbers import tables  # noqa: PLC0415 - the subject of this test

    told = tables.sheet(["名"], [["山田𠮷〜−"]], "shift_jis").decode("cp932")
    assert told.splitlines()[1] == "山田?～－"
    assert told.splitlines()[2].endswith("U+20BB7")
    assert len(tables.sheet(["名"], [["山田"]], "shift_jis").splitlines()) == 2
