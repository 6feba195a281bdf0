"""The made-up country: its sizes, its planted secrets, and that a seed makes it again."""

from __future__ import annotations

from collections import Counter

import pytest

from enishi.kit import codes
from enishi.simulation import country


@pytest.fixture(scope="module")
def made() -> country.Country:
    return country.make_country(seed=1)


def test_the_same_seed_makes_the_same_country_and_another_seed_another(made):
    assert country.make_country(seed=1) == made
    assert country.make_country(seed=2).rows != made.rows


def test_it_has_nine_thousand_people_in_twelve_regions_of_thirty_to_three_thousand(made):
    sizes = Counter(person.region for person in made.people)
    assert len({person.pseudonym for person in made.people}) == 9000
    assert (len(sizes), min(sizes.values()), max(sizes.values())) == (12, 30, 3000)
    assert sizes == {town.code: town.people for town in made.towns}
    assert sorted(Counter(town.prefecture for town in made.towns).values()) == [3, 4, 5]


def test_its_codes_have_valid_check_digits_and_name_no_real_prefecture(made):
    for town in made.towns:
        assert town.code[5] == codes.check_digit(town.code[:5])
        assert codes.prefecture_of(town.code) == town.prefecture
        assert int(town.code[:2]) > 47


def test_its_people_have_seven_ages_two_sexes_nine_homes_and_do_seven_themes(made):
    assert len({row.age_band for row in made.rows}) == 7
    assert len({row.sex for row in made.rows}) == 2
    assert len({row.home_prefecture for row in made.rows}) == 9
    assert {row.theme for row in made.rows} == set(country.THEMES)
    assert len(country.THEMES) == 7


def test_everybody_is_active_within_twelve_months_and_about_a_hundred_shops_sell(made):
    assert {row.person for row in made.rows} == {person.pseudonym for person in made.people}
    assert (made.months[0], made.months[-1], len(made.months)) == ("2024-01", "2024-12", 12)
    shops = {row.business_id for row in made.rows if row.business_id}
    assert 90 <= len(shops) <= 110
    assert all((row.kind == "purchase") == (row.amount_yen is not None) for row in made.rows)


def test_in_every_planted_group_everybody_did_its_theme(made):
    did = {(row.person, row.region, row.theme) for row in made.rows}
    for group in made.shared:
        members = [
            person
            for person in made.people
            if (person.region, person.age_band, person.sex)
            == (group.region, group.age_band, group.sex)
        ]
        assert len(members) == group.people
        assert 8 <= group.people <= 40
        assert all((one.pseudonym, group.region, group.theme) in did for one in members)
    assert len(made.shared) == 24


def test_rows_keep_the_month_fiscal_year_and_area_of_their_day_and_home(made):
    for row in made.rows[:2000]:
        assert row.month == f"{row.d:%Y-%m}"
        assert row.fiscal_year == (2024 if row.d.month >= 4 else 2023)
        assert row.home_area in {"北海道", "関東", "中部", "近畿", "九州"}
    assert [row.seq for row in made.rows] == list(range(1, len(made.rows) + 1))
