"""Long lists in sheets: each row on one sheet, and every address leads somewhere."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from enishi.web.design.sheets import sheet

ROWS = list(range(1, 102))


def test_every_row_stands_on_one_sheet() -> None:
    sheets = [sheet(ROWS, str(number), 25) for number in range(1, 6)]
    assert [row for one in sheets for row in one.rows] == ROWS
    assert [(one.first, one.last) for one in sheets][-2:] == [(76, 100), (101, 101)]
    assert [bool(one.before) for one in sheets] == [False, True, True, True, True]
    assert [bool(one.after) for one in sheets] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("", 1), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("6", 5), ("9" * 99, 1)],
)
def test_an_address_of_no_sheet_shows_the_nearest(wanted: str, number: int) -> None:
    assert sheet(ROWS, wanted, 25).number == number


def test_the_ways_keep_what_the_address_says() -> None:
    told = sheet(ROWS, "2", 25, {"q": "魚", "trade": ""})
    assert parse_qs(told.after.removeprefix("?")) == {"q": ["魚"], "sheet": ["3"]}
    assert parse_qs(told.before.removeprefix("?")) == {"q": ["魚"], "sheet": ["1"]}


def test_an_empty_list_is_one_sheet_without_ways() -> None:
    told = sheet([], "3", 25)
    assert (told.rows, told.number, told.sheets, told.before, told.after) == ([], 1, 1, "", "")
