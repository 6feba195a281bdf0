"""A made-up country with every secret known: 9,000 people, 12 regions, 3 prefectures, 12 months.

Made for attacks on published statistics, so it is unkind on purpose: regions of 30 people, groups
in which everybody did the same thing, people who are the only one of their home. Rows have the
shape of the lake's activities without record keys, which belong to an installation's secret.
Measured against it: the figures of the disclosure room (insight/disclosure).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from enishi.kit import codes, periods
from enishi.regions import places

AGE_BANDS: Final = ("10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79")
SEXES: Final = ("female", "male")
THEMES: Final = ("食", "自然", "祭り", "農業", "健康", "子育て", "文化")
HOMES: Final = (
    "010006", "130001", "140007", "170003", "180009", "230006", "260002", "270008", "400009",
)  # fmt: skip
KINDS: Final = ("visit", "event", "purchase", "post", "support")
# Evidence that each kind comes with, and the share of it that somebody checked.
_EVIDENCE = MappingProxyType(
    {
        "visit": ("own_scan", "self_report"),
        "event": ("staff_scan", "own_scan"),
        "purchase": ("receipt", "self_report"),
        "post": ("self_report", "self_report"),
        "support": ("staff_scan", "self_report"),
    }
)
_VERIFIED = frozenset({"staff_scan", "own_scan", "receipt"})
_TRADES = ("飲食", "宿泊", "土産", "体験")
_FIRST_DAY = date(2024, 1, 1)
_DAYS = 366
# People of each region, and the prefecture (first two digits; none is real) it lies in.
_TOWNS: Final = (
    ("91", 3000), ("91", 950), ("91", 400), ("91", 180), ("91", 30),
    ("92", 1500), ("92", 750), ("92", 270), ("92", 60),
    ("93", 1200), ("93", 550), ("93", 110),
)  # fmt: skip
_SHOPS_PER_TOWN = 8
_ALSO_ELSEWHERE = 0.03  # share of people who are active in a second region too
_SHARED_GROUPS = 24  # planted groups in which everybody did one theme
_SHARED_GROUP_SIZES = range(8, 41)


@dataclass(frozen=True, slots=True)
class Town:
    """One region of the country."""

    code: str
    prefecture: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person with everything that is true of them."""

    pseudonym: str
    region: str
    sex: str
    age_band: str
    home: str


@dataclass(frozen=True, slots=True)
class Row:
    """One activity in the shape of the lake."""

    seq: int
    person: str
    region: str
    prefecture: str
    kind: str
    theme: str
    evidence: str
    verified: bool
    d: date
    month: str
    fiscal_year: int
    sex: str
    age_band: str
    home_prefecture: str
    home_area: str
    home_code: str
    online: bool
    amount_yen: int | None
    event: str
    place: str
    business_id: str
    trade: str
    sample: bool


@dataclass(frozen=True, slots=True)
class SharedGroup:
    """A planted group of one region in which everybody did one theme."""

    region: str
    age_band: str
    sex: str
    theme: str
    people: int


@dataclass(frozen=True, slots=True)
class Country:
    """Everything about the country: same seed, same country."""

    towns: tuple[Town, ...]
    people: tuple[Person, ...]
    rows: tuple[Row, ...]
    shared: tuple[SharedGroup, ...]

    @property
    def months(self) -> tuple[str, ...]:
        """The twelve months of its activities."""
        return tuple(sorted({row.month for row in self.rows}))


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a person did, before it becomes a row."""

    person: Person
    region: str
    theme: str


def make_country(seed: int) -> Country:
    """Make the country of a seed."""
    chance = random.Random(seed)  # noqa: S311 - an invented country, no secret
    towns = _make_towns()
    people = [person for town in towns for person in _make_people(town, chance)]
    liking = {town.code: _make_liking(chance) for town in towns}
    deeds = [deed for person in people for deed in _choose(person, towns, liking, chance)]
    shared, planted = _plant(people, chance)
    prefecture = {town.code: town.prefecture for town in towns}
    shops = {town.code: _make_shops(town) for town in towns}
    rows = [
        _make_row(seq, deed, prefecture[deed.region], shops[deed.region], chance)
        for seq, deed in enumerate(_repeat([*deeds, *planted], chance), start=1)
    ]
    return Country(tuple(towns), tuple(people), tuple(rows), tuple(shared))


def _make_towns() -> list[Town]:
    towns = []
    for number, (digits, people) in enumerate(_TOWNS, start=1):
        five = f"{digits}{400 + number}"
        code = five + codes.check_digit(five)
        towns.append(Town(code, codes.prefecture_of(code), f"架空{number}町", people))
    return towns


def _make_people(town: Town, chance: random.Random) -> list[Person]:
    """Make a town's people; each town has its own mix of ages and a few favourite homes."""
    ages = [chance.uniform(0.5, 2.0) for _ in AGE_BANDS]
    homes = [chance.paretovariate(0.8) for _ in HOMES]
    return [
        Person(
            pseudonym=f"{chance.getrandbits(128):032x}",
            region=town.code,
            sex=chance.choice(SEXES),
            age_band=chance.choices(AGE_BANDS, ages)[0],
            home=chance.choices(HOMES, homes)[0],
        )
        for _ in range(town.people)
    ]


def _make_liking(chance: random.Random) -> dict[str, float]:
    """Say how likely a person of a town does each theme."""
    return {theme: chance.uniform(0.08, 0.6) for theme in THEMES}


def _choose(
    person: Person,
    towns: Sequence[Town],
    liking: dict[str, dict[str, float]],
    chance: random.Random,
) -> list[_Deed]:
    """Choose what a person does and where: at least one theme, in their region first."""
    regions = [person.region]
    if chance.random() < _ALSO_ELSEWHERE:
        regions.append(chance.choice([town.code for town in towns if town.code != person.region]))
    deeds = []
    for region in regions:
        themes = [theme for theme in THEMES if chance.random() < liking[region][theme]]
        deeds += [_Deed(person, region, theme) for theme in themes or [chance.choice(THEMES)]]
    return deeds


def _plant(
    people: Sequence[Person], chance: random.Random
) -> tuple[list[SharedGroup], list[_Deed]]:
    """Make everybody in some small groups do the same theme."""
    groups: dict[tuple[str, str, str], list[Person]] = {}
    for person in people:
        groups.setdefault((person.region, person.age_band, person.sex), []).append(person)
    small = [key for key in sorted(groups) if len(groups[key]) in _SHARED_GROUP_SIZES]
    shared, deeds = [], []
    for key in chance.sample(small, _SHARED_GROUPS):
        theme = chance.choice(THEMES)
        shared.append(SharedGroup(*key, theme=theme, people=len(groups[key])))
        deeds += [_Deed(person, person.region, theme) for person in groups[key]]
    return shared, deeds


def _repeat(deeds: Sequence[_Deed], chance: random.Random) -> list[_Deed]:
    """Do each deed once or several times."""
    return [deed for deed in deeds for _ in range(chance.choices((1, 2, 3, 6), (6, 3, 2, 1))[0])]


def _make_shops(town: Town) -> list[tuple[str, str, float]]:
    """Return number, trade and pull of a town's shops; the first takes the most."""
    return [
        (f"{town.code}{number:07d}", _TRADES[number % len(_TRADES)], 1 / (1 + number))
        for number in range(_SHOPS_PER_TOWN)
    ]


def _make_row(
    seq: int,
    deed: _Deed,
    prefecture: str,
    shops: Sequence[tuple[str, str, float]],
    chance: random.Random,
) -> Row:
    kind = chance.choice(KINDS)
    evidence = chance.choice(_EVIDENCE[kind])
    day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    business, trade, amount = "", "", None
    if kind == "purchase":
        business, trade, _ = chance.choices(shops, [pull for _, _, pull in shops])[0]
        amount = int(chance.lognormvariate(7.5, 1.0))
    person = deed.person
    return Row(
        seq=seq,
        person=person.pseudonym,
        region=deed.region,
        prefecture=prefecture,
        kind=kind,
        theme=deed.theme,
        evidence=evidence,
        verified=evidence in _VERIFIED,
        d=day,
        month=str(periods.month_of(day)),
        fiscal_year=periods.fiscal_year_of(day),
        sex=person.sex,
        age_band=person.age_band,
        home_prefecture=person.home,
        home_area=places.home_area(person.home) or "unknown",
        home_code=person.home,
        online=kind == "post",
        amount_yen=amount,
        event=f"{deed.theme}の集い" if kind == "event" else "",
        place=f"{deed.theme}広場",
        business_id=business,
        trade=trade,
        sample=False,
    )
