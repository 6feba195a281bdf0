"""The packaged master equals the figures of its own page."""

from enishi.kit import codes
from enishi.regions import official

PLACES = list(official.places())


def test_there_are_one_nation_47_prefectures_and_1747_municipalities():
    kinds = [place.kind for place in PLACES]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "nation": 1,
        "prefecture": 47,
        "municipality": 1747,
    }


def test_1741_municipalities_have_a_population_and_together_they_are_japan():
    known = [
        place.population
        for place in PLACES
        if place.kind == "municipality" and place.population is not None
    ]
    assert (len(known), sum(known)) == (1741, 126_146_099)
    assert PLACES[0].population == 126_146_099


def test_the_six_northern_villages_stay_without_a_population():
    assert [
        place.name for place in PLACES if place.kind == "municipality" and place.population is None
    ] == ["色丹村", "泊村", "留夜別村", "留別村", "紗那村", "蘂取村"]


def test_every_code_is_six_digits_with_its_check_digit_and_below_its_prefecture():
    known = {place.code for place in PLACES}
    assert len(known) == len(PLACES)
    for place in PLACES[1:]:
        assert place.code == place.code[:5] + codes.check_digit(place.code[:5])
        assert place.parent_code in known


def test_there_are_171_wards():
    assert len(official.wards()) == 171
