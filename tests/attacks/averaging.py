"""Attack 4: average the noise away over phrasings and partitions of the same people."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

from tests.attacks.asking import Ask, Refused, Tables
from tests.attacks.finding import Finding
from tests.attacks.world import World

from enishi.insight.disclosure.ptable import USUAL

_LARGE = 100  # any count that the last row of the p-table serves
_PARTITIONS = (
    ("age_band",), ("sex",), ("home_prefecture",), ("age_band", "sex"),
    ("age_band", "home_prefecture"), ("sex", "home_prefecture"),
)  # fmt: skip


def over_partitions(tables: Tables, world: World) -> Finding:
    """Average each published count with every sum of published parts, best weights."""
    before = after = claims = people = 0
    for base in (("region",), ("region", "theme"), ("prefecture", "theme"), ("region", "kind")):
        truth = world.counts(base)
        for key, shown in tables.table(base).items():
            if shown is None:
                continue
            looks = [(float(shown), 1), *_sums(tables, world, base, key)]
            weight = sum(1 / cells for _, cells in looks)
            value = round(sum(total / cells for total, cells in looks) / weight)
            claims += 1
            before += shown == truth.get(key, 0)
            after += value == truth.get(key, 0)
            people += truth.get(key, 0) if value == truth.get(key, 0) else 0
    return Finding("averaging over partitions", claims, after, people, _one_look(before, claims))


def over_phrasings(ask: Ask, world: World, times: int = 24) -> Finding:
    """Ask each question in every way there is to put it, and average the answers."""
    before = after = claims = people = 0
    truth = world.counts(("region", "theme"))
    towns = sorted(world.country.towns, key=lambda town: town.people)[-4:]
    for town, theme in itertools.product(towns, world.values("theme")):
        answers = _phrased(ask, town.code, town.prefecture, theme, times)
        if not answers:
            continue
        value = truth.get((town.code, theme), 0)
        claims += 1
        before += answers[0] == value
        after += round(sum(answers) / len(answers)) == value
        people += value if round(sum(answers) / len(answers)) == value else 0
    return Finding("averaging over phrasings", claims, after, people, _one_look(before, claims))


def over_free_partitions(ask: Ask, world: World, splits: int = 150) -> Finding:
    """Split people by lists of homes into four parts, many ways, and average the sums.

    Asghar & Kaafar (PETS 2020). Needs lists, which the query language refuses.
    """
    chance = random.Random(5)  # noqa: S311 - an attacker's choices
    before = after = claims = people = 0
    truth = world.counts(("region", "theme"))
    towns = sorted(world.country.towns, key=lambda town: town.people)[-2:]
    for town, theme in itertools.product(towns, world.values("theme")):
        cell = {"region": town.code, "theme": theme}
        sums = [_split(ask, world, chance, cell) for _ in range(splits)]
        known = [total for total in sums if total is not None]
        if len(known) < splits // 2:
            continue
        direct = ask({"filters": cell, "by": []})[0]["n"]
        value = truth[town.code, theme]
        claims, before = claims + 1, before + (direct == value)
        if round(sum(known) / len(known)) == value:
            after, people = after + 1, people + value
    return Finding(
        "averaging over free partitions", claims, after, people, _one_look(before, claims)
    )


def _one_look(before: int, claims: int) -> float:
    """Return how often one published value is exact: as measured here, or as the noise expects.

    Some 180 cells measure it too roughly to hold the average against it alone.
    """
    usual = USUAL.probability(_LARGE, _LARGE)
    return max(before / claims, usual) if claims else 0.0


def _split(ask: Ask, world: World, chance: random.Random, cell: dict[str, str]) -> int | None:
    """Return the sum of four published quarters, or None when one was hidden or refused."""
    homes = world.values("home_prefecture")
    ages = world.values("age_band")
    some = set(chance.sample([*homes, *ages], (len(homes) + len(ages)) // 2))
    total = 0
    for inside in (True, False):
        # Split by home within some ages, and by home the other way within the rest.
        for age_side in (True, False):
            quarter = {
                **cell,
                "age_band": [age for age in ages if (age in some) == age_side],
                "home_prefecture": [
                    home for home in homes if (home in some) == (inside == age_side)
                ],
            }
            try:
                shown = ask({"filters": quarter, "by": []})[0]["n"]
            except Refused:
                return None
            if not isinstance(shown, int):
                return None
            total += shown
    return total


def _sums(
    tables: Tables, world: World, base: tuple[str, ...], key: tuple[str, ...]
) -> list[tuple[float, int]]:
    """Return each complete sum of published parts, with the number of cells in it."""
    found = []
    for over in _PARTITIONS:
        parts = tables.table((*base, *over))
        names = itertools.product(*(world.values(name) for name in over))
        shown = [parts.get((*key, *name)) for name in names]
        known = [value for value in shown if value is not None]
        if shown and len(known) == len(shown):
            found.append((float(sum(known)), len(known)))
    return found


def _phrased(ask: Ask, region: str, prefecture: str, theme: str, times: int) -> list[int]:
    """Return the answers to one question, phrased in many ways."""
    exact = {"region": region, "theme": theme}
    ways: Sequence[tuple[dict[str, str], list[str]]] = [
        (exact, []),
        ({"theme": theme, "region": region}, []),
        ({**exact, "prefecture": prefecture}, []),
        ({**exact, "evidence": "all"}, []),
        ({"theme": theme}, ["region"]),
        ({"region": region}, ["theme"]),
        ({"prefecture": prefecture, "theme": theme}, ["region"]),
        ({}, ["region", "theme"]),
        ({}, ["theme", "region"]),
    ]
    answers = []
    for filters, by in itertools.islice(itertools.cycle(ways), times):
        try:
            rows = ask({"filters": filters, "by": by})
        except Refused:
            continue
        wanted = {name: exact[name] for name in by}
        found = [row["n"] for row in rows if {name: row[name] for name in by} == wanted]
        answers += [count for count in found if isinstance(count, int)]
    return answers
