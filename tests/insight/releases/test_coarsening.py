"""A table of which most is hidden steps up by itself and says which steps it took."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.insight.releases.conftest import TOWNS

from enishi.insight.disclosure import language
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.releases import coarsening, operations
from enishi.insight.releases.coarsening import AGES, HOMES, NEIGHBOURS, PREFECTURE, SEXES, Coarsened
from enishi.kit import codes
from enishi.kit.periods import JST

AT = datetime(2026, 3, 5, 9, 0, tzinfo=JST)
NEAR = "182010-182028-182036"
CATALOGUE = Catalogue(
    places=tuple(Place(code, codes.prefecture_of(code)) for code in (*NEAR.split("-"), "182044")),
    months=("2025-04", "2025-05"),
    home_prefectures=("130001", "140007"),
    neighbours=(tuple(NEAR.split("-")),),
)


def steps(filters: dict[str, str], *by: str) -> list[tuple[str, object, object]]:
    question = language.parse({"filters": filters, "by": list(by)}, CATALOGUE)
    return [
        (name, body["filters"], body["by"])
        for name, body in coarsening.wider_questions(question, CATALOGUE)
    ]


def test_the_steps_come_in_their_order_and_each_stays():
    asked = {"region": "182010", "age_band": "30-39", "sex": "male", "home_prefecture": "130001"}
    del asked["sex"]  # two of three attributes at most
    town = {"region": "182010"}
    assert steps(asked) == [
        (AGES, {**town, "home_prefecture": "130001", "age_band20": "20-39"}, []),
        (HOMES, {**town, "age_band20": "20-39", "home_area": "関東"}, []),
        (NEIGHBOURS, {"neighbours": NEAR, "age_band20": "20-39", "home_area": "関東"}, []),
        (PREFECTURE, {"prefecture": "180009", "age_band20": "20-39", "home_area": "関東"}, []),
    ]


def test_a_table_is_made_wider_as_a_filter_is():
    assert steps({"region": "182010"}, "age_band", "sex")[:2] == [
        (AGES, {"region": "182010"}, ["age_band20", "sex"]),
        (SEXES, {"region": "182010"}, ["age_band20"]),
    ]
    assert steps({"sex": "male"}, "region") == [
        (SEXES, {}, ["region"]),
        (NEIGHBOURS, {}, ["neighbours"]),
        (PREFECTURE, {}, ["prefecture"]),
    ]


def test_a_town_without_neighbours_steps_up_to_its_prefecture():
    assert steps({"region": "182044"}) == [(PREFECTURE, {"prefecture": "180009"}, [])]


def test_a_table_that_is_mostly_shown_is_left_as_it_is(country: list[object]):
    operations.close(until="2026-02", at=AT)
    body = {"filters": {"region": "182010"}, "by": ["sex"], "measure": "persons"}
    assert ask(body) == Coarsened(operations.release(body=body, limit=10, at=AT))


def ask(body: object) -> Coarsened:
    return operations.coarsened(body=body, limit=10, at=AT)


def test_a_small_town_steps_up_until_half_is_shown_and_tells_why(country: list[object]):
    operations.close(until="2026-02", at=AT)
    found = ask({"filters": {"region": "184811"}, "by": ["age_band", "sex"]})
    assert [step.name for step in found.steps][:2] == [AGES, SEXES]
    first = found.steps[0]
    assert first.hidden == first.rows == 40
    hidden, rows = coarsening.hidden_rows(found.released)
    assert hidden < rows
    again = ask({"filters": {"region": "184811"}, "by": ["sex", "age_band"]})
    assert again == found


def test_a_question_outside_the_language_stays_outside(country: list[object]):
    operations.close(until="2026-02", at=AT)
    with pytest.raises(language.OutsideLanguage):
        ask({"filters": {"region": TOWNS[0], "age_band": ["20-29", "30-39"]}})
