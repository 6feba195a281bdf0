"""Attack 6: lists and negations whose difference is one person (Denning's trackers)."""

from __future__ import annotations

import random

from tests.attacks.asking import Ask, Refused
from tests.attacks.finding import Finding
from tests.attacks.world import World

from enishi.simulation.country import Person

_TARGETS = 40


def attack(ask: Ask, world: World, *, pairs: int = 60) -> Finding:
    """Ask whether somebody, the only one of their home in a region, did each theme.

    The count of (some homes and theirs) less the count of (some homes) is that one person. Many
    different lists give many independent looks, which average any noise away.
    """
    chance = random.Random(7)  # noqa: S311 - an attacker's choices
    claims = right = yes = 0
    for person in _alone(world, chance):
        for theme in world.values("theme"):
            truth = int((world.person[world.mask(_known(person, theme))]).size > 0)
            looks = [_look(ask, world, chance, person, theme) for _ in range(pairs)]
            seen = [look for look in looks if look is not None]
            if len(seen) > pairs // 2:
                claims, yes = claims + 1, yes + truth
                right += (sum(seen) / len(seen) > 0.5) == bool(truth)
    baseline = max(yes, claims - yes) / claims if claims else 0.0
    return Finding("trackers with lists or negation", claims, right, right, baseline)


def _known(person: Person, theme: str) -> dict[str, str]:
    """Return the conditions that only this person meets, and the theme."""
    return {
        "region": person.region,
        "home_prefecture": person.home,
        "age_band": person.age_band,
        "sex": person.sex,
        "theme": theme,
    }


def _alone(world: World, chance: random.Random) -> list[Person]:
    """Return people alone with their home, age band and sex in a region: their neighbours know."""
    counts = world.counts(("region", "home_prefecture", "age_band", "sex"))
    people = [
        person
        for person in world.country.people
        if counts.get((person.region, person.home, person.age_band, person.sex)) == 1
    ]
    return chance.sample(people, min(len(people), _TARGETS))


def _look(ask: Ask, world: World, chance: random.Random, person: Person, theme: str) -> int | None:
    """Return one difference, or None when something was hidden or refused."""
    common = _known(person, theme)
    homes = _around(person.home, world.values("home_prefecture"), chance)
    others = [home for home in homes if home != person.home]
    try:
        with_them = ask({"filters": {**common, "home_prefecture": homes}, "by": []})
        without = ask({"filters": {**common, "home_prefecture": others}, "by": []})
    except Refused:
        return None
    first, second = with_them[0]["n"], without[0]["n"]
    if not isinstance(first, int) or not isinstance(second, int):
        return None
    return first - second


def _around(value: str, values: list[str], chance: random.Random) -> list[str]:
    """Return a random list of at least half of all values, this one among them."""
    others = [other for other in values if other != value]
    return sorted([value, *chance.sample(others, chance.randint(len(values) // 2, len(others)))])
