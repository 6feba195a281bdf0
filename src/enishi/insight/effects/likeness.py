"""Which places are alike: Gower's distance over blocks of attributes, robust and explained.

Claim and citations: likeness.md.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Attributes = Mapping[str, float | None]
# Blocks of attributes by name; a block counts once, however many attributes are in it.
Blocks = Mapping[str, Attributes]

_EDGE = 10
# A block is compared where so many of its attributes are known on both sides.
_KNOWN_LEAST = 0.5
_BLOCKS_LEAST = 3
# A block matches when fewer than a quarter of all others are as near.
_NEAR = 0.25


@dataclass(frozen=True, slots=True)
class Near:
    """A place, how far it is (0 the same, 1 as far as can be), by block, and what matches."""

    name: str
    distance: float
    by_block: Mapping[str, float]
    matches: Sequence[str]


def nearest(own: str, places: Mapping[str, Blocks]) -> list[Near]:
    """Return the other places, the nearest first; those with too little known are left out."""
    spreads = _spreads(places)
    found = []
    for name, blocks in places.items():
        if name == own:
            continue
        by_block = {
            block: distance
            for block, attributes in places[own].items()
            if (distance := _apart(attributes, blocks.get(block, {}), spreads[block])) is not None
        }
        if len(by_block) >= min(_BLOCKS_LEAST, len(places[own])):
            found.append((name, by_block))
    limits = {
        block: _near_limit([by_block[block] for _, by_block in found if block in by_block])
        for block in places[own]
    }
    return sorted(
        (
            Near(
                name,
                round(statistics.fmean(by_block.values()), 6),
                by_block,
                tuple(block for block, far in by_block.items() if far <= limits[block]),
            )
            for name, by_block in found
        ),
        key=lambda near: (near.distance, near.name),
    )


def _spreads(places: Mapping[str, Blocks]) -> dict[str, dict[str, float]]:
    """Return for each attribute how far the middle eight tenths of all places reach."""
    values: dict[str, dict[str, list[float]]] = {}
    for blocks in places.values():
        for block, attributes in blocks.items():
            for name, value in attributes.items():
                if value is not None:
                    values.setdefault(block, {}).setdefault(name, []).append(value)
    return {
        block: {name: _spread(seen) for name, seen in named.items()}
        for block, named in values.items()
    } | {block: {} for blocks in places.values() for block in blocks if block not in values}


def _spread(values: Sequence[float]) -> float:
    if len(values) < _EDGE:
        return max(values) - min(values)
    cuts = statistics.quantiles(values, n=_EDGE, method="inclusive")
    return cuts[-1] - cuts[0]


def _apart(one: Attributes, other: Attributes, spreads: Mapping[str, float]) -> float | None:
    """Return the mean distance of a block's attributes, each at most 1; None when unknown."""
    pairs = [
        min(abs(value - there) / spreads[name], 1.0) if spreads[name] else 0.0
        for name, value in one.items()
        if value is not None and (there := other.get(name)) is not None
    ]
    known = sum(value is not None for value in one.values())
    if not pairs or len(pairs) < _KNOWN_LEAST * known:
        return None
    return statistics.fmean(pairs)


def _near_limit(distances: Sequence[float]) -> float:
    """Return up to which distance a block counts as matching."""
    if not distances:
        return -1.0
    return sorted(distances)[max(int(len(distances) * _NEAR) - 1, 0)]
