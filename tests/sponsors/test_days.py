"""What a firm reads of a month day by day tells nobody's purchase."""

from __future__ import annotations

from datetime import date

import pytest

from enishi.sponsors.days import TOLD_FROM, days
from enishi.sponsors.pledge import Line


def month(*uses: int) -> list[Line]:
    """So many uses of 1,000 yen on the first days of June."""
    return [
        Line(on=date(2026, 6, day), shop_code="SHOP", yen=1000, mills=5000, why="")
        for day, number in enumerate(uses, start=1)
        for _ in range(number)
    ]


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        ((), []),
        ((1,), [(None, 1)]),
        ((12, 30), [(1, 12), (2, 30)]),
        ((12, 1, 30), [(3, 30), (None, 13)]),
        ((9, 30, 2), [(2, 30), (None, 11)]),
        ((1, 1, 1), [(None, 3)]),
        ((10, 1), [(None, 11)]),
    ],
)
def test_days_of_few_uses_are_one_row_of_enough(
    uses: tuple[int, ...], told: list[tuple[int | None, int]]
) -> None:
    found = days(month(*uses))
    assert [(day.on.day if day.on else None, day.uses) for day in found] == told
    assert sum(day.uses for day in found) == sum(uses)
    assert sum(day.yen for day in found) == sum(uses) * 1000
    if len(found) > 1:
        assert min(day.uses for day in found) >= TOLD_FROM
