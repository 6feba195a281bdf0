"""Days and times as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from enishi.kit.periods import JST
from enishi.web.design import dates

SEVEN = datetime(2026, 11, 21, 7, tzinfo=JST)
ELEVEN = SEVEN.replace(hour=11)
NEXT_DAY = SEVEN.replace(day=22, hour=9, minute=5)


@pytest.mark.parametrize(
    ("language", "ends_at", "told"),
    [
        ("ja", ELEVEN, "11月21日（土） 7:00–11:00"),
        ("ja", NEXT_DAY, "11月21日（土） 7:00〜11月22日（日） 9:05"),
        ("ja", None, "11月21日（土） 7:00〜"),
        ("en", ELEVEN, "Sat 21 Nov 7:00–11:00"),
        ("en", NEXT_DAY, "Sat 21 Nov 7:00 to Sun 22 Nov 9:05"),
        ("en", None, "from Sat 21 Nov 7:00"),
    ],
)
def test_a_span_is_as_short_as_it_can_be(language, ends_at, told):
    assert dates.span(SEVEN, ends_at, language) == told


def test_a_year_stands_where_it_is_asked_for():
    assert dates.day(date(2026, 1, 1), "ja", year=True) == "2026年1月1日（木）"
    assert dates.day(date(2026, 1, 1), "en", year=True) == "Thu 1 Jan 2026"


def test_months_have_their_names():
    assert dates.month("2026-11", "ja") == "2026年11月"
    assert dates.month("2026-11", "en") == "Nov 2026"
