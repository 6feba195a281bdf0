"""Steps and paths of a frame are those of plain Python; a share is told only where it is safe."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import pytest
from tests.insight import small_lake
from tests.insight.small_lake import MIHAMA, TAKAHAMA, TSURUGA

from enishi.insight.disclosure import language, paths, protect, rules
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.protect import Count, Grouping
from enishi.insight.lake import engine, files, tables
from enishi.insight.releases import snapshot
from enishi.insight.releases.snapshot import Snapshot
from enishi.kit import periods

KINDS = ("visit", "event", "purchase", "donation")
CATALOGUE = Catalogue(
    places=(
        Place(MIHAMA, "180009"),
        Place(TAKAHAMA, "180009", last_month="2024-12"),
        Place(TSURUGA, "180009", kinds=("visit",)),
    ),
    months=tuple(
        str(one) for one in periods.months(periods.Month(2023, 4), periods.Month(2025, 3))
    ),
    kinds=KINDS,
)
# The last day on which each place could be seen.
ENDS = {MIHAMA: date(2025, 3, 31), TAKAHAMA: date(2024, 12, 31), TSURUGA: date(2025, 3, 31)}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of 150 members, most of whom come back some weeks later."""
    dice = random.Random(42)  # noqa: S311 - a seeded world, not a secret
    rows = []
    for who in range(1, 151):
        day = date(2023, 4, 1) + timedelta(days=dice.randrange(640))
        town = dice.choice((MIHAMA, MIHAMA, TAKAHAMA))
        for _ in range(dice.choice((1, 2, 4, 6))):
            rows.append(
                small_lake.activity(
                    len(rows) + 1,
                    who,
                    day,
                    region_code=town,
                    kind=dice.choice(KINDS),
                    evidence=dice.choice(("own_scan", "self_report")),
                    home_code=MIHAMA if who % 10 == 0 else "131016",
                )
            )
            day += timedelta(days=dice.randrange(0, 80))
    folder = tmp_path_factory.mktemp("lake")
    small_lake.fill(folder, [row for row in rows if row.on < date(2025, 4, 1)])
    return folder


QUESTIONS: Sequence[Mapping[str, Any]] = (
    {"filters": {"region": MIHAMA}, "by": ["path"]},
    {"filters": {"region": MIHAMA, "fiscal_year": "2023"}, "by": ["path"]},
    {"filters": {"region": MIHAMA, "fiscal_year": "2023", "evidence": "verified"}, "by": ["path"]},
    {"filters": {"region": TAKAHAMA, "fiscal_year": "2024"}, "by": ["stage"]},
    {"filters": {"prefecture": "180009"}, "by": ["path"]},
    {"filters": {"prefecture": "180009", "path": "event>visit:30"}, "by": ["fiscal_year"]},
    {"filters": {"prefecture": "180009"}, "by": ["region", "stage"]},
    {"filters": {"prefecture": "180009"}, "by": ["month", "stage"]},
)


def frame_end(row: Mapping[str, Any], wanted: Grouping) -> date:
    asked = set(wanted.by) | {"fiscal_year"} if is_one_year(wanted) else set(wanted.by)
    if "fiscal_year" in asked:
        return min(ENDS[row["region"]], date(int(row["fiscal_year"]) + 1, 3, 31))
    return ENDS[row["region"]]


def is_one_year(wanted: Grouping) -> bool:
    return wanted.months != CATALOGUE.months and len(wanted.months) > 1


def slowly(wanted: Grouping, given: Rows, attribute: str) -> dict[tuple[str, ...], Count]:
    """Walk through every tie of every frame by itself."""
    asked = dict(wanted.filters)
    keys = [name for name in wanted.by if name in ("region", "month", "fiscal_year")]
    ties: dict[tuple[Any, ...], Rows] = {}
    for row in given:
        if row["region"] not in wanted.regions or row["month"] not in wanted.months:
            continue
        if "evidence" in asked and not row["verified"]:
            continue
        frame = tuple(str(row[name]) for name in keys)
        ties.setdefault((*frame, row["person"], row["region"]), []).append(row)
    people: dict[tuple[str, ...], dict[str, int]] = {}
    for key, rows in ties.items():
        end = frame_end(rows[0], wanted)
        values = (
            set() if "month" in keys or len(wanted.months) == 1
            else steps_of(rows, end) if attribute == "stage" else paths_of(rows, end)
        )  # fmt: skip
        for value in values:
            if asked.get(attribute, value) != value:
                continue
            told = {**dict(zip(keys, key, strict=False)), attribute: value}
            group = tuple(told[name] for name in wanted.by)
            people.setdefault(group, {})[rows[0]["person"]] = rows[0]["rk"]
    return {
        group: Count(persons=len(keys), key=reduce(xor, keys.values()))
        for group, keys in people.items()
    }


def lives(row: Mapping[str, Any]) -> bool:
    return bool(row["home_code"] == row["region"])


def steps_of(rows: Rows, end: date) -> set[str]:
    recent = [row for row in rows if end - timedelta(days=365) < row["d"]]
    if not recent:
        return set()
    last = max(row["d"] for row in recent)
    if any(lives(row) for row in recent if row["d"] == last):
        return {"1/1"}
    return {"1/2" if len({row["d"] for row in recent}) >= 3 else "1/3"}


def paths_of(rows: Rows, end: date) -> set[str]:
    found = set()
    for first, then in paths.THEN.items():
        own = [row["d"] for row in rows if row["kind"] == first]
        sign, begun = ("", min(own)) if own else ("-", min(row["d"] for row in rows))
        for days in paths.DAYS:
            until = begun + timedelta(days=days)
            if until > end:
                continue
            found.add(f"{sign}{first}>:{days}")
            for row in rows:
                if row["kind"] in then and begun < row["d"] <= until:
                    found.add(f"{sign}{first}>{row['kind']}:{days}")
    begun = min(row["d"] for row in rows)
    for days in () if any(lives(row) for row in rows) else paths.DAYS_OF_STEPS:
        until = begun + timedelta(days=days)
        if until <= end:
            found.add(f"1/3>:{days}")
            if len({row["d"] for row in rows if row["d"] <= until}) >= 3:
                found.add(f"1/3>1/2:{days}")
    return found


@pytest.mark.parametrize("rows_folded", [snapshot.FOLDED_ROWS_MAX, 0])
def test_steps_and_paths_are_counted_like_plain_python(
    lake: Path, rows_folded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "FOLDED_ROWS_MAX", rows_folded)
    opened = engine.over(lake, files.read_manifest(lake))
    given = opened.answer(tables.ACTIVITIES).to_pylist()
    counted = Snapshot(opened, CATALOGUE)
    seen = 0
    for body in QUESTIONS:
        question = language.parse(body, CATALOGUE)
        attribute = "stage" if "stage" in str(body) else "path"
        for wanted, found in counted.counts(protect.needed_groupings(question, CATALOGUE)).items():
            if attribute in (*wanted.by, *dict(wanted.filters)):
                assert dict(found) == slowly(wanted, given, attribute), (body, wanted)
                seen += len(found)
    assert seen > 100


def test_every_path_lies_in_its_base_and_names_the_kinds_it_needs() -> None:
    assert len(set(paths.VALUES)) == len(paths.VALUES)
    for value, base in paths.WITHIN.items():
        assert base in paths.VALUES
        assert paths.NEEDS[base] <= paths.NEEDS[value]
    assert paths.NEEDS["-event>purchase:90"] == {"event", "purchase"}
    assert paths.NEEDS["1/3>1/2:90"] == frozenset()


def answered(part: int, base: int) -> dict[str, int | None]:
    """Return what may be seen of a path and its base, of so many people, in a frame of 200."""
    question = language.parse({"filters": {"region": MIHAMA}, "by": ["path"]}, CATALOGUE)
    counts = {}
    for wanted in protect.needed_groupings(question, CATALOGUE):
        if "path" in wanted.by:
            counts[wanted] = {
                ("event>:90",): Count(base, 17),
                ("event>purchase:90",): Count(part, 23),
            }
        else:
            counts[wanted] = {(): Count(200, 5)}
    rows = protect.protect(
        question,
        catalogue=CATALOGUE,
        counts=counts,
        settings=protect.Settings(secret=small_lake.SECRET),
    )
    return {row.values[0]: row.persons for row in rows}


@pytest.mark.parametrize("left", range(4))
def test_that_nearly_all_went_a_path_is_not_told(left: int) -> None:
    shown = answered(part=60 - left, base=60)
    assert shown["event>:90"] is not None
    assert (shown["event>purchase:90"] is not None) == (left > rules.SEPARATION)


def test_a_path_of_kinds_that_a_place_does_not_know_is_absent() -> None:
    question = language.parse({"filters": {"region": TSURUGA}, "by": ["path"]}, CATALOGUE)
    counts = {wanted: {} for wanted in protect.needed_groupings(question, CATALOGUE)}
    rows = protect.protect(
        question,
        catalogue=CATALOGUE,
        counts=counts,
        settings=protect.Settings(secret=small_lake.SECRET),
    )
    reasons = {row.values[0]: row.reason for row in rows}
    assert reasons["event>:90"] == "absent"
    assert reasons["visit>:90"] == "hidden"
    assert reasons["1/3>1/2:90"] == "hidden"
