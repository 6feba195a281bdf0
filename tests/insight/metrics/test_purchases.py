"""Figures known of two real programmes come out of the metrics exactly."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pytest
from tests.insight import small_lake

from enishi.insight.lake import engine, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope

FILES = Path(__file__).parents[2] / "fixtures" / "purchases"
_JAPAN = timedelta(hours=9)
NATION = Scope()


def lines(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(FILES / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Every purchase of the online shop, without the importer (the thorough test goes that way)."""
    people: dict[str, int] = {}
    rows = [
        small_lake.activity(
            number,
            people.setdefault(line["customer_id"], len(people)),
            datetime.fromisoformat(line["date"]).date(),
            kind="purchase",
            amount_yen=int(line["amount_cents"]),
            evidence="import",
        )
        for number, line in enumerate(lines("cdnow.csv.gz"), start=1)
    ]
    folder = tmp_path_factory.mktemp("shop")
    small_lake.fill(folder, rows)
    return engine.latest(folder)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Every basket of the loyalty programme."""
    people: dict[str, int] = {}
    rows = []
    for number, line in enumerate(lines("grocery.csv.gz"), start=1):
        local = datetime.fromisoformat(line["transaction_timestamp"])
        rows.append(
            small_lake.activity(
                number,
                people.setdefault(line["household_id"], len(people)),
                local.date(),
                at=local.replace(tzinfo=UTC) - _JAPAN,
                kind="purchase",
                business_id=line["store_id"],
                amount_yen=int(line["sales_cents"]),
                evidence="import",
            )
        )
    folder = tmp_path_factory.mktemp("stores")
    small_lake.fill(folder, rows)
    return engine.latest(folder)


def answer(lake: Engine, name: str, scope: Scope = NATION) -> list[dict[str, Any]]:
    metric = registry.metric(name)
    rows: list[dict[str, Any]] = lake.answer(metric.rows(tables.SOURCES, scope)).to_pylist()
    return metric.finish(rows, scope) if metric.finish else rows


def test_the_file_of_the_shop_is_the_known_one() -> None:
    told = list(lines("cdnow.csv.gz"))
    assert len(told) == 69_659
    assert sum(int(line["units"]) for line in told) == 167_881


def test_purchases_customers_sales_and_those_who_bought_once(shop: Engine) -> None:
    (repeat,) = answer(shop, "repeat")
    assert answer(shop, "activities") == [{"activities": 69_659}]
    assert repeat["people"] == 23_570
    assert repeat["people"] - repeat["two_or_more"] == 11_908
    (price,) = answer(shop, "unit_price")
    assert price["yen"] == 250_031_563


def test_the_cohort_table_of_the_shop_equals_a_plain_count(shop: Engine) -> None:
    rows = answer(shop, "cohorts")
    first: dict[str, str] = {}
    bought: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for line in lines("cdnow.csv.gz"):
        month = line["date"][:7]
        first[line["customer_id"]] = min(month, first.get(line["customer_id"], month))
    for line in lines("cdnow.csv.gz"):
        cohort = first[line["customer_id"]]
        cents = int(line["amount_cents"])
        bought[cohort, line["date"][:7]].append((line["customer_id"], cents))
    sizes = Counter(first.values())
    assert sorted(sizes) == ["1997-01", "1997-02", "1997-03"]
    months = sorted({month for _, month in bought})
    assert {(row["cohort"], row["after"]): row for row in rows} == {
        (cohort, after): {
            "cohort": cohort,
            "after": after,
            "size": sizes[cohort],
            "people": len({customer for customer, _ in bought[cohort, month]}),
            "share": len({customer for customer, _ in bought[cohort, month]}) / sizes[cohort],
            "activities": len(bought[cohort, month]),
            "yen": sum(cents for _, cents in bought[cohort, month]),
        }
        for cohort in sizes
        for after, month in enumerate(months[months.index(cohort) :])
    }
    assert sum(row["yen"] for row in rows) == 250_031_563
    assert sum(row["size"] for row in rows if row["after"] == 0) == 23_570


def test_cohorts_of_the_shop_by_fiscal_year(shop: Engine) -> None:
    rows = answer(shop, "cohorts", Scope(by=("fiscal_year",)))
    assert {(row["cohort"], row["after"]): row["size"] for row in rows} == {
        (1996, 0): 23_570,
        (1996, 1): 23_570,
        (1996, 2): 23_570,
    }
    assert rows[0]["people"] == 23_570
    assert sum(row["activities"] for row in rows) == 69_659


def test_recency_of_the_shop_holds_everybody(shop: Engine) -> None:
    rows = answer(shop, "recency")
    assert str(rows[0]["as_of"]) == "1998-06-30"
    assert sum(row["people"] for row in rows) == 23_570


def test_baskets_households_stores_sales_and_points(stores: Engine) -> None:
    assert answer(stores, "activities") == [{"activities": 31_428}]
    assert answer(stores, "people") == [{"people": 493}]
    by_store = answer(stores, "activities", Scope(by=("business_id",)))
    assert len(by_store) == 222
    assert sum(row["activities"] for row in by_store) == 31_428
    (price,) = answer(stores, "unit_price")
    assert price["yen"] == 92_535_013
    sales = tables.ACTIVITIES.amount_yen
    (told,) = stores.answer(
        tables.ACTIVITIES.aggregate(
            nothing=(sales <= 0).sum(), points=(sales // ibis.literal(100)).sum()
        )
    ).to_pylist()
    assert told == {"nothing": 72, "points": 910_120}
