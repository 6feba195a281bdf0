"""Rows of other systems' sheets: what is taken in, and what is kept out with its reason."""

from datetime import date, datetime
from uuid import UUID

import pytest

from enishi.activities import cells, importing
from enishi.activities.cells import Headers
from enishi.activities.sheet import Record
from enishi.kit.periods import JST

KNOWN = importing.Known(
    regions=frozenset({"184420"}),
    kinds={"visit": "visit", "訪問": "visit", "purchase": "purchase", "購入": "purchase"},
    homes=frozenset({"130001", "131016"}),
    today=date(2026, 6, 6),
)
MEMBER = UUID(int=7)
FULL = [*importing.COLUMNS]


def layout(header, headers=None):
    return cells.layout_of(
        Record(1, header), headers or Headers(), importing.REQUIRED, importing.OPTIONAL
    )


def read(row, header=FULL, headers=None):
    return importing.read(Record(2, row.split(",")), layout(header, headers), KNOWN, "pos")


def test_a_full_row_becomes_an_activity_with_the_attributes_of_its_own_time():
    row = read(
        "A1,M1,購入,2024-05-01 10:30,184420,港,,食,会場,"
        "\uff11200円,S-9,鮮魚,女,1980,,131016,receipt"
    )
    activity = row.activity(MEMBER)
    assert row.member == "M1"
    assert (activity.key, activity.kind) == ("import:pos:A1", "purchase")
    assert activity.member_id == MEMBER
    assert activity.at == datetime(2024, 5, 1, 10, 30, tzinfo=JST)
    assert (activity.region_code, activity.place, activity.theme) == ("184420", "港", "食")
    assert (activity.online, activity.amount_yen) == (False, 1200)
    assert (activity.business_id, activity.trade) == ("S-9", "鮮魚")
    assert (activity.sex, row.person.birth_year, activity.age_band) == ("female", 1980, "40-49")
    assert (activity.home_code, activity.evidence) == ("131016", "receipt")


def test_five_columns_are_enough_and_the_rest_is_left_to_the_member():
    activity = read("A1,M1,visit,2024-05-01,184420", list(importing.REQUIRED)).activity(MEMBER)
    assert (activity.sex, activity.age_band, activity.birth_year, activity.home_code) == (
        None,
        None,
        None,
        None,
    )
    assert (activity.evidence, activity.online, activity.amount_yen) == ("import", False, None)


def test_an_empty_cell_of_a_column_that_is_there_means_unknown():
    activity = read("A1,M1,visit,2024-05-01,184420" + "," * 12).activity(MEMBER)
    assert (activity.sex, activity.age_band, activity.home_code) == ("unknown", "unknown", "")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",M1,visit,2024-05-01,184420", "activity_id", "missing"),
        ("A1,,visit,2024-05-01,184420", "member_id", "missing"),
        ("A1,M1,fishing,2024-05-01,184420", "kind", "unknown_kind"),
        ("A1,M1,visit,1st of May,184420", "at", "bad_time"),
        ("A1,M1,visit,1989-12-31 23:59,184420", "at", "time_out_of_range"),
        ("A1,M1,visit,1923-05-01,184420", "at", "time_out_of_range"),
        ("A1,M1,visit,2026-06-08,184420", "at", "time_out_of_range"),
        ("A1,M1,visit,2026-06-07T15:00:00Z,184420", "at", "time_out_of_range"),
        ("A1,M1,visit,2042-05-01,184420", "at", "time_out_of_range"),
        ("A1,M1,visit,2024-05-01,184421", "region_code", "unknown_region"),
        ("A1,M1,visit,2024-05-01,184420," + "港" * 81, "place", "too_long"),
        ("A1,M1,visit,2024-05-01,184420,,,,maybe", "online", "bad_online"),
        ("A1,M1,visit,2024-05-01,184420,,,,,-1", "amount_yen", "bad_amount"),
        ("A1,M1,visit,2024-05-01,184420,,,,,,,,1", "sex", "unknown_sex"),
        ("A1,M1,visit,2024-05-01,184420,,,,,,,,,2030", "birth_year", "bad_birth_year"),
        ("A1,M1,visit,2024-05-01,184420,,,,,,,,,,大人", "age_band", "unknown_age_band"),
        ("A1,M1,visit,2024-05-01,184420,,,,,,,,,,,999999", "home_code", "unknown_home"),
        ("A1,M1,visit,2024-05-01,184420,,,,,,,,,,,,rumour", "evidence", "unknown_evidence"),
        ("A1,M1,visit,2024-05-01,184420,a\udce6b", "place", "bad_characters"),
        ("A1,M1,visit,2024-05-01,184420,a\0b", "place", "bad_characters"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_line_and_column(row, column, code):
    padded = row + "," * (len(FULL) - 1 - row.count(","))
    (reject,) = read(padded)
    assert (reject.line, reject.column, reject.code) == (2, column, code)
    assert reject.reason


@pytest.mark.parametrize("moment", ["1990-01-01", "2026-06-07 23:59", "2026-06-07T14:59:59Z"])
def test_a_row_of_1990_to_the_day_after_the_import_is_taken_in(moment):
    assert read(f"A1,M1,visit,{moment},184420", list(importing.REQUIRED)).key


def test_every_bad_cell_of_a_row_is_named_at_once():
    rejects = read("A1,M1,fishing,yesterday,184420" + "," * 12)
    assert [reject.column for reject in rejects] == ["kind", "at"]


@pytest.mark.parametrize(
    ("row", "code"),
    [("A1,M1,visit", "wrong_number_of_columns"), ("A1" + ",x" * 20, "wrong_number_of_columns")],
)
def test_a_row_with_cells_missing_or_too_many_stays_out(row, code):
    assert [reject.code for reject in read(row)] == [code]


def test_empty_cells_beyond_the_header_do_no_harm():
    header = list(importing.REQUIRED)
    assert read("A1,M1,visit,2024-05-01,184420,,,", header).key == "import:pos:A1"


def test_broken_quotes_name_the_line():
    (reject,) = importing.read(Record(9, None), layout(FULL), KNOWN, "pos")
    assert (reject.line, reject.column, reject.code) == (9, "", "broken_quotes")


def test_a_header_without_a_needed_column_says_which_and_what_was_found():
    with pytest.raises(cells.ColumnsAreMissing) as refused:
        layout(["activity_id", "kind", "at", "地域"])
    assert refused.value.facts == {
        "missing": "member_id, region_code",
        "found": "activity_id, kind, at, 地域",
    }


def test_a_map_names_their_headers_their_words_and_what_never_varies():
    headers = cells.headers_from(
        {
            "取引番号": "activity_id",
            "columns": {"member_id": "会員番号", "at": "利用日時"},
            "values": {"kind": {"来店": "visit"}},
            "fixed": {"region_code": "184420"},
            "kind": "区分",
        },
        importing.COLUMNS,
    )
    row = read("77,M1,来店,2024/5/1 9:00", ["取引番号", "会員番号", "区分", "利用日時"], headers)
    assert (row.key, row.member, row.kind, row.region_code) == (
        "import:pos:77",
        "M1",
        "visit",
        "184420",
    )


def test_a_reject_names_the_column_as_the_sheet_does():
    headers = Headers(columns={"at": "利用日時"})
    header = ["activity_id", "member_id", "kind", "利用日時", "region_code"]
    (reject,) = read("A1,M1,visit,?,184420", header, headers)
    assert reject.column == "利用日時"


@pytest.mark.parametrize(
    "table",
    [
        {"colour": "色"},
        {"kind": "place"},
        {"種類": "kind", "区分": "kind"},
        {"values": {"colour": {}}},
        {"fixed": {"region_code": 184420}},
        {"columns": "kind"},
    ],
)
def test_a_map_that_is_unclear_is_refused(table):
    with pytest.raises(cells.HeadersAreUnclear):
        cells.headers_from(table, importing.COLUMNS)
