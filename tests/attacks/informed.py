"""The adversary who knows every other record: how often is he right about the last one?"""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
from tests.attacks.asking import Tables
from tests.attacks.finding import Finding
from tests.attacks.world import ATTRIBUTE_SETS, World

from enishi.insight.disclosure import rules
from enishi.insight.disclosure.ptable import SENSITIVE, USUAL, PTable

_NEVER = 1e-12
_KNOWN = (
    "region", "prefecture", "age_band", "age_band20", "sex", "home_prefecture", "home_area",
)  # fmt: skip
# All records, and those alone that somebody else than the member saw.
SURE: tuple[dict[str, str], ...] = ({}, {"evidence": "verified"})


def attack(tables: Tables, world: World, *, targets: int = 300, limit: int = 10) -> Finding:
    """Weigh "did the theme" against "did not" for people of either sort, half and half.

    He knows everybody else, the p-table and the rules, and reads every published cell that the
    person would stand in. Guessing is right half the time. No count engine without a budget can
    withstand him fully (disclosure claim: at most 0.85); the figure is told on the method page.
    """
    chance = random.Random(11)  # noqa: S311 - an attacker's choices
    right = 0
    for number in range(targets):
        did = number % 2 == 0
        theme = chance.choice(world.values("theme"))
        person = _somebody(world, chance, theme, did=did)
        table = SENSITIVE if rules.is_sensitive(theme) else USUAL
        weight = sum(
            _evidence(table, others, shown, limit)
            for others, shown in _cells(tables, world, person, theme, did=did)
        )
        right += (weight > 0) == did if weight else chance.random() < 0.5
    return Finding("knows all other records", targets, right, 0, 0.5)


def _somebody(world: World, chance: random.Random, theme: str, *, did: bool) -> int:
    """Return the number of the first row of somebody who did, or did not do, the theme at home."""
    column = world.column("theme") == world.values("theme").index(theme)
    while True:
        row = chance.randrange(len(world.person))
        mine = (world.person == world.person[row]) & (
            world.column("region") == world.column("region")[row]
        )
        if bool(np.any(mine & column)) == did:
            return row


def _cells(
    tables: Tables, world: World, row: int, theme: str, *, did: bool
) -> list[tuple[int, int | None]]:
    """Return (persons without the target, published) of each cell with a set of its own."""
    known = {name: world.values(name)[world.column(name)[row]] for name in _KNOWN}
    found: dict[bytes, tuple[int, int | None]] = {}
    for place in ("region", "prefecture", None):
        for attributes, more in itertools.product(ATTRIBUTE_SETS, SURE):
            names = (*((place,) if place else ()), *attributes)
            conditions = {name: known[name] for name in names}
            table = tables.table((*names, "theme"), **more)
            if not table:
                continue  # outside the language
            persons = np.unique(world.person[world.mask({**conditions, **more, "theme": theme})])
            others = len(persons) - (world.person[row] in persons)
            published = table.get((*conditions.values(), theme))
            if did or world.person[row] not in persons:
                found.setdefault(persons.tobytes(), (others, published))
    return list(found.values())


def _evidence(table: PTable, others: int, shown: int | None, limit: int) -> float:
    """Return the log likelihood ratio of one published cell for "the person is in it"."""
    return math.log(_chance(table, others + 1, shown, limit)) - math.log(
        _chance(table, others, shown, limit)
    )


def _chance(table: PTable, persons: int, shown: int | None, limit: int) -> float:
    """Return how likely a true count is published so (child rule left aside)."""
    if shown is not None:
        return max(table.probability(persons, shown), _NEVER)
    if not rules.has_enough_persons(persons):
        return 1.0
    below = sum(table.probability(persons, value) for value in range(limit))
    return max(below, 0.05)  # a hidden cell may also be inseparable
