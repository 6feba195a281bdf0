"""Real baskets, replayed through the API: a chain each, figures equal, books without faults."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from tests.world import a_lapse_run, jst

import basket_town
from basket_town import POINT, TOWN, Basket, People
from enishi.kit.periods import Month
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.sales import queries
from enishi.settlement import queries as settlement

FEW = Path(__file__).resolve().parents[1] / "fixtures" / "baskets" / "baskets.csv"
# The folder with the whole year's baskets.csv, where somebody has it.
FOLDER = "ENISHI_TEST_BASKETS"
BATCH = 1_000
# 2017 ends within fiscal years 2016 and 2017; their points lapse a year and two later.
FIRST, LAST = date(2016, 12, 1), date(2018, 12, 31)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say how long a step of the year took (seen with `pytest -s`, or where it fails)."""
    begun = time.monotonic()
    yield
    sys.stdout.write(f"{name}: {time.monotonic() - begun:.1f} s\n")
    sys.stdout.flush()


class Year:
    """Baskets replayed by the tills of their stores."""

    def __init__(self, baskets: Sequence[Basket]) -> None:
        """Make the town, a key for each store, a card for each household."""
        self.baskets = baskets
        self.people: People = basket_town.a_town(baskets)
        at = basket_town.OPENED
        self.keys = {
            store: merchants.enrol_pos(shop_code=code, label="", at=at).secret
            for store, code in self.people.shops.items()
        }
        self.cards = {
            household: membership.issue_card(
                member_id=member, region_code=TOWN, kind="friend", at=at
            )
            for household, member in self.people.members.items()
        }
        self.sold: list[dict[str, Any]] = []
        self.refused: list[str] = []

    def replay(self) -> None:
        """Send every basket that is a sale, in the batches of its store; list the others."""
        by_store: dict[str, list[Basket]] = {}
        for basket in self.baskets:
            if basket.yen > 0:
                by_store.setdefault(basket.store, []).append(basket)
            else:
                self.refused.append(basket.key)
        for store, own in by_store.items():
            for first in range(0, len(own), BATCH):
                self._send(store, own[first : first + BATCH])

    def _send(self, store: str, baskets: Sequence[Basket]) -> None:
        lines = [
            {
                "key": one.key,
                "card": self.cards[one.household],
                "amount_yen": one.yen,
                "at": one.at.isoformat(),
            }
            for one in baskets
        ]
        answer = Client().post(
            "/api/v1/shop/sales/batch",
            json.dumps({"sales": lines}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.keys[store]}"},
        )
        assert answer.status_code == 200, answer.content[:500]
        told = answer.json()["answers"]
        assert [one["problem"] for one in told] == [None] * len(told)
        self.sold += [one["sale"] for one in told]


def replayed(path: Path) -> Year:
    """Replay a file of baskets."""
    with step("town, shops, keys and cards"):
        year = Year(basket_town.read(path))
    with step("sales through the API"):
        year.replay()
    with step("statistics of the tables"), connection.cursor() as cursor:
        # As autovacuum does; what one transaction wrote it does not see.
        cursor.execute("ANALYZE")
    return year


def check(year: Year, *, points: int) -> None:
    """Compare sales, shops, wallets and books, and let the year lapse."""
    bought = [one for one in year.baskets if one.yen > 0]
    assert sum(one["earned"] for one in year.sold) == points
    assert points == sum(one.yen // 100 for one in bought)
    chains = _chains(year)
    assert len(chains) == len(bought)
    wallets = {
        household: books.balance(f"member:{member}", POINT)
        for household, member in year.people.members.items()
    }
    assert wallets == {
        household: sum(one.yen // 100 for one in bought if one.household == household)
        for household in wallets
    }
    with step("totals of all shops"):
        for store, code in year.people.shops.items():
            own = [one.yen for one in bought if one.store == store]
            totals = queries.totals_of_shop(code, since=FIRST, until=LAST)
            assert sum(one.amount_yen for one in totals) == sum(own)
            assert sum(one.sales for one in totals) == len(own)
    with step("audit"):
        assert books.faults() == []


def _chains(year: Year) -> set[UUID]:
    found = (
        queries.sales_of_shop(code, since=FIRST, until=LAST) for code in year.people.shops.values()
    )
    return {one.chain for sales in found for one in sales}


def check_lapse_and_settlement(year: Year, *, points: int) -> None:
    """Compute the statements, and let what was never used lapse into the fund."""
    with step("what moved at each shop on each day"):
        moved = settlement.moved_by(POINT, until=LAST)
    days = [day for dates in moved.values() for day in dates.values()]
    assert sum(day.earned for day in days) == points
    assert settlement.issued(POINT, until=LAST) == points
    assert sum(day.sales_yen for day in days) == sum(one["amount_yen"] for one in year.sold)
    with step("statements of a month"):
        statements = settlement.preview(POINT, Month(2017, 12))
    assert len(statements) == len({one["shop"] for one in year.sold})
    with step("lapse"):
        a_lapse_run(POINT, at=jst(2020, 4, 1))
    assert books.supply(POINT).owed == points
    assert all(
        books.balance(f"member:{member}", POINT) == 0 for member in year.people.members.values()
    )
    assert books.balance(f"fund:{POINT}", POINT) == points
    with step("audit after the lapse"):
        assert books.faults() == []


@pytest.mark.django_db
def test_some_real_baskets_come_to_the_points_and_yen_they_should() -> None:
    year = replayed(FEW)
    assert len(year.baskets) == 372
    assert len(year.refused) == 22
    check(year, points=9_940)
    check_lapse_and_settlement(year, points=9_940)


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.skipif(FOLDER not in os.environ, reason=f"{FOLDER} names no folder of the year")
def test_a_year_of_31_428_baskets_gives_910_120_points() -> None:
    year = replayed(Path(os.environ[FOLDER]) / "baskets.csv")
    assert len(year.baskets) == 31_428
    assert (len(year.people.members), len(year.people.shops)) == (493, 222)
    assert len(year.refused) == 72
    assert sum(one.yen for one in year.baskets) == 92_535_013
    check(year, points=910_120)
    check_lapse_and_settlement(year, points=910_120)
