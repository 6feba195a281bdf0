"""Which actions go together is released for a hundred people, else for the prefecture, else not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from enishi.activities.written import WrittenActivity
from enishi.insight.disclosure import correlations
from enishi.insight.disclosure.language import OutsideLanguage
from enishi.insight.releases import models, operations
from enishi.insight.releases.correlating import Correlation
from enishi.kit.periods import JST

AT = datetime(2026, 3, 5, 9, 0, tzinfo=JST)


def ask(region: str, limit: int = 10, year: str = "2025") -> Correlation:
    return operations.release_correlation(region=region, year=year, limit=limit, at=AT)


@pytest.fixture
def closed(country: list[WrittenActivity]) -> list[WrittenActivity]:
    operations.close(until="2026-02", at=AT)
    return country


def test_a_town_of_a_hundred_gets_its_own_matrix_near_the_truth(
    closed: list[WrittenActivity],
) -> None:
    found = ask("182010")
    assert found.kinds == ("visit", "event")
    assert not found.fell_back
    assert found.note.measure == "correlation"
    members = sorted({row.member_id for row in closed if row.region_code == "182010"})
    counts = np.array(
        [
            [
                sum(
                    (row.member_id, row.region_code, row.kind) == (member, "182010", kind)
                    for row in closed
                )
                for kind in found.kinds
            ]
            for member in members
        ]
    )
    true = correlations.true_matrix(counts)[0, 1]
    assert abs(found.coefficients[0][1] - true) < 4 / (300 - 3) ** 0.5
    assert found.coefficients[0][0] == 1.0


def test_the_same_question_is_the_same_release_and_is_sealed(
    closed: list[WrittenActivity], settings: object, tmp_path: Path
) -> None:
    settings.LOG_DIR = tmp_path / "log"  # type: ignore[attr-defined]
    first = ask("182010")
    operations.forget()
    assert ask("182010") == first
    assert operations.seal(at=AT) > 0
    row = models.Release.objects.get(pk=first.release)
    assert row.leaf is not None
    assert row.question["measure"] == "correlation"


def test_a_small_town_gets_its_prefectures_and_says_so(closed: list[WrittenActivity]) -> None:
    found = ask("184811")
    assert found.fell_back
    assert (found.region, found.region_used) == ("184811", "180009")
    assert found.coefficients == ask("180009").coefficients


def test_where_the_prefecture_is_too_small_it_is_refused(closed: list[WrittenActivity]) -> None:
    with pytest.raises(operations.TooFewForCorrelation):
        ask("013048")


def test_a_year_that_is_not_closed_is_refused(closed: list[WrittenActivity]) -> None:
    with pytest.raises(OutsideLanguage):
        ask("182010", year="2031")
