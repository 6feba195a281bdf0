"""What members do over time: long histories, known worlds, and the survey's own figures."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.insight import small_lake
from tests.insight.metrics import oracles
from tests.insight.metrics.slow import Rows
from tests.insight.small_lake import MIHAMA, TAKAHAMA

from enishi.activities.written import WrittenActivity
from enishi.insight.lake import engine, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope, UnknownDimension

HERE = Scope(code=MIHAMA, level="municipality", prefecture="180009")
START = date(2022, 4, 1)
OVER_TIME = ("dormant", "stages", "stage_moves", "after_event", "donor_to_shopper",
             "visitor_to_member")  # fmt: skip
PERIODS = (
    Scope(),
    Scope(by=("region",)),
    Scope(since=date(2023, 4, 1), until=date(2024, 4, 1), by=("region",)),
    Scope(code=MIHAMA, level="municipality", prefecture="180009", since=date(2023, 1, 15)),
    Scope(code=MIHAMA, level="municipality", prefecture="180009", until=date(2023, 6, 20)),
)


def answer(lake: Engine, name: str, scope: Scope = HERE) -> list[dict[str, Any]]:
    metric = registry.metric(name)
    rows: list[dict[str, Any]] = lake.answer(metric.rows(tables.SOURCES, scope)).to_pylist()
    return metric.finish(rows, scope) if metric.finish else rows


def assert_same(found: object, wanted: object) -> None:
    """Compare an answer with the slow one; what the slow one leaves out is not compared."""
    if isinstance(found, list) and isinstance(wanted, list):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            assert_same(one, other)
    elif isinstance(found, dict) and isinstance(wanted, dict):
        for name, value in wanted.items():
            assert_same(found[name], value)
    elif isinstance(found, float) and isinstance(wanted, float):
        assert math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)
    else:
        assert found == wanted


@pytest.fixture(scope="module")
def long_lake(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Rows]:
    """Three years of 40 members in two towns: long enough to grow quiet and to come back."""
    dice = random.Random(24)  # noqa: S311 - a seeded world, not a secret
    homes = ("131016", "", MIHAMA)
    rows = []
    for number in range(1, 420):
        who = dice.randrange(1, 40)
        rows.append(
            small_lake.activity(
                number,
                who,
                START + timedelta(days=int(dice.triangular(0, 1_100, who * 27))),
                region_code=dice.choice((MIHAMA, MIHAMA, TAKAHAMA)),
                kind=dice.choice(("visit", "event", "purchase", "donation", "post")),
                theme=dice.choice(("", "food")),
                home_code=homes[0 if who % 9 else dice.randrange(3)],
            )
        )
    cards = [
        small_lake.card(who, START + timedelta(days=dice.randrange(900)), region_code=MIHAMA)
        for who in range(1, 50)
        if dice.random() < 0.6
    ]
    folder = tmp_path_factory.mktemp("lake")
    small_lake.fill(folder, rows, cards=cards)
    lake = engine.latest(folder)
    return lake, oracles.read(lake)


@pytest.mark.parametrize("name", OVER_TIME)
@pytest.mark.parametrize("scope", PERIODS, ids=str)
def test_long_histories_equal_plain_python(
    name: str, scope: Scope, long_lake: tuple[Engine, Rows]
) -> None:
    lake, rows = long_lake
    oracle = oracles.find(name)
    assert oracle is not None
    assert_same(answer(lake, name, scope), oracle(rows, scope))


@pytest.mark.parametrize("name", OVER_TIME)
def test_a_question_over_time_is_not_split_by_what_changes(name: str) -> None:
    with pytest.raises(UnknownDimension):
        registry.metric(name).rows(tables.SOURCES, Scope(by=("kind",)))


def filled(folder: Path, rows: Sequence[WrittenActivity]) -> Engine:
    small_lake.fill(folder, rows)
    return engine.latest(folder)


def on_days(*days: tuple[int, date], **given: object) -> list[WrittenActivity]:
    return [
        small_lake.activity(number, who, on, **given) for number, (who, on) in enumerate(days, 1)
    ]


def test_three_days_within_a_year_are_a_half_and_grow_old_again(tmp_path: Path) -> None:
    lake = filled(
        tmp_path,
        on_days(
            (1, date(2024, 4, 10)), (1, date(2024, 5, 1)), (1, date(2024, 5, 1)),
            (1, date(2024, 6, 30)), (2, date(2025, 8, 1)),
        ),
    )  # fmt: skip
    first = [(row["month"], row["step"]) for row in answer(lake, "stages") if row["ties"] == 1]
    # April and May one and two days, from June three; in April 2025 only two count; June ends it.
    assert first[:3] == [("2024-04", "1/3"), ("2024-05", "1/3"), ("2024-06", "1/2")]
    assert ("2025-03", "1/2") in first
    assert ("2025-04", "1/3") in first
    assert first[-1] == ("2025-08", "1/3")
    assert ("2025-06", "1/3") not in first


def test_who_lives_there_is_on_the_last_step(tmp_path: Path) -> None:
    lake = filled(tmp_path, on_days((1, date(2024, 4, 10)), home_code=MIHAMA))
    assert answer(lake, "stages") == [{"month": "2024-04", "step": "1/1", "ties": 1, "people": 1}]


def test_a_move_that_could_not_be_watched_is_censored_and_never_a_share(tmp_path: Path) -> None:
    early = [(who, date(2024, 1, 5)) for who in range(1, 11)]
    moved = [(who, date(2024, 2, day)) for who in range(1, 5) for day in (5, 6)]
    late = [(who, date(2024, 5, 5)) for who in range(11, 31)]
    lake = filled(tmp_path, on_days(*early, *moved, *late))
    table = {
        (row["from"], row["to"], row["within_months"]): row for row in answer(lake, "stage_moves")
    }
    three = table["1/3", "1/2", 3]
    assert (three["at_risk"], three["moved"], three["censored"]) == (30, 4, 20)
    # Twenty came in the last month: they were at risk of nothing yet. 4 of 10 moved.
    assert three["share"] == pytest.approx(0.4)
    assert three["share_low"] < 0.4 < three["share_high"]
    assert table["1/3", "1/2", 12]["share"] is None


def towns_of_events(effect: float, towns: int) -> list[WrittenActivity]:
    """Towns in which some go to an event, and buy with a known chance in the 30 days after."""
    rows: list[WrittenActivity] = []

    def add(who: int, on: date, kind: str, theme: str = "") -> None:
        code = f"{180_000 + who // 1_000}"
        given = {"kind": kind, "theme": theme, "region_code": code}
        rows.append(small_lake.activity(len(rows) + 1, who, on, **given))

    for town in range(towns):
        dice = random.Random(town)  # noqa: S311 - a seeded world, not a secret
        for who in range(town * 1_000, town * 1_000 + 400):
            on = date(2024, 4, 1) + timedelta(days=dice.randrange(180))
            goes = dice.random() < 0.4
            add(who, on, "event" if goes else "visit", "food" if goes else "")
            # Everybody buys more in summer: the months must weigh alike to see it rightly.
            chance = (0.35 if on.month in (7, 8) else 0.1) + (effect if goes else 0.0)
            if dice.random() < chance:
                add(who, on + timedelta(days=dice.randrange(1, 31)), "purchase")
        add(town * 1_000 + 999, date(2025, 4, 1), "visit")
    return rows


@pytest.mark.parametrize("effect", [0.0, 0.25])
def test_a_planted_difference_is_found_and_a_planted_null_is_not(
    tmp_path: Path, effect: float
) -> None:
    towns = 20
    lake = filled(tmp_path, towns_of_events(effect, towns))
    found = [
        row
        for row in answer(lake, "after_event", Scope(by=("region",)))
        if (row["theme"], row["kind"], row["days"]) == ("food", "purchase", 30)
    ]
    assert len(found) == towns
    assert {row["censored"] for row in found} == {0}
    held = [row["difference_low"] <= effect <= row["difference_high"] for row in found]
    assert sum(held) >= 0.9 * towns
    if effect:
        assert min(row["difference_low"] for row in found) > 0


def test_days_that_reach_beyond_the_records_are_told_as_censored(tmp_path: Path) -> None:
    rows = [
        small_lake.activity(1, 1, date(2024, 4, 1), kind="donation"),
        small_lake.activity(2, 1, date(2024, 4, 20), kind="purchase"),
        small_lake.activity(3, 2, date(2024, 6, 1), kind="donation"),
        small_lake.activity(4, 3, date(2024, 6, 20)),
    ]
    lake = filled(tmp_path, rows)
    thirty = answer(lake, "donor_to_shopper")[0]
    assert (thirty["days"], thirty["people"], thirty["followed"], thirty["censored"]) == (
        30, 1, 1, 1,
    )  # fmt: skip


def test_a_card_given_on_the_day_of_the_visit_counts_and_an_older_one_does_not(
    tmp_path: Path,
) -> None:
    day = date(2024, 4, 1)
    rows = [small_lake.activity(who, who, day) for who in (1, 2, 3)]
    rows.append(small_lake.activity(4, 9, day + timedelta(days=200), kind="post"))
    cards = [small_lake.card(1, day), small_lake.card(2, day - timedelta(days=1))]
    small_lake.fill(tmp_path, rows, cards=cards)
    thirty = answer(engine.latest(tmp_path), "visitor_to_member")[0]
    assert (thirty["kind"], thirty["people"], thirty["followed"]) == ("card", 2, 1)


def test_conditions_hold_for_what_came_first_and_for_what_came_then(tmp_path: Path) -> None:
    day = date(2024, 4, 1)
    rows = [
        small_lake.activity(1, 1, day, kind="event"),
        small_lake.activity(2, 1, day + timedelta(days=3), kind="visit", evidence="self_report"),
        small_lake.activity(3, 2, day, kind="event", evidence="self_report"),
        small_lake.activity(4, 9, day + timedelta(days=200), kind="post", evidence="self_report"),
    ]
    sure = Scope(MIHAMA, "municipality", "180009", where=(("verified", True),))
    lake = filled(tmp_path, rows)
    found = {
        scope.where: next(
            (row["people"], row["followed"], row["censored"])
            for row in answer(lake, "after_event", scope)
            if (row["theme"], row["kind"], row["days"]) == ("all", "visit", 90)
        )
        for scope in (HERE, sure)
    }
    # The records go on to October whoever saw them: nobody is censored.
    assert found == {(): (2, 1, 0), sure.where: (1, 0, 0)}
    assert {row["month"] for row in answer(lake, "stages", sure)} > {"2024-04", "2024-10"}


def test_the_top_fifth_of_ten_is_two_and_equal_people_are_not_uneven(tmp_path: Path) -> None:
    rows = [
        small_lake.activity(number, who, amount_yen=100)
        for number, who in enumerate([1] * 30 + [2] * 12 + list(range(3, 11)), 1)
    ]
    by_activities, by_yen = answer(filled(tmp_path, rows), "concentration")
    assert (by_activities["top_people"], by_activities["top_total"]) == (2, 42)
    assert by_activities["top_share"] == pytest.approx(0.84)
    assert by_yen["gini"] == pytest.approx(by_activities["gini"])


def test_everybody_has_the_nearest_of_their_ties(tmp_path: Path) -> None:
    rows = [
        small_lake.activity(1, 1, kind="donation"),
        small_lake.activity(2, 1, kind="visit"),
        small_lake.activity(3, 2, kind="donation"),
        small_lake.activity(4, 3, kind="support"),
        small_lake.activity(5, 4, kind="event", online=True),
        small_lake.activity(6, 5, kind="purchase", online=True),
        small_lake.activity(7, 6, kind="health"),
        small_lake.activity(8, 7, kind="visit", home_code=MIHAMA),
        small_lake.activity(9, 8, kind="event", theme="ワーケーション"),
    ]
    found = {row["type"]: row["people"] for row in answer(filled(tmp_path, rows), "types_of_ties")}
    assert found == {
        "resident": 1, "contribution": 1, "working": 1, "consumption": 1, "donation": 1,
        "online_purchase": 1, "online_exchange": 1, "unknown": 1,
    }  # fmt: skip
