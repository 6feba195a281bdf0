"""A shop compares itself with the others of its trade, none of whom can be made out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests import world
from tests.insight import small_lake

from enishi.activities.written import WrittenActivity
from enishi.insight.releases import models, operations
from enishi.insight.releases.benchmarking import Benchmark
from enishi.kit.periods import JST

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 9, 0, tzinfo=JST)
TOWNS = ("182010", "184420", "184811", "182028")
ASKING, SHOPS, GUESTS = "SHOP0", 6, 40


def bought(shops: int, *, dear: int = 1_000) -> list[WrittenActivity]:
    """Forty guests buy once at each shop in the last quarter of 2025; SHOP1 may be dear."""
    found = []
    for who in range(GUESTS):
        for shop in range(shops):
            found.append(
                small_lake.activity(
                    len(found) + 1,
                    who,
                    date(2025, 10, 1) + timedelta(days=(who * 7 + shop) % 90),
                    region_code=TOWNS[who % 4],
                    kind="purchase",
                    business_id=f"SHOP{shop}",
                    trade="cafe",
                    amount_yen=dear if shop == 1 else 1_000,
                )
            )
    return found


@pytest.fixture
def lake(settings: object, tmp_path: Path) -> Path:
    settings.LAKE_DIR = tmp_path / "lake"  # type: ignore[attr-defined]
    settings.DISCLOSURE_SECRET = small_lake.SECRET  # type: ignore[attr-defined]
    for code in TOWNS:
        world.an_official_region(code)
    operations.forget()
    return tmp_path / "lake"


def ask(asking: str = ASKING, trade: str = "cafe") -> Benchmark | None:
    return operations.release_benchmark(region="182010", trade=trade, asking=asking, at=AT)


def test_the_others_are_told_near_the_truth_once_and_for_ever(lake: Path) -> None:
    small_lake.fill(lake, bought(SHOPS))
    assert ask() is None  # nothing is closed yet
    operations.close(until="2025-12", at=AT)
    told = ask()
    assert told is not None
    assert (told.others, told.first_month, told.last_month) == (5, "2025-10", "2025-12")
    assert told.yen_a_shop == pytest.approx(40_000, rel=0.2)
    assert told.yen_a_sale == pytest.approx(1_000, rel=0.2)
    assert ask() == told
    row = models.Release.objects.get()
    assert row.question["filters"]["without"] == ASKING
    operations.close(until="2026-01", at=AT + timedelta(days=31))
    assert ask() == told
    assert models.Release.objects.count() == 1


def test_with_fewer_than_four_others_nothing_is_told(lake: Path) -> None:
    small_lake.fill(lake, bought(4))
    operations.close(until="2025-12", at=AT)
    assert ask() is None
    assert ask(asking="ANOTHER") is not None
    assert ask(trade="fish") is None


def test_where_one_shop_stands_out_nothing_is_told(lake: Path) -> None:
    small_lake.fill(lake, bought(SHOPS, dear=90_000))
    operations.close(until="2025-12", at=AT)
    assert ask() is None
    assert ask(asking="SHOP1") is not None  # without it the others are alike
