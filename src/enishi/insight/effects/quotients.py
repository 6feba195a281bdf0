"""How many times as large one published share is as another, and which ranks are ties.

Ranges hold what chance does and what the protection of published numbers may have moved: a
published count of persons moves with a standard deviation of 2.45 (disclosure.md 4, measured).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_FROM = 10
_Z = 1.959963984540054
_MOVED = 2.45


@dataclass(frozen=True, slots=True)
class Published:
    """A published part of a published whole.

    `tables` says of how many places' numbers they are sums; `hidden_most` is the most that hidden
    parts may hold beside them.
    """

    part: int
    whole: int
    tables: int = 1
    hidden_most: int = 0

    @property
    def share(self) -> float:
        """The part of the whole, at most all of it."""
        return min(self.part / self.whole, 1.0)


@dataclass(frozen=True, slots=True)
class Quotient:
    """How many times, with its 95 % range."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> int:
        """1 clearly more, -1 clearly less, 0 not to be told apart."""
        return int(self.low > 1) - int(self.high < 1)


def quotient(own: Published, other: Published) -> Quotient | None:
    """Return the own share as a multiple of the other; None below ten persons on either side.

    The range is that of a ratio of two proportions on the log scale (Katz et al. 1978), with the
    variance of the protection of part and whole added on both sides. What may be hidden of the
    other's part only widens it: downwards, for the other share may be larger than it seems.
    """
    if min(own.part, own.whole, other.part, other.whole) < SHOWN_FROM:
        return None
    value = own.share / other.share
    spread = _Z * math.sqrt(_variance(own) + _variance(other))
    fuller = min((other.part + other.hidden_most) / other.whole, 1.0)
    least = min(value, own.share / fuller)
    return Quotient(value, least * math.exp(-spread), value * math.exp(spread))


def _variance(one: Published) -> float:
    """Return the variance of the logarithm of a published share."""
    moved = one.tables * _MOVED**2
    return (1 - one.share) / one.part + moved / one.part**2 + moved / one.whole**2


@dataclass(frozen=True, slots=True)
class Rate:
    """Published persons for each thousand of something exact, with its 95 % range."""

    value: float
    low: float
    high: float


def per_thousand(persons: int, base: float, tables: int = 1, hidden_most: int = 0) -> Rate:
    """Return published persons per thousand residents, with what protection may have moved.

    Everybody recorded is counted, so there is no chance of drawing in it. `tables` says of how
    many published numbers the persons are made; `hidden_most` of them may not belong to it.
    """
    moved = _Z * _MOVED * math.sqrt(tables)
    return Rate(
        persons / base * 1000,
        max(persons - moved - hidden_most, 0.0) / base * 1000,
        (persons + moved) / base * 1000,
    )


def ranks(ranges: Sequence[tuple[float, float]]) -> list[int]:
    """Return the rank of each range, the highest first; those that overlap the leader are tied.

    Ordered by their middles, a range opens a new rank when it lies wholly below the range that
    opened the one before; so ties have one number, and the next is counted on.
    """
    order = sorted(range(len(ranges)), key=lambda place: -sum(ranges[place]))
    found = [0] * len(ranges)
    leader, rank = (math.inf, math.inf), 0
    for place, number in enumerate(order, start=1):
        if ranges[number][1] < leader[0]:
            leader, rank = ranges[number], place
        found[number] = rank
    return found
