"""Activity of any size with a known truth, month by month, in the columns of the lake.

Whoever has a tie to a region did something there in the tie's first month: how many people a
region has, and when they first came, is known before a row is made. Purchases only follow other
activities, by chances that are planted. No key here comes from an engine's hash function: made
by the engine that is measured, it would make that engine slow or quick by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from enishi.kit import codes, periods
from enishi.regions import places

FIRST_MONTH: Final = periods.Month(2022, 4)
MONTHS: Final = 36
KINDS: Final = (
    "contact", "donation", "e_visit", "event", "health", "post", "purchase", "support", "visit",
)  # fmt: skip
# What people do of themselves, in the order of KINDS: guests, and those who lend a hand. Posts
# and support meet in the same people, so these two kinds correlate.
_GUEST: Final = (0.04, 0.06, 0.10, 0.16, 0.03, 0.02, 0.0, 0.01, 0.58)
_HAND: Final = (0.06, 0.02, 0.05, 0.15, 0.05, 0.22, 0.0, 0.20, 0.25)
_HANDS_SHARE: Final = 0.15
# How likely a purchase follows within WINDOW days, in the order of KINDS.
CHANCES: Final = (0.0, 0.15, 0.02, 0.30, 0.0, 0.0, 0.0, 0.0, 0.05)
WINDOW: Final = 30

MEMBERS_PER_ACTIVITY: Final = 0.1
_TIES_PER_ACTIVITY: Final = 0.442  # measured once: what follows adds up to `size` within 1 %
_REGIONS_MAX, _REGIONS_MIN, _ACTIVITIES_PER_REGION = 1_741, 12, 1_000
_PREFECTURES_MAX = 47
_FIRST_PREFECTURE = 50  # JIS X 0401 ends at 47: none of these is real
_ZIPF = 0.8
_AT_HOME = 0.4  # share of ties inside one's own prefecture
_REPEATERS = 0.35
_PER_MONTH_MAX = 0.25
_MORE_THAN_ONE = 0.25
_SEASON: Final = (0.9, 1.2, 0.9, 1.1, 1.4, 0.9, 1.1, 1.2, 0.9, 1.0, 0.7, 0.9)  # from April
_THEMES: Final = ("", "食", "自然", "歴史", "文化", "子育て", "防災", "働き方", "ワーケーション")
_TRADES: Final = ("飲食", "宿泊", "土産", "体験")
_SHOPS = 8
_EVENTS = 4
_COARSE, _FINE, _MANY = 1 << 16, 1 << 20, 64
_UNKNOWN = "unknown"
_SEXES: Final = ("female", "male", _UNKNOWN)
_SEX_SHARES: Final = (0.49, 0.46, 0.05)
_BANDS: Final = (
    "0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+", _UNKNOWN,
)  # fmt: skip
_AGES_KNOWN = 0.94
_GRADES: Final = ("import", "own_scan", "receipt", "self_report", "staff_scan")
_VERIFIED: Final = (False, True, True, False, True)
# The usual grade of each kind, and the one it has in three cases of ten.
_GRADE: Final = (3, 0, 3, 4, 3, 3, 2, 4, 1)
_OTHER_GRADE: Final = (3, 0, 3, 1, 3, 3, 3, 3, 3)

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Region:
    """One invented municipality."""

    code: str
    prefecture: str


@dataclass(frozen=True)
class World:
    """Members and their ties to regions; the same size and seed make the same world."""

    seed: int
    regions: tuple[Region, ...]
    homes: Numbers
    sexes: Numbers
    born: Numbers
    is_hand: Numbers
    """Of each member: home prefecture, sex, year of birth (below zero: unknown), lends a hand."""
    members: Numbers
    places: Numbers
    starts: Numbers
    rates: Numbers
    """Of each tie, ordered by its first month: who, where, since when, how often again."""

    @cached_property
    def prefectures(self) -> tuple[str, ...]:
        """The invented prefectures, six digits each."""
        return tuple(sorted({region.prefecture for region in self.regions}))

    @cached_property
    def begun(self) -> Numbers:
        """How many ties have begun by the end of each month."""
        return np.searchsorted(self.starts, np.arange(MONTHS), side="right")


@dataclass(frozen=True, slots=True)
class Told:
    """One month: its rows in the lake's columns, and what was planted in them."""

    month: str
    rows: pa.Table
    of_kind: tuple[int, ...]
    asked: tuple[int, ...]
    followed: tuple[int, ...]
    """Of each kind: activities with a whole window before the end; how many a purchase follows."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of the rows because they were invented."""

    activities: int
    of_month: Mapping[str, int]
    of_kind: Mapping[str, int]
    people: int
    people_of_region: Mapping[str, int]
    first_months: Mapping[tuple[str, str], int]
    """People by region and the month in which they first did something there."""
    followed: Mapping[str, tuple[int, int]]
    """Activities of a kind with a whole window, and those that a planted purchase follows."""


def month_names() -> tuple[str, ...]:
    """Return the months of every world, in order."""
    names, month = [], FIRST_MONTH
    for _ in range(MONTHS):
        names.append(str(month))
        month = month.next
    return tuple(names)


def make_world(size: int, seed: int) -> World:
    """Make members and ties for about `size` activities."""
    dice = np.random.default_rng([seed, size])
    regions = _make_regions(min(_REGIONS_MAX, max(_REGIONS_MIN, size // _ACTIVITIES_PER_REGION)))
    prefectures = sorted({region.prefecture for region in regions})
    count = max(1, round(size * MEMBERS_PER_ACTIVITY))
    homes = _draw(dice, count, _zipf(len(prefectures))).astype(np.int16)
    born = dice.integers(1940, 2012, count, dtype=np.int16)
    born[dice.random(count, dtype=np.float32) > _AGES_KNOWN] = -1
    members, where = _make_ties(dice, round(size * _TIES_PER_ACTIVITY), homes, regions)
    weight = np.linspace(1.0, 1.6, MONTHS) * np.tile(_SEASON, MONTHS // 12)
    starts = _draw(dice, len(members), weight / weight.sum()).astype(np.int8)
    rates = dice.random(len(members), dtype=np.float32)
    # A third come again, each at a pace of their own.
    rates = np.where(rates < _REPEATERS, rates * np.float32(_PER_MONTH_MAX / _REPEATERS), 0)
    order = np.argsort(starts, kind="stable")
    return World(
        seed=seed,
        regions=regions,
        homes=homes,
        sexes=_draw(dice, count, np.array(_SEX_SHARES)).astype(np.int8),
        born=born,
        is_hand=dice.random(count, dtype=np.float32) < _HANDS_SHARE,
        members=members[order],
        places=where[order],
        starts=starts[order],
        rates=rates.astype(np.float32)[order],
    )


def _make_regions(number: int) -> tuple[Region, ...]:
    """Make regions, the largest first; each prefecture gets large and small ones."""
    prefectures = min(_PREFECTURES_MAX, max(3, number // 8))
    made = []
    for place in range(number):
        five = f"{_FIRST_PREFECTURE + place % prefectures}{201 + place // prefectures}"
        code = five + codes.check_digit(five)
        made.append(Region(code, codes.prefecture_of(code)))
    return tuple(made)


def _zipf(number: int) -> Numbers:
    weights: Numbers = 1.0 / np.arange(1, number + 1) ** _ZIPF
    shares: Numbers = weights / weights.sum()
    return shares


def _table(shares: Numbers) -> Numbers:
    """Return a table in which a random place finds each number as often as its share says."""
    steps = _FINE if len(shares) > _MANY else _COARSE
    edges = np.searchsorted(np.cumsum(shares), (np.arange(steps) + 0.5) / steps)
    return np.minimum(edges, len(shares) - 1).astype(np.int16)


def _draw(dice: np.random.Generator, count: int, shares: Numbers) -> Numbers:
    table = _table(shares)
    return table[dice.integers(0, len(table), count, dtype=np.int32)]


def _make_ties(
    dice: np.random.Generator, wanted: int, homes: Numbers, regions: Sequence[Region]
) -> tuple[Numbers, Numbers]:
    """Return who is tied to which region, each pair once; everybody has one tie or more."""
    more = dice.integers(0, len(homes), max(0, wanted - len(homes)), dtype=np.int32)
    members = np.concatenate([np.arange(len(homes), dtype=np.int32), more])
    where = _draw(dice, len(members), _zipf(len(regions)))
    near = dice.random(len(members), dtype=np.float32) < _AT_HOME
    width = len({region.prefecture for region in regions})
    # Regions of one prefecture stand `width` apart: the nearest of the same size is at home.
    moved = where[near] - where[near] % width + homes[members[near]]
    where[near] = np.where(moved < len(regions), moved, homes[members[near]])
    pairs = np.unique(members.astype(np.int64) * len(regions) + where)
    return (pairs // len(regions)).astype(np.int32), (pairs % len(regions)).astype(np.int16)


def months(world: World) -> Iterator[Told]:
    """Make the rows of one month after the other; only what follows later is kept in mind."""
    month, day, seq = FIRST_MONTH, 0, 1
    ties, days = np.empty(0, np.int32), np.empty(0, np.int32)
    of_lake = (_last_day() - FIRST_MONTH.first).days + 1
    for number in range(MONTHS):
        dice = np.random.default_rng([world.seed, number])
        until = day + month.last.day
        own, kinds = _own(world, number, dice)
        on = day + _days(month, dice, len(own))
        follows = dice.random(len(own), dtype=np.float32) < np.array(CHANCES, np.float32)[kinds]
        later = on[follows] + dice.integers(1, WINDOW + 1, int(follows.sum()), dtype=np.int32)
        whole = on + WINDOW < of_lake
        ties = np.concatenate([ties, own[follows]])
        days = np.concatenate([days, later])
        now = days < until
        purchases = np.full(int(now.sum()), KINDS.index("purchase"), np.int8)
        rows = _Rows(
            world=world,
            month=month,
            dice=dice,
            ties=np.concatenate([own, ties[now]]),
            kinds=np.concatenate([kinds, purchases]),
            days=np.concatenate([on, days[now]]) - day,
        )
        yield Told(
            month=str(month),
            rows=rows.table(seq),
            of_kind=_counts(rows.kinds),
            asked=_counts(kinds[whole]),
            followed=_counts(kinds[whole & follows]),
        )
        ties, days = ties[~now], days[~now]
        month, day, seq = month.next, until, seq + len(rows.ties)


def truth_of(world: World, told: Iterable[Told]) -> Truth:
    """Sum up what was planted; consumes the months without keeping their rows."""
    of_month: dict[str, int] = {}
    sums = np.zeros((3, len(KINDS)), np.int64)
    for one in told:
        of_month[one.month] = one.rows.num_rows
        sums += np.array([one.of_kind, one.asked, one.followed])
    names = month_names()
    met = np.bincount(
        world.places.astype(np.int64) * MONTHS + world.starts,
        minlength=len(world.regions) * MONTHS,
    ).reshape(-1, MONTHS)
    found = [region.code for region in world.regions]
    return Truth(
        activities=sum(of_month.values()),
        of_month=of_month,
        of_kind=dict(zip(KINDS, sums[0].tolist(), strict=True)),
        people=len(world.homes),
        people_of_region={
            code: int(number) for code, number in zip(found, met.sum(axis=1), strict=True) if number
        },
        first_months={
            (found[place], names[start]): int(met[place, start])
            for place, start in zip(*np.nonzero(met), strict=True)
        },
        followed={
            kind: (asked, followed)
            for kind, asked, followed in zip(KINDS, *sums[1:].tolist(), strict=True)
        },
    )


def _last_day() -> Any:
    return periods.parse_month(month_names()[-1]).last


def _counts(kinds: Numbers) -> tuple[int, ...]:
    return tuple(np.bincount(kinds, minlength=len(KINDS)).tolist())


def _own(world: World, number: int, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Return the ties of what people do of themselves in a month, and the kinds of it."""
    before = int(world.begun[number - 1]) if number else 0
    again = dice.random(before, dtype=np.float32) < world.rates[:before] * np.float32(
        _SEASON[number % 12]
    )
    active = np.concatenate(
        [np.flatnonzero(again), np.arange(before, int(world.begun[number]))]
    ).astype(np.int32)
    times = 1 + (dice.random(len(active), dtype=np.float32) < _MORE_THAN_ONE).astype(np.int8)
    times += (times > 1) & (dice.random(len(active), dtype=np.float32) < _MORE_THAN_ONE)
    ties = np.repeat(active, times)
    where = dice.integers(0, _COARSE, len(ties), dtype=np.int32)
    is_hand = world.is_hand[world.members[ties]]
    kinds = np.where(is_hand, _table(np.array(_HAND))[where], _table(np.array(_GUEST))[where])
    return ties, kinds.astype(np.int8)


def _days(month: periods.Month, dice: np.random.Generator, count: int) -> Numbers:
    """Return days of a month, counted from its first; Saturdays and Sundays twice as often."""
    first = month.first.weekday()
    weights = np.array([2.0 if (first + day) % 7 > 4 else 1.0 for day in range(month.last.day)])  # noqa: PLR2004 - Friday
    return _draw(dice, count, weights / weights.sum()).astype(np.int32)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What was done in a month, before it becomes a table."""

    world: World
    month: periods.Month
    dice: np.random.Generator
    ties: Numbers
    kinds: Numbers
    days: Numbers

    def table(self, seq: int) -> pa.Table:
        """Return the rows in the lake's columns, ordered by region and time; numbered by time."""
        moment = self.days.astype(np.int64) * 86_400 + self.dice.integers(0, 54_000, len(self.days))
        in_time = np.argsort(moment, kind="stable")
        where = self.world.places[self.ties]
        # Region numbers stand in no order of codes: rank them by code.
        by_code = np.argsort([region.code for region in self.world.regions])
        rank = np.empty(len(by_code), np.int16)
        rank[by_code] = np.arange(len(by_code), dtype=np.int16)
        order = in_time[np.argsort(rank[where[in_time]], kind="stable")]
        number = np.empty(len(order), np.int64)
        number[in_time] = np.arange(seq, seq + len(order))
        return pa.table(self._columns(order, number, moment, where))

    def _columns(
        self, order: Numbers, number: Numbers, moment: Numbers, where: Numbers
    ) -> dict[str, pa.Array]:
        world, dice, count = self.world, self.dice, len(order)
        kinds, where, members = (
            self.kinds[order],
            where[order],
            self.world.members[self.ties[order]],
        )
        homes = world.homes[members]
        is_other = dice.random(count, dtype=np.float32) < 0.3  # noqa: PLR2004 - as said above
        grades = np.where(is_other, np.array(_OTHER_GRADE)[kinds], np.array(_GRADE)[kinds])
        since = np.datetime64(self.month.first, "D")
        at = np.datetime64(self.month.first, "us") + moment[order].astype("timedelta64[s]")
        months = np.zeros(count, np.int8)
        return {
            "seq": pa.array(number[order]),
            "person": _pseudonyms(members, world.seed),
            "rk": pa.array(_mixed(members, world.seed + 2)),
            **self._places(where),
            "kind": _words(kinds, KINDS),
            "theme": _words(dice.integers(0, len(_THEMES), count, dtype=np.int8), _THEMES),
            "evidence": _words(grades.astype(np.int8), _GRADES),
            "verified": pa.array(np.array(_VERIFIED)[grades]),
            "at": pa.array(at, pa.timestamp("us", "UTC")),
            "d": pa.array(since + self.days[order]),
            "month": _words(months, (str(self.month),)),
            "fiscal_year": pa.array(np.full(count, self.month.fiscal_year, np.int32)),
            "sex": _words(world.sexes[members], _SEXES),
            "age_band": _words(self._bands(members), _BANDS),
            "home_code": _words(homes, world.prefectures),
            "home_prefecture": _words(homes, world.prefectures),
            "home_area": _words((homes % len(places.AREAS)).astype(np.int8), places.AREAS),
            "online": pa.array(kinds == KINDS.index("e_visit")),
            "amount_yen": self._amounts(kinds),
            **self._occasions(kinds, where),
        }

    def _places(self, where: Numbers) -> dict[str, pa.Array]:
        found = self.world.prefectures
        lies_in = [found.index(region.prefecture) for region in self.world.regions]
        return {
            "region": _words(where, [region.code for region in self.world.regions]),
            "area": _words(np.zeros(len(where), np.int8), ("",)),
            "prefecture": _words(np.array(lies_in, np.int8)[where], found),
            "sample": pa.array(np.zeros(len(where), bool)),
        }

    def _bands(self, members: Numbers) -> Numbers:
        """Return the age bands of this year: people grow older within the lake."""
        born = self.world.born[members]
        bands = np.minimum((self.month.year - born) // 10, 8).astype(np.int8)
        return np.where(born < 0, np.int8(9), bands)

    def _amounts(self, kinds: Numbers) -> pa.Array:
        bought = np.exp(self.dice.normal(7.7, 0.9, len(kinds)).astype(np.float32))
        given = (self.dice.integers(1, 6, len(kinds), dtype=np.int64)) * 10_000
        is_donation = kinds == KINDS.index("donation")
        amounts = np.where(is_donation, given, bought.astype(np.int64) + 100)
        return pa.array(amounts, mask=~(is_donation | (kinds == KINDS.index("purchase"))))

    def _occasions(self, kinds: Numbers, where: Numbers) -> dict[str, pa.Array]:
        """Return event, place, shop and trade; a number of nought is none."""
        regions = [region.code for region in self.world.regions]
        which = self.dice.integers(0, _SHOPS, len(kinds), dtype=np.int32)
        event = where * np.int32(_EVENTS) + which % _EVENTS + 1
        event[kinds != KINDS.index("event")] = 0
        shop = where * np.int32(_SHOPS) + which + 1
        shop[kinds != KINDS.index("purchase")] = 0
        place = where * np.int32(_SHOPS) + which + 1
        place[kinds != KINDS.index("visit")] = 0
        events = [f"{code}-{self.month}-{n}" for code in regions for n in range(_EVENTS)]
        shops = [f"{code}{n:07d}" for code in regions for n in range(_SHOPS)]
        spots = [f"{code}-p{n}" for code in regions for n in range(_SHOPS)]
        trades = np.where(shop > 0, which % len(_TRADES) + 1, 0).astype(np.int8)
        return {
            "event": _words(event, ["", *events]),
            "place": _words(place, ["", *spots]),
            "business_id": _words(shop, ["", *shops]),
            "trade": _words(trades, ["", *_TRADES]),
        }


def _words(numbers: Numbers, words: Sequence[str]) -> pa.Array:
    """Return words by their numbers."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(words))


def _mixed(numbers: Numbers, seed: int) -> npt.NDArray[np.uint64]:
    """Mix numbers into 64 bits each (SplitMix64): distinct numbers stay distinct."""
    with np.errstate(over="ignore"):
        mixed = numbers.astype(np.uint64) + np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


def _pseudonyms(members: Numbers, seed: int) -> pa.Array:
    """Return 32 hex digits for each member."""
    halves = np.stack([_mixed(members, seed), _mixed(members, seed + 1)], axis=1)
    text = halves.tobytes().hex().encode()
    starts = np.arange(0, 32 * len(members) + 1, 32, dtype=np.int32)
    return pa.StringArray.from_buffers(len(members), pa.py_buffer(starts), pa.py_buffer(text))
