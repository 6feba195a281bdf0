"""Attacks on paths and steps: nobody's path is told by its base, its others, or a longer window."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.insight.releases.test_followed import CATALOGUE, MIHAMA, lake
from tests.insight.small_lake import TAKAHAMA

from enishi.insight.disclosure import language, paths, protect, rules
from enishi.insight.disclosure.protect import Count, Row
from enishi.insight.lake import engine, files
from enishi.insight.releases.snapshot import Snapshot

__all__ = ["lake"]
KEYS = tuple(f"{number:02d}".encode() * 16 for number in range(20))
FRAMES = [
    {"region": town, **period}
    for town in (MIHAMA, TAKAHAMA)
    for period in ({}, {"fiscal_year": "2023"}, {"fiscal_year": "2024"})
]
Truth = dict[str, Count]
Asked = list[tuple[Truth, list[Row]]]


@pytest.fixture(scope="module")
def asked(lake: Path) -> Asked:
    """Every frame's paths: the truth, and what may be seen of it under each key."""
    counted = Snapshot(engine.over(lake, files.read_manifest(lake)), CATALOGUE)
    found: Asked = []
    for frame in FRAMES:
        question = language.parse({"filters": frame, "by": ["path"]}, CATALOGUE)
        counts = counted.counts(protect.needed_groupings(question, CATALOGUE))
        truth = {
            values[0]: count
            for wanted, groups in counts.items()
            if "path" in wanted.by
            for values, count in groups.items()
        }
        for key in KEYS:
            rows = protect.protect(
                question,
                catalogue=CATALOGUE,
                counts=counts,
                settings=protect.Settings(secret=key),
            )
            found.append((truth, rows))
    return found


def shown(rows: list[Row]) -> dict[str, int]:
    return {row.values[0]: row.persons for row in rows if row.persons is not None}


def test_enough_is_shown_to_be_attacked(asked: Asked) -> None:
    assert sum(len(shown(rows)) for _, rows in asked) > 20 * len(KEYS)


def test_no_path_tells_what_nearly_everybody_of_its_base_did(asked: Asked) -> None:
    for truth, rows in asked:
        for value in shown(rows):
            persons = truth[value].persons
            assert persons >= rules.PERSONS_LEAST
            if base := paths.WITHIN.get(value):
                assert truth[base].persons - persons > rules.SEPARATION


def test_a_longer_window_less_a_shorter_one_tells_no_small_number(asked: Asked) -> None:
    """Who subtracts published windows is right no oftener than who guesses the usual number."""
    guesses, right, truths = 0, 0, Counter[int]()
    for truth, rows in asked:
        seen = shown(rows)
        for value in seen:
            path = next(one for one in paths.PATHS if str(one) == value)
            for days in paths.DAYS:
                longer = str(paths.Path(path.first, path.then, days))
                if days <= path.days or longer not in seen:
                    continue
                apart = truth[longer].persons - truth[value].persons
                if truth[longer].key == truth[value].key or abs(apart) > rules.SEPARATION:
                    continue
                truths[apart] += 1
                guesses += 1
                right += seen[longer] - seen[value] == apart
    assert guesses > 0
    usual = truths.most_common(1)[0][1]
    assert right / guesses <= max(usual / guesses, 0.25) + 0.1


def test_everybody_less_path_less_others_tells_no_small_number(asked: Asked) -> None:
    """Base and others of a path share the frame with those who could not be watched."""
    right, guesses = 0, 0
    for truth, rows in asked:
        seen = shown(rows)
        for value, base in paths.WITHIN.items():
            if base in seen and value not in seen and value in truth:
                guesses += 1
                # A hidden part guessed as the base less what else is shown of it.
                others = sum(
                    seen[one] for one, of in paths.WITHIN.items() if of == base and one in seen
                )
                right += seen[base] - others == truth[value].persons
    assert guesses > 0
    assert right / guesses <= 0.2
