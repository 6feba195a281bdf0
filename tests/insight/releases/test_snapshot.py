"""A snapshot counts every grouping of the query language like plain Python, folded or not."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import pytest
from tests.insight import small_lake
from tests.insight.releases.conftest import SAMPLE, TOWNS, rows

from enishi.insight.disclosure import language, protect
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.protect import Count, Grouping
from enishi.insight.lake import engine, files, refresh, tables
from enishi.insight.releases import snapshot
from enishi.insight.releases.snapshot import Snapshot
from enishi.kit import codes, periods
from enishi.surveys.written import WrittenAnswer

PURPOSES = ("食", "温泉", "祭り")
CATALOGUE = Catalogue(
    places=(
        *(Place(code, codes.prefecture_of(code)) for code in TOWNS),
        Place(SAMPLE, codes.prefecture_of(SAMPLE), is_sample=True),
    ),
    # Two fiscal years; July and everything after December stay outside.
    months=tuple(
        str(month)
        for month in periods.months(periods.Month(2025, 1), periods.Month(2025, 12))
        if month.number != 7
    ),
    kinds=("visit", "event"),
    themes=("食", "自然"),
    purposes=PURPOSES,
    home_prefectures=("180009", "130001", "270008"),  # 愛知県 is not published: unknown
    sample_home_prefectures=("990001",),  # a home in 縁ヶ浦町 only
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    dice = random.Random(7)  # noqa: S311 - a seeded world, not a secret
    given = rows(7)
    source = small_lake.Source(activities=[(1, row) for row in given])
    for row in given:
        if row.kind == "visit":
            named = dice.sample(PURPOSES, dice.randrange(0, 3))
            answer = WrittenAnswer(
                row.seq, row.on, "s", "", named, "", [], "", "", "", "", "", "", "", "", "", 5, ""
            )
            source.answers.append((1, answer))
    refresh.refresh(folder=folder, reading=source.reading, identify=small_lake.person)
    return folder


def questions(number: int) -> list[language.Question]:
    """Random questions of every shape the language allows."""
    dice = random.Random(11)  # noqa: S311 - a seeded world, not a secret
    found: list[language.Question] = []
    while len(found) < number:
        filters: dict[str, Any] = {}
        by: list[str] = []
        for slot in (
            ("region", "prefecture"),
            ("month", "fiscal_year"),
            ("kind", "theme", "evidence", "purpose"),
            ("age_band",),
            ("sex",),
            ("home_prefecture", "home_area"),
        ):
            choice = dice.random()
            name = dice.choice(slot)
            if choice < 0.3:
                filters[name] = dice.choice(CATALOGUE.values(name))
            elif choice < 0.55:
                by.append(name)
        if dice.random() < 0.1:
            filters.pop("prefecture", None)
            if "region" not in by and "prefecture" not in by:
                filters["region"] = SAMPLE
                if "home_prefecture" in filters:
                    filters["home_prefecture"] = dice.choice(CATALOGUE.homes_of_samples)
        try:
            found.append(language.parse({"filters": filters, "by": by}, CATALOGUE))
        except language.OutsideLanguage:
            continue
    return found


def slowly(
    wanted: Grouping, given: list[dict[str, Any]], answers: Mapping[int, list[str]]
) -> dict[tuple[str, ...], Count]:
    """Count a grouping one row at a time, as its docstring says."""
    people: dict[tuple[str, ...], dict[str, int]] = {}
    for row in given:
        if row["region"] not in wanted.regions or row["month"] not in wanted.months:
            continue
        home = row["home_prefecture"]
        published = home in CATALOGUE.homes_in([row["region"]])
        facts = {
            **row,
            "fiscal_year": str(row["fiscal_year"]),
            "home_prefecture": home if published else "unknown",
            "home_area": row["home_area"] if published else "unknown",
            "evidence": "verified" if row["verified"] else "other",
        }
        for purpose in answers.get(row["seq"], []) if _asks_purpose(wanted) else [""]:
            facts["purpose"] = purpose
            if all(facts[name] == value for name, value in wanted.filters):
                key = tuple(facts[name] for name in wanted.by)
                people.setdefault(key, {})[row["person"]] = row["rk"]
    return {
        key: Count(persons=len(keys), key=reduce(xor, keys.values()))
        for key, keys in people.items()
    }


def _asks_purpose(wanted: Grouping) -> bool:
    return "purpose" in wanted.by or "purpose" in dict(wanted.filters)


@pytest.mark.parametrize("rows_folded", [snapshot.FOLDED_ROWS_MAX, 0])
def test_every_needed_grouping_is_counted_like_plain_python(
    lake: Path, rows_folded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "FOLDED_ROWS_MAX", rows_folded)
    opened = engine.over(lake, files.read_manifest(lake))
    given = opened.answer(tables.ACTIVITIES).to_pylist()
    answers = {row["seq"]: row["purposes"] for row in opened.answer(tables.ANSWERS).to_pylist()}
    counted = Snapshot(opened, CATALOGUE)
    assert counted.is_folded == bool(rows_folded)
    checked = 0
    for question in questions(60):
        groupings = protect.needed_groupings(question, CATALOGUE)
        for wanted, found in counted.counts(groupings).items():
            assert dict(found) == slowly(wanted, given, answers), wanted
            checked += 1
    assert checked > 100


def test_kept_cubes_stay_within_their_bound(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "GROUPS_KEPT_MAX", 200)
    opened = engine.over(lake, files.read_manifest(lake))
    counted = Snapshot(opened, CATALOGUE)
    for question in questions(30):
        counted.counts(protect.needed_groupings(question, CATALOGUE))
        assert counted.groups_kept <= 200 or counted.cubes_kept == 1
