"""Shares, means, changes and ranks: always from published numbers, always with their range.

The range is the Wilson score interval of 95 % (Wilson 1927), for the people who happened to be
recorded, widened on both sides by what protection may have moved: 2.45 sqrt(1 + r^2) / n of the
whole (the disclosure engine's interval for a ratio of two published counts). Nothing here sees a
true number: who has the tables can work out the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

SHOWN_FROM = 10
_Z = 1.96
_MOVED = 2.45
# How far sums are usually moved by their largest contribution (magnitudes.md: 8 to 10 %).
_SUM_MOVED = 0.09
# 1.96 x 2.45 x sqrt 2: two published counts nearer than this may be the same (disclosure design).
CLEAR_FROM = 7


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both published, with its range; ratios are of 1."""

    part: int
    whole: int
    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times as large a share is as another, with its range."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> int:
        """1 clearly more, -1 clearly less, 0 not to be told apart."""
        return int(self.low > 1) - int(self.high < 1)

    @property
    def is_notable(self) -> bool:
        """Say whether the range leaves 0.8 to 1.2: worth bold type."""
        return self.low > 1.2 or self.high < 0.8  # noqa: PLR2004 - the band is said right above


def share(part: int | None, whole: int | None) -> Share | None:
    """Return a part's share of a whole; None when either is hidden or too small."""
    if part is None or whole is None or part < SHOWN_FROM or whole < SHOWN_FROM:
        return None
    return _share(min(part, whole), whole)


def rest(parts: tuple[int, ...], whole: int | None) -> Share | None:
    """Return what published parts leave of a whole, for those who live elsewhere."""
    if whole is None:
        return None
    left = whole - sum(parts)
    return share(left, whole)


def _share(part: int, whole: int) -> Share:
    """Return the share with its range."""
    ratio = part / whole
    square = _Z * _Z
    middle = (ratio + square / (2 * whole)) / (1 + square / whole)
    spread = math.sqrt(ratio * (1 - ratio) / whole + square / (4 * whole * whole))
    half = _Z * spread / (1 + square / whole)
    moved = _MOVED * math.sqrt(1 + ratio * ratio) / whole
    return Share(part, whole, ratio, max(middle - half - moved, 0), min(middle + half + moved, 1))


@dataclass(frozen=True, slots=True)
class Balance:
    """Those for less those against, in percent of all who said anything, with its range."""

    whole: int
    value: float
    low: float
    high: float


def balance(up: int | None, between: int | None, down: int | None) -> Balance | None:
    """Return how far those for outweigh those against; None unless all three may be seen.

    The range is that of a difference of two shares of the same people, widened by the protection
    of the three published numbers.
    """
    if up is None or between is None or down is None:
        return None
    whole = up + between + down
    if whole < SHOWN_FROM:
        return None
    value = (up - down) / whole
    sampling = ((up + down) / whole - value**2) / whole
    protection = _MOVED**2 * (2 + 3 * value**2) / whole**2
    half = _Z * math.sqrt(sampling + protection)
    return Balance(whole, 100 * value, 100 * (value - half), 100 * (value + half))


def difference(own: Share | None, other: Share | None) -> int | None:
    """Say whether a share is clearly more (1), clearly less (-1) or not to be told apart (0).

    None when there is nothing to compare with. Ranges that touch are not told apart.
    """
    if own is None or other is None:
        return None
    return int(own.low > other.high) - int(own.high < other.low)


def factor(own: Share | None, other: Share | None) -> Factor | None:
    """Return how many times as large the own share is; None when either is hidden.

    The range is that of a ratio of two proportions on the log scale (Katz et al. 1978), with the
    variance of the published numbers' protection added to each count.
    """
    if own is None or other is None or not own.ratio or not other.ratio:
        return None
    value = own.ratio / other.ratio
    spread = _Z * math.sqrt(_relative_variance(own) + _relative_variance(other))
    return Factor(value, value * math.exp(-spread), value * math.exp(spread))


def _relative_variance(one: Share) -> float:
    """Return the variance of the logarithm of a published share."""
    sampling = (1 - one.ratio) / one.part
    return sampling + (_MOVED / one.part) ** 2 + (_MOVED / one.whole) ** 2


@dataclass(frozen=True, slots=True)
class Mean:
    """A published sum over published people, with the range that protection leaves open."""

    total: int
    people: int
    value: float
    low: float
    high: float


def mean(total: int | None, people: int | None) -> Mean | None:
    """Return the mean of a published sum for each published person; None when either is hidden.

    The range is what protection may have moved; it says nothing of people who were not recorded.
    """
    if total is None or people is None or people < SHOWN_FROM:
        return None
    value = total / people
    half = _Z * value * math.hypot(_MOVED / people, _SUM_MOVED)
    return Mean(total, people, value, max(value - half, 0.0), value + half)


@dataclass(frozen=True, slots=True)
class Change:
    """A published number beside the one of a year before."""

    now: int
    before: int

    @property
    def difference(self) -> int:
        """How many more; fewer below zero."""
        return self.now - self.before

    @property
    def direction(self) -> int:
        """1 more, -1 fewer, 0 no clear change: protection alone may have made the difference."""
        if abs(self.difference) < CLEAR_FROM:
            return 0
        return 1 if self.difference > 0 else -1

    @property
    def ratio(self) -> float:
        """By which part of the year before it grew."""
        return self.difference / self.before


def change(now: int | None, before: int | None) -> Change | None:
    """Return what changed between two published counts; None when either is hidden."""
    return None if now is None or before is None else Change(now, before)


def ranks(shares: Mapping[str, Share | None]) -> dict[str, int]:
    """Return the rank of each place whose share is shown: one more than are clearly above it.

    Places whose ranges overlap are not told apart by this; several may have the same rank.
    """
    shown = {name: one for name, one in shares.items() if one is not None}
    return {
        name: 1 + sum(other.low > one.high for other in shown.values())
        for name, one in shown.items()
    }
