"""Attack 1: drill down until a cell holds one person."""

from __future__ import annotations

from tests.attacks.asking import Tables
from tests.attacks.finding import Finding
from tests.attacks.world import ATTRIBUTE_SETS, PLACES, World


def attack(tables: Tables, world: World) -> Finding:
    """Claim a person wherever a published count is one."""
    claims = right = 0
    for by in _questions():
        ones = [key for key, shown in tables.table(by).items() if shown == 1]
        truth = world.counts(by) if ones else {}
        claims += len(ones)
        right += sum(truth.get(key) == 1 for key in ones)
    return Finding("singling out by drill-down", claims, right, people=right)


def _questions() -> list[tuple[str, ...]]:
    """Return the `by` of every question worth asking: years everywhere, months in regions."""
    found: list[tuple[str, ...]] = []
    for attributes in ATTRIBUTE_SETS:
        for action in ((), ("theme",), ("kind",)):
            found += [((place,) if place else ()) + action + attributes for place in PLACES]
            if len(action) + len(attributes) <= 1:
                found.append(("region", "month", *action, *attributes))
    return found
