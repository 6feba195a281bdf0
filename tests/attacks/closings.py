"""Attack 8: somebody joins between two closings; which numbers changed tells who they are."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.attacks.asking import Tables
from tests.attacks.finding import Finding, together
from tests.attacks.world import World

BASES = (("region",), ("region", "theme"), ("prefecture", "theme"))
OVER = ("age_band", "sex", "home_prefecture")
Key = tuple[str, ...]


def read(tables: Tables) -> None:
    """Read every table of a closing while it is in force."""
    for base, over in itertools.product(BASES, OVER):
        tables.table((*base, over))


def attack(closings: Mapping[str, Tables], world: World) -> Finding:
    """Claim an attribute of the only newcomer of a cell where one part's number changed.

    The attacker keeps the tables of every closing (by its last month), and knows how many came
    to each cell in between: of a region the exact figures (確定値) nearly say so.
    """
    months = sorted(closings)
    findings = []
    for base in BASES:
        for over in OVER:
            for before, after in itertools.pairwise(months):
                findings.append(_between(closings, world, (before, after), (base, over)))
    return together("differencing over closings", findings)


def _between(
    closings: Mapping[str, Tables],
    world: World,
    months: tuple[str, str],
    question: tuple[Key, str],
) -> Finding:
    base, over = question
    early, late = (closings[month].table((*base, over)) for month in months)
    alone = _only_newcomers(world, base, over, months)
    claims = right = 0
    values = Counter(alone.values())
    for cell, truth in alone.items():
        changed = [
            value
            for value in world.values(over)
            if early.get((*cell, value)) != late.get((*cell, value))
        ]
        if len(changed) == 1:
            claims += 1
            right += changed[0] == truth
    best = max(values.values(), default=0)
    return Finding(
        "differencing over closings",
        claims,
        right,
        people=right,
        baseline=best / len(alone) if alone else 0.0,
    )


def _only_newcomers(world: World, base: Key, over: str, months: tuple[str, str]) -> dict[Key, str]:
    """Return the attribute of the newcomer of each cell that exactly one came to."""
    early, late = (_members(world, base, until) for until in months)
    found: dict[Key, str] = {}
    attribute = _attributes(world, over)
    for cell, persons in late.items():
        came = persons - early.get(cell, frozenset())
        if len(came) == 1 and early.get(cell):
            found[cell] = attribute[next(iter(came))]
    return found


def _members(world: World, base: Sequence[str], until: str) -> dict[Key, frozenset[int]]:
    """Return the persons of each cell up to a month."""
    months = [month for month in world.values("month") if month <= until]
    keys, starts, persons = world.groups(base, {"month": months})
    ends = [*starts[1:], len(persons)]
    return {
        key: frozenset(persons[start:end].tolist())
        for key, start, end in zip(keys, starts, ends, strict=True)
    }


def _attributes(world: World, over: str) -> dict[int, str]:
    """Return everybody's value of an attribute."""
    names = world.values(over)
    column = world.column(over)
    return {
        int(person): names[int(value)]
        for person, value in zip(world.person.tolist(), column.tolist(), strict=True)
    }
