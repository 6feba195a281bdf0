"""Neighbouring towns stand in fixed groups of three or more that do not overlap."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.insight.disclosure.test_protect import count, shown_for

from enishi.insight.disclosure import neighbours, protect
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.language import OutsideLanguage, grid, parse

TOWNS = tuple(f"18{number:03d}0" for number in range(201, 208))
HALLS = {
    TOWNS[0]: (35.9, 136.1), TOWNS[1]: (35.8, 136.1), TOWNS[2]: (35.7, 136.1),
    TOWNS[3]: (35.5, 135.7), TOWNS[4]: (35.5, 135.6), TOWNS[5]: (35.5, 135.5),
    TOWNS[6]: (35.5, 135.4),
}  # fmt: skip
NORTH, SOUTH = TOWNS[:3], TOWNS[3:]
CATALOGUE = Catalogue(
    places=(*(Place(town, "180009") for town in TOWNS), Place("172014", "170003")),
    months=("2025-04",),
    kinds=("visit",),
    neighbours=neighbours.groups(HALLS),
)


def test_the_nearest_towns_stand_together():
    assert neighbours.groups(HALLS) == (NORTH, SOUTH)


def test_so_few_towns_that_they_were_one_group_are_none():
    assert neighbours.groups(dict(list(HALLS.items())[:5])) == ()
    assert neighbours.groups({}) == ()


@pytest.mark.parametrize("seed", range(5))
def test_every_town_is_in_one_group_of_three_or_more_wherever_towns_lie(seed):
    dice = random.Random(seed)  # noqa: S311 - a map, not a secret
    halls = {f"{n:06d}": (dice.uniform(33, 38), dice.uniform(130, 140)) for n in range(23)}
    found = neighbours.groups(halls)
    assert sorted(town for group in found for town in group) == sorted(halls)
    assert min(map(len, found)) >= 3
    assert found == neighbours.groups(dict(reversed(halls.items())))


def test_a_group_is_named_by_its_towns_or_by_one_of_them():
    code = "-".join(NORTH)
    named = parse({"filters": {"neighbours": code}}, CATALOGUE)
    assert parse({"filters": {"neighbours": NORTH[1], "prefecture": "180009"}}, CATALOGUE) == named
    assert grid(parse({"by": ["neighbours"]}, CATALOGUE), CATALOGUE) == [
        (code,), ("-".join(SOUTH),),
    ]  # fmt: skip
    towns = parse({"filters": {"neighbours": code}, "by": ["region"]}, CATALOGUE)
    assert grid(towns, CATALOGUE) == [(town,) for town in NORTH]


@pytest.mark.parametrize("filters", [
    {"neighbours": "182010-182028"}, {"neighbours": "172014"},
    {"neighbours": "-".join(NORTH), "region": SOUTH[0]},
    {"neighbours": "-".join(NORTH), "prefecture": "170003"},
])  # fmt: skip
def test_a_group_of_ones_own_or_a_contradiction_is_refused(filters):
    with pytest.raises(OutsideLanguage):
        parse({"filters": filters}, CATALOGUE)


def test_a_town_in_its_group_is_the_town():
    assert parse({"filters": {"neighbours": NORTH[0], "region": NORTH[0]}}, CATALOGUE) == parse(
        {"filters": {"region": NORTH[0]}}, CATALOGUE
    )


def test_a_group_is_shown_when_three_of_its_towns_contribute():
    question = parse({"filters": {"neighbours": NORTH[0]}}, CATALOGUE)
    (wanted,) = protect.needed_groupings(question, CATALOGUE)
    assert wanted.regions == NORTH
    counts = {wanted: {(): count(0, 50)}}
    settings = protect.Settings(secret=b"a secret of the installation, 32")
    (row,) = protect.protect(question, catalogue=CATALOGUE, counts=counts, settings=settings)
    assert (row.persons, row.reason) == (shown_for(count(0, 50)), "shown")
    places = [
        Place(town, "180009", last_month="2020-01" if town == NORTH[0] else "") for town in TOWNS
    ]
    fewer = replace(CATALOGUE, places=tuple(places))
    (row,) = protect.protect(question, catalogue=fewer, counts=counts, settings=settings)
    assert row.reason == "few_places"
