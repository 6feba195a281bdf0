"""A town that behaves: invented people whose ties are known, from a seed; same seed, same town."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from enishi.kit.periods import JST
from enishi.simulation import almanac
from enishi.simulation.almanac import Happening

PREFECTURE = ("990001", "架空県")
HOME_TOWN = "993018"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is fixed about an invented town: its name, size and corners."""

    code: str
    name: str
    population: int
    places: tuple[str, ...]
    people: Mapping[str, int]


# Codes outside the official list (JIS X 0401 ends at 47), with the right check digit.
SHAPES = (
    Shape(
        HOME_TOWN,
        "縁ヶ浦町",
        9_000,
        ("港", "駅前", "山"),
        MappingProxyType({"day1": 0, "month3": 72, "year2": 780}),
    ),
    Shape(
        "993212",
        "雪代村",
        2_100,
        ("湯", "里", "北"),
        MappingProxyType({"day1": 0, "month3": 48, "year2": 240}),
    ),
    Shape(
        "993417",
        "星ノ原町",
        5_400,
        ("丘", "町", "星の家"),
        MappingProxyType({"day1": 0, "month3": 55, "year2": 310}),
    ),
    Shape(
        "993611",
        "汐見町",
        12_300,
        ("港", "城跡", "市場"),
        MappingProxyType({"day1": 0, "month3": 40, "year2": 200}),
    ),
)
# Where friends live, by weight; near prefectures and the large cities send more.
HOMES = (
    ("131121", 9), ("131156", 7), ("131202", 6), ("131083", 5), ("130001", 6), ("271004", 9),
    ("272051", 4), ("270008", 3), ("261009", 9), ("231002", 9), ("141003", 7), ("141305", 4),
    ("111007", 4), ("121002", 3), ("281000", 6), ("182010", 5), ("172014", 5), ("162019", 3),
    ("151009", 2), ("041009", 2), ("011002", 2), ("401307", 2), ("341002", 2), ("331007", 1),
    ("221007", 2), ("202011", 2), ("212016", 4), ("252018", 5), ("292010", 3), ("242012", 2),
    ("092011", 1), ("382019", 1), ("472018", 1), ("", 9),
)  # fmt: skip
SEXES = (("female", 50), ("male", 42), ("other", 1), ("unknown", 7))
AGES = (
    ("10-19", 4), ("20-29", 13), ("30-39", 19), ("40-49", 21), ("50-59", 18), ("60-69", 12),
    ("70-79", 6), ("80+", 1), ("unknown", 6),
)  # fmt: skip
FRIEND_DEEDS = (("visit", 26), ("purchase", 30), ("post", 18), ("contact", 7), ("meet", 17),
                ("donation", 2))  # fmt: skip
RESIDENT_DEEDS = (("visit", 10), ("purchase", 34), ("post", 10), ("contact", 14), ("meet", 24),
                  ("support", 4), ("step", 3), ("health", 1))  # fmt: skip
SHOPS = (("S01", "鮮魚"), ("S02", "食堂"), ("S03", "菓子"), ("S04", "宿"), ("S05", "酒"),
         ("S06", "雑貨"), ("S07", "農産"), ("S08", "通販"))  # fmt: skip
# Of those who came to an event about food, so many buy within so many days because of it.
FOOD_LEADS_TO_A_PURCHASE = 0.35
FOOD_WINDOW_DAYS = 60


@dataclass(frozen=True, slots=True)
class Person:
    """An invented member."""

    name: str
    home_code: str
    sex: str
    age_band: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing an invented member did; `tag` names the event, `moved_by` the event behind it."""

    person: str
    kind: str
    at: datetime
    evidence: str
    place: str = ""
    tag: str = ""
    amount_yen: int | None = None
    business_id: str = ""
    trade: str = ""
    moved_by: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about a town because it was invented."""

    people: int
    deeds: Mapping[str, int]
    homes: Mapping[str, int]
    came_again: int
    bought_because_of_food: int


@dataclass(frozen=True, slots=True)
class Town:
    """An invented town at a stage of its programme."""

    shape: Shape
    happenings: Sequence[Happening]
    people: Sequence[Person]
    deeds: Sequence[Deed]
    truth: Truth


def build(shape: Shape, *, stage: str, at: datetime, seed: int) -> Town:
    """Invent a town as it is at a moment; nothing in it happens later than that."""
    dice = random.Random(f"{seed}/{shape.code}/{stage}")  # noqa: S311 - a town, not a secret
    events = almanac.happenings(shape.code, stage, at)
    past = [event for event in events if event.event.starts_at < at]
    life = _Life(shape, past, at, dice)
    opened = at - timedelta(days=almanac.DAYS_OPEN[stage])
    people = [life.person(number, opened) for number in range(shape.people[stage])]
    deeds = sorted(life.deeds, key=lambda deed: (deed.at, deed.person, deed.kind))
    return Town(shape, events, people, deeds, _truth(people, deeds))


def _truth(people: Sequence[Person], deeds: Sequence[Deed]) -> Truth:
    """Count what happened, plainly."""
    days: dict[str, set[object]] = {}
    for deed in deeds:
        days.setdefault(deed.person, set()).add(deed.at.astimezone(JST).date())
    return Truth(
        people=len(days),
        deeds=MappingProxyType(dict(Counter(deed.kind for deed in deeds))),
        homes=MappingProxyType(dict(Counter(person.home_code for person in people))),
        came_again=sum(len(on) > 1 for on in days.values()),
        bought_because_of_food=len({deed.person for deed in deeds if deed.moved_by}),
    )


class _Life:
    """Lets people come, return, buy, write and help, one after the other."""

    def __init__(
        self, shape: Shape, past: Sequence[Happening], at: datetime, dice: random.Random
    ) -> None:
        self.shape = shape
        self.past = past
        self.at = at
        self.dice = dice
        self.deeds: list[Deed] = []
        self.met: set[tuple[str, str]] = set()

    def person(self, number: int, opened: datetime) -> Person:
        """Invent one person and all they did."""
        name = f"{self.shape.code}-{number:04d}"
        is_resident = self.dice.random() < 0.25  # noqa: PLR2004 - a quarter lives here
        home = self.shape.code if is_resident else self._one_of(HOMES)
        sex, age_band = self._one_of(SEXES), self._one_of(AGES)
        # Later months bring more people than the first ones.
        since = self.dice.random() ** 0.7 * (self.at - opened).total_seconds()
        joined_at = self._daytime(opened + timedelta(seconds=since))
        if self.past and self.dice.random() < 0.5:  # noqa: PLR2004 - half come by a poster
            weights = [event.drawing for event in self.past]
            event = self.dice.choices(self.past, weights)[0]
            joined_at = self._meet(name, event) or joined_at
        else:
            self._do(name, self._one_of(FRIEND_DEEDS[:3]), joined_at)
        self._return(name, joined_at, RESIDENT_DEEDS if is_resident else FRIEND_DEEDS)
        return Person(name, home, sex, age_band, joined_at)

    def _return(self, name: str, joined_at: datetime, deeds: Sequence[tuple[str, int]]) -> None:
        """Let a person come again: most a little, a few very often (log-normal)."""
        months = (self.at - joined_at).days / 30
        wanted = self.dice.lognormvariate(-2.4, 1.4) * months
        for _ in range(min(60, math.floor(wanted + self.dice.random()))):
            span = (self.at - joined_at).total_seconds()
            when = self._daytime(joined_at + timedelta(seconds=self.dice.random() * span))
            kind = self._one_of(deeds)
            if kind == "meet":
                self._meet_next(name, when)
            else:
                self._do(name, kind, when)

    def _meet_next(self, name: str, when: datetime) -> None:
        """Let a person go to one of the next events."""
        coming = [event for event in self.past if event.event.starts_at >= when]
        if coming:
            self._meet(name, self.dice.choice(coming[:4]))

    def _meet(self, name: str, happening: Happening) -> datetime | None:
        """Let a person take part once; None when they had been there."""
        if (name, happening.tag) in self.met:
            return None
        event = happening.event
        start = event.starts_at
        if event.monthly_code:
            start += timedelta(days=self.dice.randrange(max(1, (self.at - start).days)))
        when = start + timedelta(minutes=self.dice.randrange(1, 50))
        if when >= self.at:
            return None
        self.met.add((name, happening.tag))
        grade = "staff_scan" if self.dice.random() < 0.15 else "own_scan"  # noqa: PLR2004
        self.deeds.append(Deed(name, event.kind, when, grade, event.place, happening.tag))
        if event.theme == "食" and self.dice.random() < FOOD_LEADS_TO_A_PURCHASE:
            later = when + timedelta(days=self.dice.uniform(1, FOOD_WINDOW_DAYS))
            self._do(name, "purchase", self._daytime(later), happening.tag)
        return when

    def _do(self, name: str, kind: str, when: datetime, moved_by: str = "") -> None:
        """Let a person do something that needs no event."""
        if when >= self.at:
            return
        place = self.dice.choice(self.shape.places)
        grade = "self_report" if kind in {"post", "contact"} else self._grade(kind)
        amount, shop = None, ("", "")
        if kind == "purchase":
            amount = round(self.dice.lognormvariate(7.4, 0.7) / 10) * 10
            shop = self.dice.choice(SHOPS)
        elif kind == "donation":
            amount = self.dice.choice((5_000, 10_000, 10_000, 20_000, 30_000))
        placed = place if kind in {"visit", "purchase", "support"} else ""
        self.deeds.append(
            Deed(name, kind, when, grade, placed, "", amount, shop[0], shop[1], moved_by)
        )

    def _grade(self, kind: str) -> str:
        """Say how sure the record of a deed is."""
        if kind == "purchase":
            return self.dice.choice(("receipt", "receipt", "self_report"))
        if kind in {"support", "health"}:
            return "staff_scan"
        return "import" if kind == "donation" else self.dice.choice(("own_scan", "self_report"))

    def _daytime(self, moment: datetime) -> datetime:
        """Move a moment into the hours in which people are about."""
        day = moment.astimezone(JST)
        hour, minute = self.dice.randrange(8, 20), self.dice.randrange(60)
        when = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        # Today's late hours have not come yet.
        return when - timedelta(days=1) if moment < self.at <= when else when

    def _one_of(self, choices: Sequence[tuple[str, int]]) -> str:
        """Throw the dice among weighted words."""
        words = [word for word, _ in choices]
        return self.dice.choices(words, [weight for _, weight in choices])[0]
