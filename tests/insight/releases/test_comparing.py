"""Comparisons are made of published numbers alone: nothing else, nothing of hidden ones."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import world
from tests.insight import small_lake

from enishi.insight.releases import operations as releases
from enishi.insight.releases.priorities import RULES, Condition, priorities
from enishi.insight.releases.room_to_grow import RoomToGrow, room_to_grow
from enishi.insight.releases.similar import similar
from enishi.insight.releases.why_high import why_high
from enishi.outside import models as outside
from enishi.outside.official import POPULATION

AT = datetime(2026, 5, 1, tzinfo=UTC)
# Mihama's people give, those of the other two towns buy; Takahama is too small for most numbers.
MIHAMA, OI, WAKASA, TAKAHAMA = "184420", "184837", "185019", "184811"
SIZE = {MIHAMA: 300, OI: 400, WAKASA: 400, TAKAHAMA: 14}
RESIDENTS = {MIHAMA: 9_179, OI: 7_910, WAKASA: 14_003, TAKAHAMA: 10_326}
YEAR = "2025"


@pytest.fixture
def closed(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Four towns of 福井県 and an invented one, one fiscal year, closed."""
    settings.LAKE_DIR = tmp_path / "lake"
    settings.DISCLOSURE_SECRET = small_lake.SECRET
    for code in SIZE:
        world.an_official_region(code)
    world.a_region()
    population = outside.Series.objects.create(code=POPULATION, name="人口", unit="persons")
    for code in SIZE:
        population.values.create(region_id=code, year=2020, value=RESIDENTS[code])
    dice = random.Random(5)  # noqa: S311 - a seeded world, not a secret
    rows = []
    for region, people in {**SIZE, world.TOWN: 60}.items():
        gives = 0.8 if region == MIHAMA else 0.2
        for _ in range(people):
            who = 1_000 + len({row.member_id for row in rows})
            age = dice.choice(("20-29", "30-39", "60-69"))
            sex, home = dice.choice(("female", "male")), dice.choice(("182010", "130001", "270008"))
            for _ in range(1 if region == MIHAMA else dice.choice((1, 3))):
                rows.append(
                    small_lake.activity(
                        len(rows) + 1,
                        who,
                        date(2025, 4, 1) + timedelta(days=dice.randrange(360)),
                        region_code=region,
                        kind="donation" if dice.random() < gives else "purchase",
                        age_band=age,
                        sex=sex,
                        home_code=home,
                        amount_yen=dice.choice((1_000, 3_000)),
                    )
                )
    small_lake.fill(tmp_path / "lake", rows)
    releases.close(until="2026-03", at=AT)
    yield
    releases.forget()


def published(by: tuple[str, ...], **filters: str) -> dict[tuple[str, ...], int | None]:
    body = {"filters": {"fiscal_year": YEAR, **filters}, "by": list(by)}
    return {
        tuple(str(row[name]) for name in by): row["n"]  # type: ignore[misc]
        for row in releases.release(body=body, limit=10, at=AT).rows
    }


def grow(region: str, against: str) -> RoomToGrow | None:
    return room_to_grow(region=region, year=YEAR, against=against, limit=10, at=AT)


def test_what_is_less_here_and_what_is_more_is_told_with_published_numbers(closed: None) -> None:
    found = grow(MIHAMA, "prefecture")
    assert found is not None
    assert [row.value for row in found.room] == ["purchase"]
    assert [row.value for row in found.strengths] == ["donation"]
    here, there = published(("kind",), region=MIHAMA), published(("kind",), prefecture="180009")
    for row in found.of("kind"):
        assert (row.own.part if row.own else None) == here[row.value,]
        assert row.there == there[row.value,]
    assert found.people == published((), region=MIHAMA)[()]


def test_hidden_numbers_say_nothing_but_that_they_are_hidden(closed: None) -> None:
    found = grow(TAKAHAMA, "prefecture")
    assert found is not None
    hidden = [row for row in found.rows if row.own is None]
    assert hidden
    assert {row.reason for row in hidden} == {"hidden"}
    assert all(row.quotient is None for row in hidden)
    assert not [row for row in found.rows if row.quotient and row.own and row.own.part < 10]


def test_nobody_is_compared_with_who_has_no_number(closed: None) -> None:
    assert grow(MIHAMA, "nation") is None  # one prefecture only
    assert grow(world.TOWN, "nation") is None  # an invented town
    assert grow("182010", "prefecture") is None  # takes no part
    assert grow(MIHAMA, "the moon") is None


def test_similar_places_are_compared_as_a_sum_without_the_place(closed: None) -> None:
    found = grow(MIHAMA, "similar")
    assert found is not None
    assert MIHAMA not in found.others
    assert set(found.others) <= set(SIZE)
    people = [published((), region=code)[()] for code in found.others]
    assert found.people_there == sum(count or 0 for count in people)


def test_likeness_knows_only_places_with_published_people(closed: None) -> None:
    found = similar(region=MIHAMA, year=YEAR, limit=10, at=AT)
    assert found is not None
    assert {near.code for near in found.places} <= {OI, WAKASA, TAKAHAMA}
    assert [near.distance for near in found.places] == sorted(n.distance for n in found.places)
    assert found.places[0].matches
    assert similar(region=world.TOWN, year=YEAR, limit=10, at=AT).places == ()  # type: ignore[union-attr]
    assert similar(region="131016", year=YEAR, limit=10, at=AT) is None


@pytest.mark.parametrize("measure", ["persons", "activities", "yen"])
def test_the_parts_add_up_to_the_gap_of_published_numbers(closed: None, measure: str) -> None:
    found = why_high(
        region=MIHAMA, against="prefecture", measure=measure, year=YEAR, limit=10, at=AT
    )
    assert found is not None
    assert math.isclose(sum(factor.part for factor in found.factors), found.gap, abs_tol=1e-6)
    assert math.isclose(math.prod(f.own for f in found.factors), found.own)
    here, there = published((), region=MIHAMA)[()], published(("region",), prefecture="180009")
    if measure == "persons":
        shown = [people for people in there.values() if people]
        assert found.regions == len(shown)
        assert (found.own, found.other) == pytest.approx((here, sum(shown) / len(shown)))
        (rate,) = [f for f in found.factors if f.name == "rate"]
        assert rate.own == (here or 0) / RESIDENTS[MIHAMA]
    else:
        assert found.regions == 4
        assert {f.name for f in found.factors} >= {"people", "frequency"}


def test_activities_per_person_are_split_by_groups_that_are_shown(closed: None) -> None:
    found = why_high(
        region=MIHAMA, against="prefecture", measure="activities", year=YEAR, limit=10, at=AT
    )
    assert found is not None
    assert found.groups is not None
    split = found.groups.split
    assert found.groups.dimension == "age_band"
    assert math.isclose(split.rate + split.composition, split.gap, abs_tol=1e-9)
    assert abs(split.rate) > abs(split.composition)
    assert not split.turns_around


def test_nothing_is_split_where_a_number_is_missing(closed: None) -> None:
    told = {"region": MIHAMA, "year": YEAR, "limit": 10, "at": AT}
    assert why_high(against="nation", measure="persons", **told) is None  # type: ignore[arg-type]
    assert why_high(against="before", measure="persons", **told) is None  # type: ignore[arg-type]


def test_donors_who_do_not_shop_come_first(closed: None) -> None:
    found = priorities(region=MIHAMA, year=YEAR, against="prefecture", limit=10, at=AT)
    assert found is not None
    first = found.issues[0]
    assert (first.rule.name, first.rank) == ("donors_without_shopping", 1)
    assert [one.quotient.verdict for one in first.evidence] == [1, -1]
    here = published(("kind",), region=MIHAMA)
    assert [one.own.part for one in first.evidence] == [here["donation",], here["purchase",]]
    assert found.looked_at + found.not_shown == len(RULES)
    assert [issue.rank for issue in found.issues] == sorted(issue.rank for issue in found.issues)


def test_no_issue_rests_on_a_hidden_number(closed: None) -> None:
    for region in (*SIZE, world.TOWN):
        found = priorities(region=region, year=YEAR, against="prefecture", limit=10, at=AT)
        for issue in found.issues if found else ():
            for evidence in issue.evidence:
                assert evidence.own.part >= 10
                assert evidence.there.part >= 10
                assert evidence.quotient.verdict != 0


def test_every_rule_is_data_with_a_name_of_its_own_and_a_page_to_look_at() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.look
        assert all(isinstance(one, Condition) and one.values for one in rule.conditions)
