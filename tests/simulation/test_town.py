"""The invented town: same seed, same town; its truth is known; nothing happens after today."""

from datetime import datetime, timedelta

import pytest

from enishi.kit import codes
from enishi.kit.periods import JST
from enishi.simulation import almanac, town

AT = datetime(2026, 11, 21, 10, 0, tzinfo=JST)
HOME = town.SHAPES[0]


def build(stage="year2", seed=1, shape=HOME):
    return town.build(shape, stage=stage, at=AT, seed=seed)


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    assert build() == build()
    assert build().deeds != build(seed=2).deeds


@pytest.mark.parametrize("shape", town.SHAPES)
def test_codes_lie_outside_the_official_list_and_have_the_right_check_digit(shape):
    assert shape.code.startswith("99")
    assert codes.check_digit(shape.code[:5]) == shape.code[5]
    assert codes.prefecture_of(shape.code) == town.PREFECTURE[0]


def test_an_opening_day_has_events_ahead_and_nobody_yet():
    opening = build("day1")
    assert (opening.people, opening.deeds) == ([], [])
    today, *ahead = [happening.event for happening in opening.happenings]
    assert today.starts_at.date() == AT.date()
    assert [event.title for event in ahead] == ["棚田あかりの会", "画面ごしの港ばなし"]


def test_after_three_months_the_town_is_in_its_first_year_mode():
    assert 0 < build("month3").truth.people < 100


def test_after_two_years_the_truth_says_what_the_deeds_say():
    lived = build()
    assert lived.truth.people == len({deed.person for deed in lived.deeds}) == 780
    assert sum(lived.truth.deeds.values()) == len(lived.deeds)
    assert 0 < lived.truth.bought_because_of_food < lived.truth.came_again < lived.truth.people
    assert set(lived.truth.deeds) >= {"visit", "event", "e_visit", "post", "purchase", "support"}


@pytest.mark.parametrize("stage", almanac.STAGES)
@pytest.mark.parametrize("shape", town.SHAPES)
def test_nothing_happens_later_than_now_or_before_the_person_joined(stage, shape):
    lived = build(stage, shape=shape)
    joined = {person.name: person.joined_at for person in lived.people}
    assert all(deed.at < AT for deed in lived.deeds)
    assert all(deed.at.date() >= joined[deed.person].date() for deed in lived.deeds)


def test_nobody_attends_an_event_twice():
    met = [(deed.person, deed.tag) for deed in build().deeds if deed.tag]
    assert len(met) == len(set(met))


@pytest.mark.parametrize("stage", almanac.STAGES)
def test_an_event_is_open_today(stage):
    days = [happening.event.starts_at.date() for happening in build(stage).happenings]
    assert AT.date() in days


def test_every_later_day_has_a_market_too():
    later = almanac.market_today(AT + timedelta(days=9)).event
    assert later.starts_at.date() == AT.date() + timedelta(days=9)


def test_homes_are_codes_or_unknown():
    assert all(not home or codes.is_six_digits(home) for home, _ in town.HOMES)
