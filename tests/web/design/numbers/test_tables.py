"""Cells and files: a hidden number is x on the page and in CSV, in both encodings."""

from __future__ import annotations

import csv
import io

from enishi.web.design.numbers import tables
from enishi.web.design.numbers.tables import Cell


def test_a_hidden_number_is_an_x_and_a_shown_one_has_its_thousands():
    assert tables.number(None) == Cell("x", is_hidden=True)
    assert tables.number(1004) == Cell("1,004")


def test_a_sheet_opens_in_excel_as_it_is():
    given = tables.sheet(["地域", "人数"], [["美浜町", 1004], ["高浜町, 若狭", None]], "utf-8")
    assert given.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(given.decode("utf-8-sig"))))
    assert rows == [["地域", "人数"], ["美浜町", "1004"], ["高浜町, 若狭", "x"]]


def test_a_sheet_for_older_tools_keeps_every_sign_it_knows():
    given = tables.sheet(["幅"], [["20〜26"], ["−3"], ["縁ヶ浦町"], ["𠮷"]], "shift_jis")
    *lines, last = given.decode("cp932").splitlines()
    assert lines == ["幅", "20～26", "－3", "縁ヶ浦町", "?"]
    assert "U+20BB7" in last


def test_words_are_no_formula_and_numbers_stay_numbers() -> None:
    heads = ["=1+1", "数"]
    lines = [["@a", "-5.2"], ["-b", "+3"], ["\tc", None], ["+SUM(1)", -4]]
    written = tables.sheet(heads, lines, "utf-8").decode("utf-8-sig").split("\r\n")
    assert written[:-1] == ["'=1+1,数", "'@a,-5.2", "'-b,+3", "'\tc,x", "'+SUM(1),-4"]
