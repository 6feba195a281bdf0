"""Whose number stands out: a robust rule, tried on a year of real visitors' answers."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from importlib.resources import files
from uuid import UUID

import pytest

from enishi.activities.activity import Tallied
from enishi.activities.standing_out import AT_LEAST, WITHOUT_COMPARISON, bar, standing_out


def tallied(times, kind="visit"):
    return [Tallied(UUID(int=who), kind, count, count) for who, count in enumerate(times, 1)]


@pytest.fixture(scope="module")
def answers():
    """How often each member answered in Fukui in fiscal year 2023, in all and by town."""
    packed = (files("enishi.surveys") / "data" / "survey_fy2023.csv.gz").read_bytes()
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8-sig"))))
    by_town: dict[str, Counter[str]] = {}
    for row in rows:
        by_town.setdefault(row["municipality"], Counter())[row["member_id"]] += 1
    return Counter(row["member_id"] for row in rows), by_town


def test_the_member_with_145_visits_stands_out_in_the_real_data_and_few_others_do(answers):
    everywhere, _ = answers
    found = standing_out(tallied(everywhere.values()))
    assert found[0].tallied.times == 145
    assert (len(everywhere), len(found), found[0].usual, found[0].bar) == (13_355, 47, 1, 24)


def test_in_a_single_town_hardly_anybody_stands_out(answers):
    _, by_town = answers
    found = {town: standing_out(tallied(counts.values())) for town, counts in by_town.items()}
    assert all(len(one) <= 8 for one in found.values()), {t: len(f) for t, f in found.items()}
    assert sum(len(one) for one in found.values()) < 0.003 * sum(map(len, by_town.values()))
    assert all(one.tallied.times > AT_LEAST for ones in found.values() for one in ones)


def test_once_a_month_never_stands_out():
    usual = [1] * 500 + [2] * 60
    assert bar(usual) == AT_LEAST
    assert standing_out(tallied([*usual, 12])) == []
    assert len(standing_out(tallied([*usual, 13]))) == 1


def test_those_who_exaggerate_do_not_hide_each_other():
    usual = [1] * 500 + [2, 3, 4, 5] * 20
    assert len(standing_out(tallied([*usual, *range(200, 220)]))) == 20


def test_where_too_few_came_again_more_than_weekly_stands_out():
    few = [1] * 30 + [3] * 5
    assert bar(few) == WITHOUT_COMPARISON
    assert standing_out(tallied([*few, 52])) == []
    assert len(standing_out(tallied([*few, 53]))) == 1


def test_kinds_are_compared_among_themselves():
    visits = tallied([2, 3, 4] * 20)
    posts = tallied([30, 40, 50] * 20, kind="post")
    assert standing_out([*visits, *posts]) == []
    assert standing_out([]) == []
