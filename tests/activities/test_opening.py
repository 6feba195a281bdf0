"""Balances of another system: which words certainly mean something, which rows belong together."""

from __future__ import annotations

from datetime import date

import pytest

from enishi.activities import cells, opening
from enishi.activities.opening import NEVER, Row
from enishi.activities.sheet import Record

TODAY = date(2026, 11, 22)
MARCH = date(2027, 3, 31)
LAYOUT = cells.layout_of(
    Record(1, ["会員番号", "ポイント"]),
    opening.headers_of(Record(1, ["会員番号", "ポイント"])),
    (),
    opening.OPTIONAL,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1200", 1200), ("1,200", 1200), ("１，２００", 1200), (" 1200pt ", 1200),
        ("1,200ポイント", 1200), ("0", 0), ("12,345,678点", 12345678),
        ("1,2", None), ("1.5", None), ("-5", None), ("12,00", None), ("", None), ("千", None),
        ("9007199254740991", 2**53 - 1), ("9007199254740992", None),
    ],
)  # fmt: skip
def test_a_number_of_points_is_read_or_refused(text, meant):
    assert opening.points(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-31", "2027/3/31", "2027.3.31", "20270331", "2027年3月31日", "令和9年3月31日",
        "令和９年３月３１日まで", "R9.3.31", "r9/3/31", "Ｒ９．３．３１", "平成39年3月31日",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text):
    assert opening.day(text) == MARCH


def test_the_first_year_of_an_era_has_a_name():
    assert opening.day("令和元年5月1日") == date(2019, 5, 1)


@pytest.mark.parametrize("text", ["無期限", "なし", "never", "-"])
def test_points_without_end_may_be_said_in_words(text):
    assert opening.day(text) == NEVER


@pytest.mark.parametrize(
    "text", ["2027/3", "46477", "2027-02-30", "3月31日", "03/31/2027", "2027-3/31"]
)
def test_a_day_that_would_be_a_guess_is_refused(text):
    assert opening.day(text) is None


@pytest.mark.parametrize(
    ("header", "is_enough"),
    [
        (["会員番号", "氏名", "ポイント残高", "有効期限"], True),
        (["External_ID", "Points"], True),
        (["カード番号", "保有ポイント"], True),
        (["会員番号", "有効期限"], False),
        (["ポイント"], False),
    ],
)
def test_columns_are_known_by_japanese_and_english_names(header, is_enough):
    record = Record(1, header)
    layout = cells.layout_of(record, opening.headers_of(record), (), opening.OPTIONAL)
    assert (opening.missing(layout) == "") is is_enough


def test_a_row_that_lapsed_already_is_told_not_dropped():
    record = Record(1, ["会員番号", "ポイント", "有効期限"])
    layout = cells.layout_of(record, opening.headers_of(record), (), opening.OPTIONAL)
    row = Record(2, ["A1", "5", "2026-11-21"])
    [reject] = opening.read(row, layout, TODAY, None)
    assert (reject.line, reject.column, reject.code) == (2, "有効期限", "expired_already")
    assert opening.read(Record(2, ["A1", "5", "2026-11-22"]), layout, TODAY, None) == Row(
        2, "A1", is_card=False, points=5, expires_on=TODAY
    )


@pytest.mark.parametrize(
    ("cell", "undated", "until"), [("", None, None), ("", MARCH, MARCH), ("無期限", MARCH, None)]
)
def test_points_without_a_day_get_the_one_that_was_decided(cell, undated, until):
    record = Record(1, ["会員番号", "ポイント", "有効期限"])
    layout = cells.layout_of(record, opening.headers_of(record), (), opening.OPTIONAL)
    assert opening.read(Record(2, ["A1", "5", cell]), layout, TODAY, undated).expires_on == until


def row(line, name, points, expires_on=None):
    return Row(line, name, is_card=False, points=points, expires_on=expires_on)


def test_the_rows_of_a_person_go_together_soonest_first():
    rows = [row(2, "A", 5), row(3, "B", 1), row(4, "A", 7, MARCH), row(5, "C", 0)]
    sorted_ = opening.by_person(rows, [], LAYOUT)
    assert [(one.name, one.points, [each.line for each in one.rows]) for one in sorted_.people] == [
        ("A", 12, [4, 2]),
        ("B", 1, [3]),
    ]
    assert (sorted_.without_points, sorted_.rejects) == (1, [])


def test_the_same_day_twice_is_not_guessed_to_be_a_sum():
    sorted_ = opening.by_person([row(2, "A", 5, MARCH), row(3, "A", 5, MARCH)], [], LAYOUT)
    assert sorted_.people == []
    assert [(one.line, one.code) for one in sorted_.rejects] == [
        (2, "same_person_twice"),
        (3, "same_person_twice"),
    ]


def test_a_person_with_an_unreadable_row_stays_out_as_a_whole():
    sorted_ = opening.by_person([row(2, "A", 5), row(3, "B", 1)], [(False, "A")], LAYOUT)
    assert [one.name for one in sorted_.people] == ["B"]
    assert [(one.line, one.code) for one in sorted_.rejects] == [(2, "other_row_kept_out")]
