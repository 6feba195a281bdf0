"""The packaged statistics are those that their sources name, to the yen and the person."""

from collections import defaultdict

import pytest

from enishi.outside import official, operations, queries
from enishi.outside.official import (
    DEDUCTED,
    POPULATION,
    POPULATION_OF_PREFECTURES,
    POPULATION_PROJECTED,
    RECEIVED,
)
from enishi.regions import official as regions

PREFECTURE_OF = {place.code: place.parent_code for place in regions.places()}
NAMES = {place.code: place.name for place in regions.places()}
SUMS = {
    2020: 658_564_144_340,
    2021: 818_791_352_723,
    2022: 954_119_332_148,
    2023: 1_101_893_320_233,
}
LARGEST = {
    2020: ("都城市", 13_525_480_079),
    2021: ("紋別市", 15_296_767_054),
    2022: ("都城市", 19_592_614_702),
    2023: ("都城市", 19_384_043_599),
}


@pytest.fixture(scope="module")
def values():
    """Every packaged value by series, year and place."""
    found = defaultdict(dict)
    for one in official.values():
        assert one.region_code not in found[one.series, one.year], "one value of a place and year"
        found[one.series, one.year][one.region_code] = one.value
    return found


def test_what_was_received_is_the_published_sum_of_every_year(values):
    for year, total in SUMS.items():
        towns = values[RECEIVED, year]
        assert len(towns) == 1741
        assert int(sum(map(int, towns.values()))) == total


def test_the_largest_town_of_every_year_is_the_published_one(values):
    for year, told in LARGEST.items():
        code, most = max(values[RECEIVED, year].items(), key=lambda pair: pair[1])
        assert (NAMES[code], most) == told


def test_the_people_of_all_towns_are_the_census(values):
    towns = values[POPULATION, 2020]
    assert len(towns) == 1741
    assert sum(towns.values()) == 126_146_099


def test_the_towns_of_each_prefecture_add_up_to_its_own_number(values):
    sums = defaultdict(float)
    for code, people in values[POPULATION, 2020].items():
        sums[PREFECTURE_OF[code]] += people
    assert sums == values[POPULATION_OF_PREFECTURES, 2020]
    assert sum(sums.values()) == 126_146_099


def test_fractions_of_a_yen_come_back_digit_for_digit(values):
    assert values[DEDUCTED, 2020]["011002"] == 5135220513.2
    assert repr(values[DEDUCTED, 2020]["012025"]) == "247971261.54"


def test_okinawa_has_no_value_for_1945_rather_than_nobody(values):
    assert "470007" not in values[POPULATION_OF_PREFECTURES, 1945]
    assert len(values[POPULATION_OF_PREFECTURES, 1945]) == 46
    assert len(values[POPULATION_PROJECTED, 2045]) == 47


def test_every_place_of_a_value_is_in_the_official_list(values):
    assert {code for towns in values.values() for code in towns} <= NAMES.keys()


def test_every_official_series_names_its_source_and_terms():
    assert {one.code for one in official.SERIES} == {one.series for one in official.values()}
    for one in official.SERIES:
        assert one.credit
        assert one.licence
        assert one.address.startswith("https://")
        assert one.name_en


def test_loading_asks_the_database_little_and_loading_again_adds_nothing(
    db, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8 * len(official.SERIES)):
        loaded = operations.load_official()
    assert loaded == 4 * 4 * 1741 + 1741 + 47 * 21 - 1 + 47 * 7, "many values to a statement"
    assert operations.load_official() == 0
    assert queries.by_place(RECEIVED, 2023)["452025"] == 19_384_043_599
    assert [one.code for one in queries.series("184420")] == [one.code for one in official.SERIES]
    first = next(queries.values())
    assert (first.series, first.year) == (DEDUCTED, 2020)
