"""A snapshot counts every grouping of the query language like plain Python, folded or not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import pytest
from tests.insight import small_lake
from tests.insight.releases.conftest import SAMPLE, TOWNS, rows

from enishi.insight.disclosure import language, protect
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.magnitudes import Part
from enishi.insight.disclosure.protect import Count, Grouping, Sum
from enishi.insight.lake import engine, files, refresh, tables
from enishi.insight.releases import snapshot
from enishi.insight.releases.snapshot import Snapshot
from enishi.kit import codes, periods
from enishi.membership import attributes
from enishi.surveys.written import WrittenAnswer

PURPOSES = ("食", "温泉", "祭り")
_PLACE_AND_PERIOD = ("region", "neighbours", "prefecture", "month", "fiscal_year")
SAID = ("satisfaction", "nps", "information")
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
    answers=(
        ("satisfaction", ("満足", "不満")),  # "まあまあ" is somebody's own word: unknown
        ("nps", ("promoter", "passive", "detractor")),
        ("information", ("新聞", "友人")),
    ),
    neighbours=(("184420", "184811"), ("202011", "204129")),
    caps=(("activities", 2), ("yen", 2_000)),
    home_prefectures=("180009", "130001", "270008"),  # 愛知県 is not published: unknown
    sample_home_prefectures=("990001",),  # a home in 縁ヶ浦町 only
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    dice = random.Random(7)  # noqa: S311 - a seeded world, not a secret
    given = rows(7)
    given = [row._replace(**bought(dice)) if row.kind == "event" else row for row in given]
    source = small_lake.Source(activities=[(1, row) for row in given])
    for row in given:
        if row.kind == "visit":
            source.answers.append((1, answered(row.seq, row.on, dice)))
    refresh.refresh(folder=folder, reading=source.reading, identify=small_lake.person)
    return folder


def bought(dice: random.Random) -> dict[str, Any]:
    """Return what somebody spent, where; two shops of one corporate number are one business."""
    shop = dice.choice(("", "1234567890123-1", "1234567890123-2", "9876543210987", "屋台"))
    return {"business_id": shop, "amount_yen": dice.choice((None, 0, 300, 900, 1_500, 5_001))}


def answered(seq: int, on: date, dice: random.Random) -> WrittenAnswer:
    """Return an answer with purposes, satisfaction, score and sources of information."""
    return WrittenAnswer(
        seq, on, "s", "", dice.sample(PURPOSES, dice.randrange(0, 3)), "",
        dice.sample(("新聞", "友人", "隣の人"), dice.randrange(0, 3)), "", "", "", "", "", "", "",
        dice.choice(("満足", "不満", "まあまあ", "")), "", dice.choice((None, 0, 6, 7, 9, 10)), "",
    )  # fmt: skip


def questions(number: int) -> list[language.Question]:
    """Random questions of every shape the language allows."""
    dice = random.Random(11)  # noqa: S311 - a seeded world, not a secret
    found: list[language.Question] = []
    while len(found) < number:
        filters: dict[str, Any] = {}
        by: list[str] = []
        for slot in (
            ("region", "neighbours", "prefecture"),
            ("month", "fiscal_year"),
            ("kind", "theme", "evidence", "purpose", *SAID, "times"),
            ("age_band", "age_band20"),
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


def groups(
    wanted: Grouping, given: list[dict[str, Any]], answers: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield each row with each group of a grouping it is in, as the docstring says."""
    in_frame = [
        row
        for row in given
        if row["region"] in wanted.regions
        and row["month"] in wanted.months
        and (row["verified"] or "evidence" not in dict(wanted.filters))
    ]
    days: dict[tuple[object, ...], set[object]] = {}
    keys = [name for name in wanted.by if name in _PLACE_AND_PERIOD]
    for row in in_frame:
        row["neighbours"] = CATALOGUE.neighbourhood_of.get(row["region"], "")
        frame = (row["person"], *(str(row[name]) for name in keys))
        days.setdefault(frame, set()).add(row["d"])
    for row in in_frame:
        frame = (row["person"], *(str(row[name]) for name in keys))
        home = row["home_prefecture"]
        published = home in CATALOGUE.homes_in([row["region"]])
        facts = {
            **row,
            "fiscal_year": str(row["fiscal_year"]),
            "age_band20": attributes.band_of_20(row["age_band"]),
            "neighbours": CATALOGUE.neighbourhood_of.get(row["region"], ""),
            "home_prefecture": home if published else "unknown",
            "home_area": row["home_area"] if published else "unknown",
            "evidence": "verified" if row["verified"] else "other",
            "times": named_days(len(days[frame])),
        }
        for said in everything_said(answers.get(row["seq"]), wanted):
            told = {**facts, **said}
            if all(told[name] == value for name, value in wanted.filters):
                yield tuple(told[name] for name in wanted.by), row


def named_days(days: int) -> str:
    return {1: "1", 2: "2", 3: "3-4", 4: "3-4"}.get(days, "5+")


def everything_said(answer: Mapping[str, Any] | None, wanted: Grouping) -> Iterator[dict[str, str]]:
    """Yield each value of the answer that a grouping asks for; nothing is asked: once."""
    asked = [name for name in (*wanted.by, *dict(wanted.filters)) if name in ("purpose", *SAID)]
    if not asked:
        yield {}
        return
    if answer is None:
        return
    score = answer["nps"]
    said = {
        "purpose": answer["purposes"],
        "satisfaction": [answer["satisfaction"]],
        "information": answer["information"] or [""],
        "nps": [""] if score is None else [_scored(score)],
    }[asked[0]]
    known = said if asked == ["purpose"] else CATALOGUE.values(asked[0])
    for word in {word if word in known else "unknown" for word in said}:
        yield {asked[0]: word}


def _scored(score: int) -> str:
    if score >= 9:
        return "promoter"
    return "passive" if score >= 7 else "detractor"


def slowly(
    wanted: Grouping, given: list[dict[str, Any]], answers: Mapping[int, Mapping[str, Any]]
) -> dict[tuple[str, ...], Count]:
    """Count a grouping one row at a time."""
    people: dict[tuple[str, ...], dict[str, int]] = {}
    for group, row in groups(wanted, given, answers):
        people.setdefault(group, {})[row["person"]] = row["rk"]
    return {
        key: Count(persons=len(keys), key=reduce(xor, keys.values()))
        for key, keys in people.items()
    }


def sums_slowly(
    wanted: Grouping,
    given: list[dict[str, Any]],
    answers: Mapping[int, Mapping[str, Any]],
    measure: str,
) -> dict[tuple[str, ...], Sum]:
    """Sum a grouping one row at a time, clipped per person and month."""
    cap = CATALOGUE.cap(measure)
    bought: dict[tuple[str, ...], dict[tuple[str, str], Counter[str]]] = {}
    keys = {row["person"]: row["rk"] for row in given}
    for group, row in groups(wanted, given, answers):
        value = 1 if measure == "activities" else row["amount_yen"] or 0
        shop = row["business_id"]
        business = shop[:13] if shop[:13].isdigit() else shop
        month = bought.setdefault(group, {}).setdefault((row["person"], row["month"]), Counter())
        month[business] += value
    found = {}
    for group, months in bought.items():
        persons: Counter[str] = Counter()
        businesses: Counter[str] = Counter()
        for (person, _), given_to in months.items():
            whole = given_to.total()
            for business, value in given_to.items():
                kept = value * cap // whole if whole > cap else value
                persons[person] += kept
                businesses[business] += kept
        del businesses[""]
        contributors = [keys[person] for person, value in persons.items() if value]
        found[group] = Sum(_part(persons), reduce(xor, contributors, 0), _part(businesses))
    return {group: one for group, one in found.items() if one.persons.total}


def _part(contributions: Counter[str]) -> Part:
    values = sorted((value for value in contributions.values() if value), reverse=True)
    return Part(sum(values), len(values), *[*values, 0, 0][:2])


@pytest.mark.parametrize("rows_folded", [snapshot.FOLDED_ROWS_MAX, 0])
def test_every_needed_grouping_is_counted_like_plain_python(
    lake: Path, rows_folded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "FOLDED_ROWS_MAX", rows_folded)
    opened = engine.over(lake, files.read_manifest(lake))
    given = opened.answer(tables.ACTIVITIES).to_pylist()
    answers = {row["seq"]: row for row in opened.answer(tables.ANSWERS).to_pylist()}
    counted = Snapshot(opened, CATALOGUE)
    assert counted.is_folded == bool(rows_folded)
    checked = 0
    for question in questions(50 if rows_folded else 8):
        groupings = protect.needed_groupings(question, CATALOGUE)
        for wanted, found in counted.counts(groupings).items():
            assert dict(found) == slowly(wanted, given, answers), wanted
            checked += 1
    assert checked > (100 if rows_folded else 15)


@pytest.mark.parametrize("measure", ["activities", "yen"])
def test_every_sum_is_clipped_and_added_up_like_plain_python(lake: Path, measure: str) -> None:
    opened = engine.over(lake, files.read_manifest(lake))
    given = opened.answer(tables.ACTIVITIES).to_pylist()
    answers = {row["seq"]: row for row in opened.answer(tables.ANSWERS).to_pylist()}
    counted = Snapshot(opened, CATALOGUE)
    clipped = with_businesses = 0
    for question in questions(15):
        for wanted, found in counted.sums(
            protect.own_groupings(question, CATALOGUE), measure
        ).items():
            told = {key: one for key, one in found.items() if one.persons.total}
            assert told == sums_slowly(wanted, given, answers, measure), wanted
            clipped += any(one.persons.first == CATALOGUE.cap(measure) for one in told.values())
            with_businesses += any(one.businesses.contributors > 1 for one in told.values())
    assert min(clipped, with_businesses) > 1


def test_kept_cubes_stay_within_their_bound(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "GROUPS_KEPT_MAX", 200)
    opened = engine.over(lake, files.read_manifest(lake))
    counted = Snapshot(opened, CATALOGUE)
    for question in questions(30):
        counted.counts(protect.needed_groupings(question, CATALOGUE))
        assert counted.groups_kept <= 200 or counted.cubes_kept == 1
