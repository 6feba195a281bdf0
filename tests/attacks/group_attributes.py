"""Attack 2: learn what everybody, or nobody, in a small group did without finding one person."""

from __future__ import annotations

import itertools

from tests.attacks.asking import Tables
from tests.attacks.finding import Finding
from tests.attacks.world import ACTIONS, ATTRIBUTE_SETS, PLACES, World

_LARGEST_GROUP = 60  # larger groups say little about one person
_SURELY_NOT_FEW = 20


def attack(tables: Tables, world: World) -> Finding:
    """Claim "all did" where part and whole are published equal, "none did" where the part is 0."""
    claims = right = people = pairs = true_pairs = 0
    for group_by, part_by in _pairs():
        whole, part = tables.table(group_by), tables.table((*group_by, *part_by))
        if not whole or not part:
            continue
        true_whole, true_part = world.counts(group_by), world.counts((*group_by, *part_by))
        for key, shown in part.items():
            group = key[: len(group_by)]
            if (
                key[-1] == "all"
                or whole[group] is None
                or true_whole.get(group, 0) > _LARGEST_GROUP
            ):
                continue
            persons, did = true_whole.get(group, 0), true_part.get(key, 0)
            pairs += 1
            true_pairs += did == persons
            if shown == whole[group] and shown is not None:
                claims, right = claims + 1, right + (did == persons)
                people += persons if did == persons else 0
            elif shown == 0:
                claims, right = claims + 1, right + (did == 0)
                people += persons if did == 0 else 0
    return Finding(
        "group attributes", claims, right, people, baseline=true_pairs / pairs if pairs else 0.0
    )


def from_hidden_cells(tables: Tables, world: World) -> Finding:
    """Claim "all did" where a part is hidden although it should be far too large to be few.

    A hidden part is small or inseparable; whoever knows how common the part is elsewhere can rule
    out small. Only as good as guessing where the part is not common anyway (rules.md).
    """
    claims = right = people = pairs = true_pairs = 0
    for attributes, place, action in itertools.product(ATTRIBUTE_SETS, PLACES, ("theme", "kind")):
        group_by = (*((place,) if place else ()), *attributes)
        whole, part = tables.table(group_by), tables.table((*group_by, action))
        true_whole, true_part = world.counts(group_by), world.counts((*group_by, action))
        everywhere = world.counts((action,))
        for key, shown in part.items():
            group, persons = whole[key[:-1]], true_whole.get(key[:-1], 0)
            if group is None or persons > _LARGEST_GROUP:
                continue
            all_did = true_part.get(key, 0) == persons
            pairs, true_pairs = pairs + 1, true_pairs + all_did
            usual = everywhere[key[-1:]] / len(world.persons)
            if shown is None and usual * group >= _SURELY_NOT_FEW:
                claims, right = claims + 1, right + all_did
                people += persons if all_did else 0
    return Finding(
        "group attributes from hidden cells", claims, right, people, true_pairs / max(pairs, 1)
    )


def _pairs() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return (group, what is asked about it) as dimensions."""
    found = []
    for attributes in ATTRIBUTE_SETS:
        for place in PLACES:
            group = (*((place,) if place else ()), *attributes)
            found += [(group, (action,)) for action in ACTIONS]
            found += [(group, ("fiscal_year",))]
            if len(attributes) < 2:
                found += [
                    (group, (name,))
                    for name in ("age_band", "sex", "home_prefecture")
                    if name not in attributes
                ]
    return found
