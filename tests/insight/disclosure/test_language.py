"""The query language: what it takes, what it refuses and why, and that words do not matter."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from tests.insight.disclosure.towns import (
    CATALOGUE,
    ENIGAURA,
    FUKUI,
    FUKUI_CITY,
    HOKKAIDO,
    INVENTED,
    ISHIKAWA,
    KANAGAWA,
    KANAZAWA,
    MIHAMA,
    TAKAHAMA_AREA,
    TOKYO,
    TSURUGA,
    YAMAKOSHI_AREA,
)

from enishi.insight.disclosure import answers, language
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.language import OutsideLanguage, grid, parse


def canonical(filters: dict[str, object], by: list[str] | None = None) -> dict[str, object]:
    return parse({"filters": filters, "by": by or []}, CATALOGUE).canonical()


def refused(filters: object, by: object = ()) -> dict[str, object]:
    with pytest.raises(OutsideLanguage) as told:
        parse({"filters": filters, "by": by}, CATALOGUE)
    assert told.value.status == 422
    assert told.value.reason in language.REASONS
    return told.value.facts


SAME = [
    # A region fixes its prefecture, the nation and "all" are no condition, order is nothing.
    ({"region": TSURUGA}, {"region": TSURUGA, "prefecture": FUKUI}),
    ({"region": TSURUGA}, {"region": TSURUGA, "evidence": "all"}),
    ({}, {"region": "JP"}),
    ({"prefecture": FUKUI}, {"region": FUKUI}),
    ({"region": TSURUGA, "sex": "male"}, {"sex": "male", "region": f" {TSURUGA} "}),
    # A month fixes its fiscal year; a number may be a year.
    ({"month": "2024-02"}, {"month": "2024-02", "fiscal_year": "2023"}),
    ({"fiscal_year": "2023"}, {"fiscal_year": 2023}),
    # The eight 地方 have several names; a home prefecture fixes its 地方.
    ({"home_area": "関東"}, {"home_area": "関東地方"}),
    ({"home_area": "関東"}, {"home_area": "Kanto"}),
    ({"home_area": "近畿"}, {"home_area": "kansai"}),
    ({"home_prefecture": TOKYO}, {"home_prefecture": TOKYO, "home_area": "Kanto region"}),
    # Nodes of equal extent are one node.
    ({"home_area": "北海道"}, {"home_prefecture": HOKKAIDO}),
    ({"home_area": "unknown"}, {"home_prefecture": "unknown"}),
    # Mihama's survey ran in fiscal year 2023 only and knows visits only.
    ({"region": MIHAMA}, {"region": MIHAMA, "fiscal_year": "2023"}),
    ({"region": MIHAMA}, {"region": MIHAMA, "kind": "visit"}),
]


@pytest.mark.parametrize(("plain", "wordy"), SAME)
def test_the_same_question_in_other_words_is_the_same_question(plain, wordy):
    assert canonical(wordy) == canonical(plain)
    for order in itertools.permutations(wordy.items()):
        assert canonical(dict(order)) == canonical(plain)
    rewritten = parse({"filters": wordy, "by": []}, CATALOGUE)
    assert parse(rewritten.canonical(), CATALOGUE) == rewritten


def test_what_is_asked_for_by_has_no_order():
    assert canonical({}, ["sex", "month", "region"]) == canonical({}, ["region", "sex", "month"])
    assert canonical({}, ["sex", "region"]) == {"filters": {}, "by": ["region", "sex"]}


def test_a_question_is_one_line_of_json():
    question = parse({"filters": {"theme": "食", "region": TSURUGA}, "by": ["sex"]}, CATALOGUE)
    assert question.text() == '{"filters":{"region":"182028","theme":"食"},"by":["sex"]}'


def test_nothing_asked_is_the_nation_in_all_closed_months():
    assert parse({}, CATALOGUE).canonical() == {"filters": {}, "by": []}


@pytest.mark.parametrize(
    "value",
    [
        [TSURUGA, MIHAMA],
        (TSURUGA,),
        {"not": TSURUGA},
        {"from": "182010", "to": "182028"},
        None,
        True,
        182028,
        182028.0,
    ],
)
def test_lists_ranges_negation_and_other_values_are_refused(value):
    assert refused({"region": value})["reason"] == "not_a_single_value"


@pytest.mark.parametrize(
    ("dimension", "value", "reason"),
    [
        ("age_band", "!20-29", "unknown_value"),
        ("age_band", "20-39", "unknown_value"),
        ("age_band", "25", "unknown_value"),
        ("sex", "male,female", "unknown_value"),
        ("sex", "*", "unknown_value"),
        ("theme", "祭り", "unknown_value"),
        ("theme", "", "unknown_value"),
        ("kind", "donation", "unknown_value"),
        ("purpose", "食", "unknown_value"),
        ("evidence", "unverified", "unknown_value"),
        ("month", "2024-13", "unknown_value"),
        ("month", "2024-01..2024-03", "unknown_value"),
        ("month", "2024-06", "not_closed"),
        ("fiscal_year", "FY2024", "unknown_value"),
        ("fiscal_year", True, "not_a_single_value"),
        ("fiscal_year", 2022, "not_closed"),
        ("home_prefecture", "東京都", "unknown_value"),
        ("home_prefecture", INVENTED, "unknown_value"),
        ("home_area", "東京", "unknown_value"),
        ("region", "182079", "not_participating"),
        ("region", "福井市", "unknown_value"),
        ("region", TAKAHAMA_AREA, "area_beside_municipality"),
        ("prefecture", "130001", "not_participating"),
        ("prefecture", TSURUGA, "unknown_value"),
    ],
)
def test_a_value_that_is_not_a_published_category_is_refused(dimension, value, reason):
    facts = refused({dimension: value})
    assert (facts["reason"], facts["dimension"]) == (reason, dimension)


def test_an_area_is_a_place_where_no_municipality_of_it_takes_part():
    assert canonical({"region": YAMAKOSHI_AREA}) == {
        "filters": {"region": YAMAKOSHI_AREA},
        "by": [],
    }


@pytest.mark.parametrize(
    ("filters", "by", "reason"),
    [
        ({"shoe_size": "27"}, [], "unknown_dimension"),
        ({}, ["shoe_size"], "unknown_dimension"),
        ({}, [["sex"]], "unknown_dimension"),
        ({}, ["sex", "sex"], "named_twice"),
        ({"sex": "male"}, ["sex"], "named_twice"),
        ({"region": "JP"}, ["region"], "named_twice"),
        ({"region": TSURUGA, "prefecture": ISHIKAWA}, [], "contradiction"),
        ({"region": FUKUI, "prefecture": ISHIKAWA}, [], "contradiction"),
        ({"month": "2024-02", "fiscal_year": "2024"}, [], "contradiction"),
        ({"home_prefecture": TOKYO, "home_area": "近畿"}, [], "contradiction"),
        ({"theme": "食", "kind": "visit"}, [], "one_slot_twice"),
        ({"theme": "食", "evidence": "verified", "sex": "male"}, [], "sure_action_stands_alone"),
        ({"kind": "visit", "sex": "male"}, ["evidence"], "sure_action_stands_alone"),
        ({"evidence": "verified"}, ["theme", "home_area"], "sure_action_stands_alone"),
        ({"theme": "食", "purpose": "温泉"}, [], "one_slot_twice"),
        ({"theme": "食"}, ["kind"], "one_slot_twice"),
        ({}, ["kind", "theme"], "one_slot_twice"),
        ({}, ["region", "prefecture"], "one_slot_twice"),
        ({}, ["month", "fiscal_year"], "one_slot_twice"),
        ({}, ["home_prefecture", "home_area"], "one_slot_twice"),
        ({"region": TSURUGA}, ["prefecture"], "one_slot_twice"),
        ({"month": "2024-02"}, ["fiscal_year"], "one_slot_twice"),
        ({"home_prefecture": TOKYO}, ["home_area"], "one_slot_twice"),
        ({}, ["age_band", "sex", "home_prefecture"], "too_many_attributes"),
        ({"age_band": "20-29", "sex": "male"}, ["home_area"], "too_many_attributes"),
        ({"age_band": "20-29", "sex": "male", "home_area": "関東"}, [], "too_many_attributes"),
    ],
)
def test_conditions_beyond_one_per_slot_and_two_attributes_are_refused(filters, by, reason):
    assert refused(filters, by)["reason"] == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "not_an_object"),
        (None, "not_an_object"),
        ({"filters": [], "by": []}, "not_an_object"),
        ({"filters": {}, "by": "sex"}, "not_an_object"),
        ({"filters": {}, "by": {"sex": 1}}, "not_an_object"),
        ({"filters": {}, "by": [], "limit": 1}, "unknown_field"),
    ],
)
def test_a_body_of_another_shape_is_refused(body, reason):
    with pytest.raises(OutsideLanguage) as told:
        parse(body, CATALOGUE)
    assert told.value.reason == reason


def test_before_the_first_month_is_closed_nothing_can_be_asked():
    with pytest.raises(OutsideLanguage) as told:
        parse({}, dataclasses.replace(CATALOGUE, months=()))
    assert told.value.reason == "nothing_closed"


def test_a_grid_too_large_to_read_is_refused():
    many = Catalogue(
        places=tuple(Place(f"{number:06d}", FUKUI) for number in range(1700)),
        months=CATALOGUE.months,
        themes=CATALOGUE.themes,
        home_prefectures=CATALOGUE.home_prefectures,
    )
    by = ["region", "home_prefecture", "theme"]
    with pytest.raises(OutsideLanguage) as told:
        parse({"filters": {}, "by": by}, many)
    assert told.value.facts["value"] == 1700 * 48 * 2


def test_a_refusal_echoes_only_the_beginning_of_a_long_value():
    assert len(str(refused({"theme": "あ" * 5000})["value"])) == 40


def rows(filters: dict[str, object], by: list[str]) -> list[tuple[str, ...]]:
    return grid(parse({"filters": filters, "by": by}, CATALOGUE), CATALOGUE)


def test_the_grid_holds_every_category_whoever_is_in_the_data():
    assert rows({}, []) == [()]
    assert rows({}, ["sex"]) == [("female",), ("male",), ("other",), ("unknown",)]
    assert [band for (band,) in rows({}, ["age_band"])][-2:] == ["80+", "unknown"]
    homes = [home for (home,) in rows({}, ["home_prefecture"])]
    assert (len(homes), homes[0], homes[-1]) == (48, HOKKAIDO, "unknown")
    assert len(rows({}, ["home_area"])) == 9
    assert rows({"region": TSURUGA}, ["evidence"]) == [("all",), ("verified",)]
    assert rows({}, ["fiscal_year"]) == [("2023",), ("2024",)]
    assert len(rows({"region": MIHAMA}, ["month", "kind"])) == 5 * 3


def test_samples_are_never_in_the_grid_of_the_nation():
    assert rows({}, ["region"]) == [
        (code,) for code in (KANAZAWA, FUKUI_CITY, TSURUGA, MIHAMA, YAMAKOSHI_AREA)
    ]
    assert rows({}, ["prefecture"]) == [("150002",), (ISHIKAWA,), (FUKUI,)]
    assert rows({"prefecture": INVENTED}, ["region"]) == [(ENIGAURA,)]


def with_added_homes() -> Catalogue:
    """One prefecture was added for everybody, one is invented."""
    return dataclasses.replace(
        CATALOGUE,
        home_prefectures=(*CATALOGUE.home_prefectures, "480003"),
        sample_home_prefectures=(INVENTED,),
    )


def test_an_invented_home_stands_in_the_grid_of_invented_places_only():
    catalogue = with_added_homes()
    for filters, last in (
        ({}, ["470007", "480003", "unknown"]),
        ({"region": TSURUGA}, ["470007", "480003", "unknown"]),
        ({"region": ENIGAURA}, ["480003", INVENTED, "unknown"]),
        ({"prefecture": INVENTED}, ["480003", INVENTED, "unknown"]),
    ):
        asked = parse({"filters": filters, "by": ["home_prefecture"]}, catalogue)
        assert [home for (home,) in grid(asked, catalogue)][-3:] == last
    named = {"region": ENIGAURA, "home_prefecture": INVENTED}
    assert parse({"filters": named}, catalogue).canonical()["filters"] == named
    for filters in ({}, {"region": TSURUGA}, {"prefecture": FUKUI}):
        with pytest.raises(OutsideLanguage) as told:
            parse({"filters": {**filters, "home_prefecture": INVENTED}}, catalogue)
        assert told.value.reason == "unknown_value"


def test_an_added_home_lies_in_no_area_and_unknown_is_then_two_nodes():
    catalogue = with_added_homes()

    def asked(**filters: str) -> object:
        return parse({"filters": filters}, catalogue).canonical()["filters"]

    for town, homes in ((TSURUGA, ["480003"]), (ENIGAURA, ["480003", INVENTED])):
        body = {"filters": {"region": town, "home_area": "unknown"}, "by": ["home_prefecture"]}
        inside = grid(parse(body, catalogue), catalogue)
        assert inside == [(home,) for home in (*homes, "unknown")]
    implied = {"home_prefecture": "480003", "home_area": "unknown", "region": TSURUGA}
    assert asked(**implied) == {"region": TSURUGA, "home_prefecture": "480003"}
    assert asked(home_prefecture="unknown") == {"home_prefecture": "unknown"}
    assert asked(home_area="unknown") == {"home_area": "unknown"}
    plain = parse({"filters": {"home_prefecture": "unknown"}}, CATALOGUE)
    assert plain == parse({"filters": {"home_area": "unknown"}}, CATALOGUE)


def test_a_coarse_filter_narrows_the_grid_of_its_fine_dimension():
    assert rows({"prefecture": FUKUI}, ["region"]) == [(FUKUI_CITY,), (TSURUGA,), (MIHAMA,)]
    assert rows({"fiscal_year": "2024"}, ["month"]) == [("2024-04",), ("2024-05",)]
    kanto = [home for (home,) in rows({"home_area": "関東"}, ["home_prefecture"])]
    assert (len(kanto), TOKYO in kanto, KANAGAWA in kanto) == (7, True, True)
    assert canonical({"fiscal_year": "2024"}, ["month"])["filters"] == {"fiscal_year": "2024"}


def test_a_coarse_filter_that_narrows_nothing_is_implied_there_too():
    one_year = dataclasses.replace(CATALOGUE, months=("2024-04", "2024-05"))
    asked = parse({"filters": {"fiscal_year": "2024"}, "by": ["month"]}, one_year)
    assert asked.canonical() == {"filters": {}, "by": ["month"]}


def test_the_only_closed_month_is_its_year_and_all_time():
    one_month = dataclasses.replace(CATALOGUE, months=("2024-04",))
    asked = [
        parse({"filters": filters}, one_month)
        for filters in ({}, {"month": "2024-04"}, {"fiscal_year": 2024})
    ]
    assert asked[0] == asked[1] == asked[2]


@pytest.mark.parametrize("wide", [{"age_band20": "20-39"}, {"home_area": "関東"}])
def test_beside_an_action_a_wide_attribute_stands_alone_and_in_towns(wide: dict[str, object]):
    assert canonical({"region": TSURUGA, "theme": "食", **wide})["filters"]
    for more in ({"region": TSURUGA, "sex": "male"}, {"prefecture": FUKUI}, {}):
        told = refused({"theme": "食", **wide, **more})
        assert told["reason"] == "wide_stands_alone"
    assert canonical({"prefecture": FUKUI, "sex": "male", **wide})["filters"]
    assert refused({"region": TSURUGA}, ["sex", "theme", *wide])["reason"] == "wide_stands_alone"


def test_a_wide_node_of_one_finer_one_is_that_one():
    assert canonical({"age_band20": "unknown"}) == canonical({"age_band": "unknown"})
    assert canonical({"age_band": "80+"})["filters"] == {"age_band": "80+"}
    hokkaido = {"theme": "食", "home_area": "北海道", "sex": "male"}
    assert canonical(hokkaido) == canonical({**hokkaido, "home_area": "Hokkaido"})


def test_a_wide_band_narrows_ten_year_bands_and_contradicts_others():
    question = parse({"filters": {"age_band20": "20-39"}, "by": ["age_band"]}, CATALOGUE)
    assert grid(question, CATALOGUE) == [("20-29",), ("30-39",)]
    assert refused({"age_band20": "20-39", "age_band": "40-49"})["reason"] == "contradiction"


def test_a_measure_is_part_of_the_question_and_absent_for_persons():
    plain = parse({"filters": {"region": TSURUGA}}, CATALOGUE)
    assert parse({"filters": {"region": TSURUGA}, "measure": "persons"}, CATALOGUE) == plain
    assert plain.text() == '{"filters":{"region":"182028"},"by":[]}'
    yen = parse({"filters": {"region": TSURUGA}, "measure": "yen"}, CATALOGUE)
    assert yen.canonical()["measure"] == "yen"
    with pytest.raises(OutsideLanguage, match="unknown_measure"):
        parse({"measure": "tears"}, CATALOGUE)


def test_days_in_the_frame_stand_in_the_place_of_an_action():
    assert canonical({"region": TSURUGA, "times": "3-4", "sex": "male", "age_band": "20-29"})
    assert refused({"times": "2", "theme": "食"})["reason"] == "one_slot_twice"
    assert refused({"times": "7"})["reason"] == "unknown_value"


def test_answers_are_published_by_fixed_lists_and_by_words_that_many_carry():
    known = dataclasses.replace(CATALOGUE, answers=(("satisfaction", ("満足", "不満")),))
    by = parse({"by": ["satisfaction"]}, known)
    assert grid(by, known) == [("満足",), ("不満",), ("unknown",)]
    assert grid(parse({"by": ["nps"]}, known), known) == []  # a closing without such a survey
    assert answers.published("satisfaction", {"満足", "ふつう"})[-2:] == ("とても不満", "ふつう")
    assert answers.published("satisfaction", {"ふつう"}) == ("ふつう",)
