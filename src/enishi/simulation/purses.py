"""The invented town's points: an older card's balances, a spring greeting, shopping, gifts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from enishi.kit import periods
from enishi.kit.periods import JST

NAME = "縁ヶ浦ポイント"
ISSUER = "縁ヶ浦町観光協会"
# What the older card brought over and nobody spent: it lapsed with the last fiscal year.
LAPSED = 48_260
BOUGHT = ("駅前子ども文庫の絵本 31冊", "縁ヶ浦書店", 46_500)
HOLDERS = 40
GREETING, GREETED = 500, 48
_SHOPPERS, _GIVERS = 30, 6
_SHOPS = ("S01", "S02", "S03", "S05")


@dataclass(frozen=True, slots=True)
class Movement:
    """Points that moved: `open` and `grant` arrive, `spend` and `donate` leave."""

    key: str
    person: str
    kind: str
    points: int
    at: datetime
    expires_on: date | None = None
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Purses:
    """All of it, oldest first, and when the last fiscal year's points lapsed."""

    movements: Sequence[Movement]
    lapsed_at: datetime
    bought_on: date


def build(people: Sequence[str], *, at: datetime, seed: int) -> Purses:
    """Invent what moved until a moment; nothing happens later than that."""
    dice = random.Random(f"{seed}/points")  # noqa: S311 - a town, not a secret
    year = periods.fiscal_year_of(periods.jst_day(at))
    lapse = periods.fiscal_year_end(year - 1)
    begun = _noon(date(lapse.year, 2, 1))
    movements = [
        Movement(f"open:{person}", person, "open", points, begun, lapse)
        for person, points in zip(people, _shares(min(HOLDERS, len(people)), dice), strict=False)
    ]
    greeted_at = _noon(lapse + timedelta(days=12))
    if greeted_at < at:
        movements += _greeting(people, greeted_at, at, dice)
    movements.sort(key=lambda one: (one.at, one.key))
    bought_on = min(lapse + timedelta(days=70), periods.jst_day(at))
    return Purses(movements, periods.end_of_day(lapse), bought_on)


def _shares(number: int, dice: random.Random) -> list[int]:
    """Cut what lapsed into so many uneven parts."""
    weights = [dice.uniform(0.3, 1.7) for _ in range(number)]
    shares = [int(LAPSED * weight / sum(weights)) for weight in weights]
    if shares:
        shares[0] += LAPSED - sum(shares)
    return shares


def _greeting(
    people: Sequence[str], since: datetime, at: datetime, dice: random.Random
) -> list[Movement]:
    """Greet people in spring; some spend it in the shops by and by, a few give some away."""
    end = periods.fiscal_year_end(periods.fiscal_year_of(periods.jst_day(since)))
    greeted = people[:GREETED]
    found = [Movement(f"greet:{one}", one, "grant", GREETING, since, end) for one in greeted]
    seconds = (at - since).total_seconds()
    for number, person in enumerate(greeted[:_SHOPPERS]):
        when = since + timedelta(seconds=seconds * dice.uniform(0.02, 0.98))
        points = dice.randrange(80, GREETING - 100, 10)
        shop = dice.choice(_SHOPS)
        found.append(Movement(f"spend:{number}", person, "spend", points, when, shop=shop))
    for number, person in enumerate(greeted[_SHOPPERS : _SHOPPERS + _GIVERS]):
        when = since + timedelta(seconds=seconds * dice.uniform(0.1, 0.9))
        found.append(Movement(f"donate:{number}", person, "donate", 100, when))
    return found


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=JST)
