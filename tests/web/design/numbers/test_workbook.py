"""A table as a workbook: what went in comes out, nothing runs, nothing points outside."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from enishi.web.design.numbers.workbook import workbook

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HEADS = ("日付", "金額（円）", "摘要")
ROWS = [
    (date(2027, 3, 31), 35_768, "ポイント失効 <12件> & 他"),
    (date(1900, 3, 1), -5, '=HYPERLINK("x")'),
    (None, True, "行\n改め\x00"),
]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def cells(content):
    sheet = ET.fromstring(parts(content)["xl/worksheets/sheet1.xml"])  # noqa: S314 - our own
    found = {}
    for cell in sheet.iterfind(".//m:c", MAIN):
        value = cell.find("m:v", MAIN)
        text = cell.find("m:is/m:t", MAIN)
        found[cell.get("r")] = int(value.text) if value is not None else text and text.text
        if text is not None:
            found[cell.get("r")] = text.text
    return found


def test_numbers_days_and_texts_stay_what_they_are():
    found = cells(workbook("仕訳", HEADS, ROWS))
    assert [found[place] for place in ("A1", "B1", "C1")] == list(HEADS)
    assert (found["A2"], found["B2"], found["C2"]) == (46_477, 35_768, "ポイント失効 <12件> & 他")
    # Day 61 of a workbook is 1 March 1900.
    assert (found["A3"], found["B3"]) == (61, -5)
    assert (found["A4"], found["B4"], found["C4"]) == (None, "True", "行\n改め")


def test_no_text_becomes_a_formula_and_nothing_points_outside():
    found = parts(workbook("仕訳", HEADS, ROWS))
    assert b"<f>" not in found["xl/worksheets/sheet1.xml"]
    assert cells(workbook("仕訳", HEADS, ROWS))["C3"] == '=HYPERLINK("x")'
    assert not [name for name in found if "vba" in name or "external" in name.lower()]
    assert b"TargetMode" not in b"".join(found.values())


@pytest.mark.parametrize(
    ("name", "told"), [("a/b:c", "abc"), ("x" * 40, "x" * 31), ("[]", "1"), ('<"&">', '<"&">')]
)
def test_the_name_of_the_sheet_is_one_that_may_be(name, told):
    book = ET.fromstring(parts(workbook(name, HEADS, []))["xl/workbook.xml"])  # noqa: S314 - our own
    sheet = book.find(".//m:sheet", MAIN)
    assert sheet.get("name") == told


def test_the_same_table_is_the_same_file_and_columns_go_past_z():
    assert workbook("x", HEADS, ROWS) == workbook("x", HEADS, ROWS)
    found = cells(workbook("x", [str(number) for number in range(60)], []))
    assert (found["Z1"], found["AA1"], found["AZ1"], found["BA1"]) == ("25", "26", "51", "52")
