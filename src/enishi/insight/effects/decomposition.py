"""Splits the gap between two figures into parts that add up to it exactly.

    shares_of_gap({"people": 40, "frequency": 2.5}, {"people": 20, "frequency": 2.0})
    compose(here, there)       # Kitagawa: how much is rates, how much is composition

A split is bookkeeping: it says where a gap lies, never why. Claim and citations: decomposition.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def log_mean(one: float, other: float) -> float:
    """Return the logarithmic mean of two positive numbers; of equal ones, that number."""
    assert one > 0 < other, "a logarithm needs something above 0"
    apart = math.log(one / other)
    return one if abs(apart) < 1e-12 else (one - other) / apart  # noqa: PLR2004 - as good as equal


def shares_of_gap(here: Mapping[str, float], there: Mapping[str, float]) -> dict[str, float]:
    """Split the gap of two products into one part for each factor (all factors above 0).

    A factor's part is proportional to the logarithm of its ratio; the parts add up to the gap.
    """
    assert here.keys() == there.keys(), "both sides have the same factors"
    weight = log_mean(math.prod(here.values()), math.prod(there.values()))
    return {name: weight * math.log(value / there[name]) for name, value in here.items()}


@dataclass(frozen=True, slots=True)
class Group:
    """A group on one side: how much of the whole it is, and its rate."""

    weight: float
    rate: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one group adds to the gap: by its rate, and by its share of the whole."""

    name: str
    rate: float
    composition: float


@dataclass(frozen=True, slots=True)
class Split:
    """A gap of two rates, with its two parts and those of each group."""

    gap: float
    rate: float
    composition: float
    parts: Sequence[Part]
    turns_around: bool

    @property
    def ranked(self) -> list[Part]:
        """The groups, the largest part of the gap first."""
        return sorted(self.parts, key=lambda part: -abs(part.rate + part.composition))


def compose(here: Mapping[str, Group], there: Mapping[str, Group]) -> Split:
    """Split the gap of two weighted rates into rates and composition (Kitagawa 1955).

    A group that stands on one side only has the weight 0 on the other, and there the rate it has
    here: where nobody is, no rate differs. `turns_around` is Simpson's reversal: the gap points
    one way, and the rates within the groups, with the same composition on both sides, the other.
    """
    parts = []
    for name in dict.fromkeys((*here, *there)):
        own, other = _both(here.get(name), there.get(name))
        parts.append(
            Part(
                name,
                rate=(own.rate - other.rate) * (own.weight + other.weight) / 2,
                composition=(own.weight - other.weight) * (own.rate + other.rate) / 2,
            )
        )
    rate = math.fsum(part.rate for part in parts)
    composition = math.fsum(part.composition for part in parts)
    gap = _mean(here) - _mean(there)
    return Split(gap, rate, composition, tuple(parts), turns_around=gap * rate < 0)


def _both(own: Group | None, other: Group | None) -> tuple[Group, Group]:
    """Return both sides of a group, the missing one with nobody in it."""
    if own is None:
        assert other is not None, "a group stands on one side at least"
        return Group(0.0, other.rate), other
    return own, other or Group(0.0, own.rate)


def _mean(groups: Mapping[str, Group]) -> float:
    return math.fsum(group.weight * group.rate for group in groups.values())


def weighted(counts: Mapping[str, tuple[float, float]]) -> dict[str, Group]:
    """Return groups from (size, events) of each; empty groups have no rate and are left out."""
    whole = math.fsum(size for size, _ in counts.values())
    return {
        name: Group(size / whole, events / size)
        for name, (size, events) in counts.items()
        if size > 0
    }
