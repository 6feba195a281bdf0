"""A town with members and shops for a year of baskets: read from a file, or made up alike.

The file is `baskets.csv` of "The Complete Journey 2.0" (84.51°, CC0) with household_id,
basket_id, store_id, transaction_timestamp and sales_cents; a cent stands for a yen.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

TOWN = "993018"
POINT = f"{TOWN}:point"
OPENED = datetime(2016, 12, 1, tzinfo=UTC)
JST = timezone(timedelta(hours=9))
# What is made up has the same households, stores and mean as the file.
HOUSEHOLDS, STORES, YEAR = 493, 222, 31_428
_MEAN_YEN = 2_944


@dataclass(frozen=True, slots=True)
class Basket:
    """One basket: who, where, when, how much; what is not sold earns nothing."""

    key: str
    household: str
    store: str
    at: datetime
    yen: int


@dataclass(frozen=True, slots=True)
class People:
    """Who buys where: members by household, shop codes by store."""

    members: Mapping[str, UUID]
    shops: Mapping[str, str]


def read(path: Path) -> list[Basket]:
    """Read baskets in the order in which they were bought."""
    with path.open(newline="", encoding="utf-8") as file:
        found = [
            Basket(
                key=row["basket_id"],
                household=row["household_id"],
                store=row["store_id"],
                at=datetime.fromisoformat(row["transaction_timestamp"]).replace(tzinfo=JST),
                yen=int(row["sales_cents"]),
            )
            for row in csv.DictReader(file)
        ]
    return sorted(found, key=lambda one: (one.at, one.key))


def make_up(count: int = YEAR) -> list[Basket]:
    """Make up baskets of a year, the same ones every time."""
    dice = random.Random(6)  # noqa: S311 - nothing secret
    begin = datetime(2017, 1, 1, tzinfo=JST)
    moments = sorted(dice.uniform(0, 365 * 86_400) for _ in range(count))
    return [
        Basket(
            key=str(number),
            household=str(dice.randrange(HOUSEHOLDS)),
            store=str(int(STORES * dice.random() ** 2)),
            at=begin + timedelta(seconds=int(moment)),
            yen=1 + int(dice.expovariate(1 / _MEAN_YEN)),
        )
        for number, moment in enumerate(moments)
    ]


def a_town(baskets: Sequence[Basket], *, earn_payer: str = "issuer") -> People:
    """Open a programme of 1 point for 100 yen, with everybody who buys and all who sell."""
    from enishi.programs import operations as programs  # noqa: PLC0415 - Django stands first
    from enishi.programs.programme import NewRule  # noqa: PLC0415
    from enishi.regions import operations as regions  # noqa: PLC0415

    regions.load_official()
    regions.add_region(code=TOWN, name="縁ヶ浦町", parent="JP", population=9_000, is_sample=True)
    programs.open_points(
        region_code=TOWN,
        name="縁ヶ浦ポイント",
        issuer="縁ヶ浦町観光協会",
        lapse="fiscal-year-end",
        lapse_to="fund",
    )
    rule = NewRule(
        asset=POINT,
        name="お買い物",
        kind="purchase",
        per="yen",
        rate_permille=10,
        payer="縁ヶ浦町観光協会",
        valid_from=OPENED.date(),
    )
    programs.add_rule(rule=rule)
    return People(
        members=_members(sorted({one.household for one in baskets})),
        shops=_shops(sorted({one.store for one in baskets}), earn_payer),
    )


def _members(households: Iterable[str]) -> dict[str, UUID]:
    from django.db import transaction  # noqa: PLC0415 - Django stands first

    from enishi.membership import operations as membership  # noqa: PLC0415
    from enishi.membership.member import ExternalPerson  # noqa: PLC0415

    people = [ExternalPerson(one) for one in households]
    with transaction.atomic(durable=True):
        return membership.find_or_make_many(source="baskets", people=people, at=OPENED)


def _shops(stores: Iterable[str], earn_payer: str) -> dict[str, str]:
    from enishi.merchants import operations as merchants  # noqa: PLC0415 - Django stands first
    from enishi.merchants.shop import NewShop  # noqa: PLC0415

    codes = {}
    for store in stores:
        new = NewShop(
            region_code=TOWN, name=f"店 {store}", trade="food", contact="店主", terms_version="1"
        )
        code = merchants.apply(new=new, at=OPENED)
        merchants.approve(shop_code=code, by=None, at=OPENED)
        merchants.take_part(
            shop_code=code, asset=POINT, since=date(2016, 12, 1), earn_payer=earn_payer
        )
        codes[store] = code
    return codes
