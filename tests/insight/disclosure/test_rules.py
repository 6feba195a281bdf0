"""The show rules, each at its border."""

from __future__ import annotations

import pytest

from enishi.insight.disclosure import rules


@pytest.mark.parametrize(("perturbed", "limit", "shown"), [
    (9, 10, False), (10, 10, True), (19, 20, False), (20, 20, True),
])  # fmt: skip
def test_the_perturbed_count_has_to_reach_the_limit(perturbed, limit, shown):
    assert rules.is_large_enough(perturbed, limit) is shown


@pytest.mark.parametrize(("persons", "shown"), [(0, False), (4, False), (5, True)])
def test_five_true_persons_have_to_stand_behind_a_cell(persons, shown):
    assert rules.has_enough_persons(persons) is shown


@pytest.mark.parametrize(("parent", "shown"), [(40, False), (42, False), (43, True)])
def test_more_than_two_persons_have_to_be_outside_the_cell(parent, shown):
    assert rules.is_separate(parent, 40) is shown


@pytest.mark.parametrize(("places", "shown"), [("ab", False), ("abc", True)])
def test_three_places_have_to_stand_behind_a_total(places, shown):
    assert rules.has_enough_places(list(places)) is shown


@pytest.mark.parametrize(("name", "group", "sensitive"), [
    ("健康づくり", "", True), ("子育て相談", "", True), ("子育て", "", False), ("食", "", False),
    ("ハラスメント相談", "", True), ("災害ボランティア", "", True), ("体操", "健康", True),
    ("Health walk", "", True), ("health", "", True), ("visit", "", False),
])  # fmt: skip
def test_health_counselling_harassment_and_disaster_are_sensitive(name, group, sensitive):
    assert rules.is_sensitive(name, group) is sensitive
