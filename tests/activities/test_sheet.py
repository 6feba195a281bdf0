"""Sheets as they arrive: UTF-8 with and without BOM, Shift_JIS, damaged lines, broken quotes."""

import pytest

from enishi.activities import sheet

LINES = ["activity_id,place\n", "1,港\n", "2,朝市\n"]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", sheet.UTF_8), ("utf-8-sig", sheet.UTF_8), ("cp932", sheet.SHIFT_JIS)],
)
def test_the_encoding_is_found_and_the_lines_are_counted(encoding, found):
    content = "".join(LINES).encode(encoding)
    assert sheet.shape_of(content.splitlines(keepends=True)) == sheet.Shape(found, 3)


def test_one_damaged_line_does_not_change_the_encoding():
    lines = ["1,港\n".encode(), "2,山\n".encode(), b"3,\xe6\x9c\n"]
    assert sheet.shape_of(lines).encoding == sheet.UTF_8


def test_a_sheet_without_japanese_is_utf_8():
    assert sheet.shape_of([b"a,b\n", b"1,2\n"]) == sheet.Shape(sheet.UTF_8, 2)


@pytest.mark.parametrize("content", ["a,b\n".encode("utf-16"), b"PK\0\0\n"])
def test_a_workbook_or_utf_16_is_refused(content):
    with pytest.raises(sheet.SheetIsNotText):
        sheet.shape_of([content])


def test_records_know_the_line_they_start_on():
    lines = ["\ufeffid,note\r\n", "1,plain\r\n", "\r\n", '2,"two\n', 'lines"\n', "3,end"]
    assert list(sheet.records(lines)) == [
        sheet.Record(1, ["id", "note"]),
        sheet.Record(2, ["1", "plain"]),
        sheet.Record(4, ["2", "two\nlines"]),
        sheet.Record(6, ["3", "end"]),
    ]


def test_an_unclosed_quote_costs_its_own_line_only():
    lines = ["id,note\n", '1,"open\n', *[f"{n},x\n" for n in range(2, 60)]]
    found = list(sheet.records(lines))
    assert found[1] == sheet.Record(2, None)
    assert [record.line for record in found] == list(range(1, 61))
    assert all(record.cells for record in found[2:])


def test_a_quote_in_the_middle_of_a_quoted_cell_is_broken():
    assert list(sheet.records(['1,"a"b\n', '2,"a ""b"""\n'])) == [
        sheet.Record(1, None),
        sheet.Record(2, ["2", 'a "b"']),
    ]


def test_quoted_cells_may_hold_commas():
    assert list(sheet.records(['1,"5,000円以上 10,000円未満",x\n'])) == [
        sheet.Record(1, ["1", "5,000円以上 10,000円未満", "x"])
    ]
