"""Shares and their ranges: of one group, of one whose months are weighed, of two side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# The two-sided 95 % point of the normal distribution.
Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Range:
    """A value and the ends of its 95 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of a group: how much it weighs, how many stand in it, how many of them did it."""

    weight: float
    part: int
    whole: int


def wilson(part: float, whole: float) -> Range | None:
    """Return a share with its Wilson score range; None of nobody (Wilson, JASA 22, 1927)."""
    if whole <= 0:
        return None
    share, square = part / whole, Z * Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    spread = math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    half = Z * spread / (1 + square / whole)
    return Range(share, max(middle - half, 0.0), min(middle + half, 1.0))


def standardised(strata: Iterable[Stratum]) -> Range | None:
    """Return the share that a group would have with its parts weighed as given.

    The range is Wilson's with the size at which a plain share would vary as much. Parts in which
    nobody stands are left out; None when no part is left.
    """
    used = [one for one in strata if one.whole > 0 and one.weight > 0]
    total = sum(one.weight for one in used)
    if not used:
        return None
    shares = [one.part / one.whole for one in used]
    weights = [one.weight / total for one in used]
    value = sum(weight * share for weight, share in zip(weights, shares, strict=True))
    # Each part's share is itself uncertain; at 0 and 1 its variance is taken from the whole's.
    spread = value * (1 - value)
    variance = sum(
        weight**2 * (share * (1 - share) or spread) / one.whole
        for weight, share, one in zip(weights, shares, used, strict=True)
    )
    if variance > 0:
        size = spread / variance
    else:
        size = 1 / sum(weight**2 / one.whole for weight, one in zip(weights, used, strict=True))
    found = wilson(value * size, size)
    return found and Range(value, found.low, found.high)


def difference(first: Range, second: Range) -> Range:
    """Return how far two independent shares lie apart.

    The range joins those of the shares (Newcombe, Statistics in Medicine 17, 1998, method 10).
    """
    value = first.value - second.value
    low = value - math.hypot(first.value - first.low, second.high - second.value)
    high = value + math.hypot(first.high - first.value, second.value - second.low)
    return Range(value, low, high)


def mean(total: float, squares: float, products: float, counts: float, whole: int) -> Range | None:
    """Return the mean of words of which one person may have given several; None of nothing.

    The range counts persons: with s the sum and c the number of a person's words, `total` is the
    sum of s, `squares` of s squared, `products` of s times c, `counts` of c squared, `whole` of c
    (the linearised variance of a ratio; Cochran, Sampling Techniques, 1977, 6.3).
    """
    if whole <= 0:
        return None
    value = total / whole
    variance = (squares - 2 * value * products + value**2 * counts) / whole**2
    half = Z * math.sqrt(max(variance, 0.0))
    return Range(value, value - half, value + half)
