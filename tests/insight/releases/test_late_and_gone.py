"""Late, repeated, withdrawn and forgotten data: the next closing counts them, what stands stays."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.insight import small_lake

from enishi.activities.written import WrittenActivity
from enishi.insight.lake import refresh
from enishi.insight.releases import operations, queries
from enishi.insight.releases.released import Released
from enishi.kit.periods import JST

AT = datetime(2026, 3, 5, 9, 0, tzinfo=JST)
LATER = datetime(2026, 4, 5, 9, 0, tzinfo=JST)
TOWN, D_MAX = "182010", 10


def ask(measure: str = "persons", **filters: str) -> Released:
    body = {"filters": {"region": TOWN, **filters}, "by": [], "measure": measure}
    return operations.release(body=body, limit=10, at=AT)


def number(released: Released, name: str = "n") -> int:
    found = released.rows[0][name]
    assert isinstance(found, int)
    return found


@pytest.fixture
def source(country: list[WrittenActivity]) -> small_lake.Source:
    """What the follower reads from now on; the first year is closed."""
    operations.close(until="2026-02", at=AT)
    return small_lake.Source(activities=[(1, row) for row in country], until_xid=2_000)


def follow(source: small_lake.Source, settings: object) -> None:
    """Let the follower read, and close the next month."""
    refresh.refresh(
        folder=Path(settings.LAKE_DIR),  # type: ignore[attr-defined]
        reading=source.reading,
        identify=small_lake.person,
    )
    operations.close(until="2026-03", at=LATER)
    operations.forget()


def late(number_of: int) -> list[WrittenActivity]:
    """Return visits of new people in a month that is closed already."""
    return [
        small_lake.activity(10_000 + n, 5_000 + n, date(2025, 5, 9), region_code=TOWN)
        for n in range(number_of)
    ]


def test_what_comes_late_is_counted_by_the_next_closing_and_the_old_table_stays(
    source: small_lake.Source, settings: object
) -> None:
    before, sums = ask(), ask("activities")
    source.activities += [(1_500, row) for row in late(60)]
    follow(source, settings)
    assert abs(number(ask()) - number(before) - 60) <= 2 * D_MAX
    assert number(ask("activities"), "total") > number(sums, "total")
    assert queries.release(before.id) == before
    assert queries.release(sums.id) == sums


def test_the_same_row_read_twice_counts_once(source: small_lake.Source, settings: object) -> None:
    before = number(ask())
    known = [row for _, row in source.activities if row.region_code == TOWN]
    source.activities += [(1_500, row) for row in known]
    refresh.refresh(
        folder=Path(settings.LAKE_DIR),  # type: ignore[attr-defined]
        reading=source.reading,
        identify=small_lake.person,
    )
    operations.close(until="2026-03", at=LATER)
    operations.forget()
    assert abs(number(ask()) - before) <= 2 * D_MAX  # the same people, in one of two numbers


def test_what_is_withdrawn_is_gone_from_the_next_closing_only(
    source: small_lake.Source, settings: object
) -> None:
    before, sums = ask(), ask("activities")
    visits = [row.seq for _, row in source.activities if row.region_code == TOWN]
    source.withdrawals += [(1_500, seq) for seq in visits[: len(visits) // 2]]
    follow(source, settings)
    assert number(ask("activities"), "total") < 0.7 * number(sums, "total")
    assert number(ask()) < number(before)
    assert queries.release(before.id) == before


def test_who_is_forgotten_leaves_new_tables_but_no_released_one(
    source: small_lake.Source, settings: object
) -> None:
    before = ask()
    gone = {row.member_id for _, row in source.activities if row.region_code == TOWN}
    chosen = set(sorted(gone)[:100])
    forgotten = [row.seq for _, row in source.activities if row.member_id in chosen]
    source.activities = [(x, row) for x, row in source.activities if row.seq not in forgotten]
    source.forgotten += [(1_500, seq) for seq in forgotten]
    follow(source, settings)
    assert queries.release(before.id) == before
    assert ask().id != before.id
