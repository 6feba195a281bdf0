"""What a closing gathers from the lake as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.insight import small_lake
from tests.insight.small_lake import TAKAHAMA, activity

from enishi.insight.lake import engine
from enishi.insight.releases import contents

MAY = date(2025, 5, 1)


def test_a_cap_holds_all_but_one_month_in_a_hundred(tmp_path: Path) -> None:
    # A thousand months of people: ten of them gave more than 7,100 yen, the eleventh just that.
    given = [100_000] * 10 + [7_100] * 40 + [500] * 950
    rows = [activity(n, n, MAY, amount_yen=yen) for n, yen in enumerate(given, start=1)]
    # Other months, invented places and those who gave nothing count for nothing.
    rows += [activity(n, n, date(2024, 5, 1), amount_yen=900_000) for n in range(1_001, 1_101)]
    rows += [
        activity(n, n, MAY, amount_yen=900_000, region_code="999016") for n in range(1_101, 1_201)
    ]
    rows += [activity(n, n, MAY, region_code=TAKAHAMA) for n in range(1_201, 1_301)]
    small_lake.fill(tmp_path, rows)
    lake = engine.latest(tmp_path)
    assert contents.cap(lake, "yen", ["2025-05"]) == 10_000
    assert contents.cap(lake, "activities", ["2025-05"]) == 1
    assert contents.cap(lake, "yen", ["2025-06"]) == 100_000  # nobody: the usual one
