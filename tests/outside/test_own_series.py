"""A region brings its own statistics: what comes in, what stays out and why, who sees them."""

from datetime import UTC, datetime

import pytest
from tests import world

from enishi.activities.cells import ColumnsAreMissing
from enishi.activities.sheet import SheetIsNotText
from enishi.outside import operations, queries, reading
from enishi.outside.official import POPULATION
from enishi.outside.series import Series

AT = datetime(2026, 6, 1, tzinfo=UTC)
HEAD = "region_code,year,value\n"


def rooms(**given):
    """The town's own count of hotel rooms."""
    told = {
        "code": "hotel_rooms",
        "name": "宿の部屋数",
        "name_en": "Rooms of inns",
        "unit": "室",
        "credit": "縁ヶ浦町観光課",
        "owner": world.TOWN,
    }
    return Series(**{**told, **given})


@pytest.fixture
def town(db):
    return world.a_region().code


def bring(content, *, encoding="utf-8", replace=False, **given):
    return operations.import_series(
        series=rooms(**given), content=content.encode(encoding), replace=replace, at=AT
    )


def kept():
    return [(one.region_code, one.year, one.value) for one in queries.values_of("hotel_rooms")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_comes_in_as_town_halls_write_it(town, encoding):
    content = f'団体コード,年度,値\r\n{town},2022年度,"1,240.5"\r\n{town},２０２３,-3\r\n'
    assert bring(content, encoding=encoding).new == 2
    assert kept() == [(town, 2022, 1240.5), (town, 2023, -3)]


def test_the_same_file_twice_acts_once(town):
    content = f"{HEAD}{town},2022,10\n{town},2023,11\n"
    assert bring(content).new == 2
    again = bring(content)
    assert (again.new, again.repeated, again.replaced, again.rejects) == (0, 2, 0, ())
    assert len(kept()) == 2


def test_every_faulty_cell_is_told_by_line_column_and_reason(town):
    content = (
        f"{HEAD}{town},2022,10\n000000,2023,1\n{town},two,1\n{town},2024,many\n"
        f"{town},2022,10\n{town},,5\n{town},2025\n{town},2026,1234567890123456\n"
    )
    done = bring(content)
    assert [(one.line, one.column, one.code) for one in done.rejects] == [
        (3, "region_code", "unknown_place"),
        (4, "year", "bad_year"),
        (5, "value", "bad_value"),
        (6, "year", "same_place_and_year_twice"),
        (7, "year", "missing"),
        (8, "", "wrong_number_of_columns"),
        (9, "value", "bad_value"),
    ]
    assert all(one.reason for one in done.rejects)
    assert kept() == [(town, 2022, 10)]


def test_another_value_is_kept_out_until_somebody_says_replace(town):
    bring(f"{HEAD}{town},2022,10\n")
    refused = bring(f"{HEAD}{town},2022,12\n")
    assert [(one.line, one.code) for one in refused.rejects] == [(2, "other_value_is_in")]
    assert kept() == [(town, 2022, 10)]
    done = bring(f"{HEAD}{town},2022,12\n", replace=True)
    assert (done.new, done.replaced) == (0, 1)
    assert kept() == [(town, 2022, 12)]


def test_an_own_series_is_seen_by_its_region_only_unless_it_is_shared(town):
    other = world.a_region(world.NEIGHBOUR, "となりの町").code
    bring(f"{HEAD}{town},2022,10\n")
    assert [one.code for one in queries.series(town)] == ["hotel_rooms"]
    assert queries.series(other) == []
    with pytest.raises(queries.UnknownSeries):
        queries.one(code="hotel_rooms", region_code=other)
    bring(f"{HEAD}{town},2022,10\n", is_shared=True)
    assert [one.code for one in queries.series(other)] == ["hotel_rooms"]
    assert queries.one(code="hotel_rooms", region_code=other).credit == "縁ヶ浦町観光課"


def test_nobody_writes_into_the_series_of_others(town):
    operations.load_official()
    with pytest.raises(operations.SeriesOfOthers):
        bring(f"{HEAD}{town},2020,9000\n", code=POPULATION)
    with pytest.raises(operations.SeriesOfOthers):
        operations.remove_series(code=POPULATION, owner=town)
    bring(f"{HEAD}{town},2022,10\n")
    other = world.a_region(world.NEIGHBOUR, "となりの町").code
    with pytest.raises(operations.SeriesOfOthers):
        bring(f"{HEAD}{town},2022,10\n", owner=other)
    with pytest.raises(operations.SeriesOfOthers):
        operations.remove_series(code="hotel_rooms", owner=other)
    assert kept() == [(town, 2022, 10)]


def test_a_region_takes_its_own_series_away(town):
    bring(f"{HEAD}{town},2022,10\n")
    operations.remove_series(code="hotel_rooms", owner=town)
    operations.remove_series(code="hotel_rooms", owner=town)
    assert kept() == []
    assert queries.series(town) == []


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"unit": ""},
        {"credit": ""},
        {"code": "Rooms!"},
        {"code": "ab"},
        {"note": "x" * 301},
        {"address": "javascript:alert(1)"},
    ],
)
def test_a_series_without_name_unit_credit_or_code_is_refused(town, given):
    with pytest.raises(operations.BadSeries) as refusal:
        bring(f"{HEAD}{town},2022,10\n", **given)
    assert refusal.value.facts["part"] == next(iter(given))


def test_a_file_that_is_no_sheet_is_refused(town):
    with pytest.raises(SheetIsNotText):
        bring(f"{HEAD}{town},2022,10\n", encoding="utf-16")
    with pytest.raises(reading.FileHasNoRows):
        bring("")
    with pytest.raises(ColumnsAreMissing):
        bring("place,year,value\n")
    with pytest.raises(reading.FileIsTooLarge):
        bring("x" * (reading.BYTES_MAX + 1))
    assert queries.series(town) == []


def test_the_mark_of_all_values_changes_with_them_and_only_then(town):
    marks = [queries.mark_of_values()]

    def changes(*words, **given):
        bring(*words, **given)
        marks.append(queries.mark_of_values())
        return marks[-1] != marks[-2]

    assert changes(f"{HEAD}{town},2022,10\n{town},2023,12\n")
    assert not changes(f"{HEAD}{town},2022,10\n")
    assert changes(f"{HEAD}{town},2022,12\n{town},2023,10\n", replace=True)
    operations.remove_series(code="hotel_rooms", owner=town)
    assert queries.mark_of_values() == marks[0]
