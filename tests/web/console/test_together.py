"""いっしょに起きやすいこと: released pairs with ranges, or what is missing; never a cause."""

from __future__ import annotations

import pytest
from django.utils import translation

from enishi.insight.releases.correlating import Correlation
from enishi.insight.releases.released import Note
from enishi.web.console import together
from enishi.web.design.numbers.naming import Names

LARGE, SMALL = "182010", "184811"


def test_the_headline_names_period_place_and_people_and_claims_no_cause(closed, desk):
    html = desk("analyst", LARGE).get(f"/console/{LARGE}/together/").content.decode()
    assert "2025年度に福井市で記録された" in html
    assert "人では、" in html
    assert "ほど「" in html
    assert "片方がもう片方を増やすという意味ではありません" in html
    assert not [word for word in ("促進", "おかげ", "により増えた", "原因") if word in html]
    assert f'href="/console/{LARGE}/exact/?metric=correlation"' in html
    others = desk("staff", LARGE).get(f"/console/{LARGE}/together/").content.decode()
    assert "metric=correlation" not in others


def test_a_town_with_too_few_people_shows_its_prefecture_and_says_so(closed, desk):
    html = desk("analyst", SMALL).get(f"/console/{SMALL}/together/").content.decode()
    assert "だけでは人数が足りないので、福井県の数字です。" in html


def test_the_same_numbers_come_as_files(closed, desk):
    reader = desk("analyst", LARGE)
    page = reader.get(f"/console/{LARGE}/together/").content.decode()
    told = reader.get(f"/console/{LARGE}/together/table.csv").content.decode("utf-8-sig")
    line = next(line for line in told.splitlines() if "イベント参加" in line)
    coefficient = line.split(",")[1]
    assert coefficient in page


@pytest.mark.parametrize(("value", "people"), [(0.5, 100), (-0.2, 300), (1.0, 150)])
def test_a_range_holds_its_coefficient_and_is_wider_than_the_chance_alone(value, people):
    mark = together.mark_of(value, people)
    assert -1 < mark.low < max(-0.999, min(0.999, value)) < mark.high < 1


def test_a_pair_whose_range_holds_0_is_grey():
    matrix = ((1.0, 0.1, 0.6), (0.1, 1.0, -0.5), (0.6, -0.5, 1.0))
    note = Note("region", LARGE, (LARGE,), "2025-04", "2026-02", 10, ())
    found = Correlation(("a", "b", "c"), 120, matrix, LARGE, LARGE, "2025", note, 1)
    with translation.override("ja"):
        read = together.of_released(found, _PlainNames())
    assert [(pair.first, pair.second, pair.is_grey) for pair in read.pairs] == [
        ("a", "c", False),
        ("b", "c", False),
        ("a", "b", True),
    ]


class _PlainNames(Names):
    """Codes as they are."""

    def value(self, dimension: str, code: str) -> str:  # noqa: ARG002
        return code
