"""The 95 % range of a figure from its draws: percentiles, or corrected for bias and skew (BCa)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Numbers = NDArray[np.float64]
LEVEL = 0.95
WIDE = 1.0
# Corrected ranges want more people than this to be left out one by one (effects.md).
BCA_ABOVE = 100
# With fewer draws than this part there is no range: most sets of people lose the figure.
_DEFINED_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Range:
    """A figure and its 95 % range; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def is_grey(self) -> bool:
        """Say whether nothing can be said: wider than 1.0, around 0, or not defined."""
        if self.value is None or self.low is None or self.high is None:
            return True
        return self.high - self.low > WIDE or self.low <= 0.0 <= self.high


def known(value: float) -> float | None:
    """Return a figure, or None where it is not defined."""
    return None if np.isnan(value) else float(value)


def interval(value: float, draws: Numbers, left_out: Numbers) -> Range:
    """Return the range of a figure from its draws, and from leaving one person out at a time."""
    defined = draws[~np.isnan(draws)]
    if np.isnan(value) or len(defined) < _DEFINED_LEAST * len(draws):
        return Range(known(value), None, None)
    tails = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    if len(left_out) > BCA_ABOVE and not np.isnan(left_out).any():
        tails = _corrected(value, defined, left_out, tails)
    low, high = np.quantile(defined, tails)
    return Range(float(value), float(low), float(high))


def _corrected(value: float, draws: Numbers, left_out: Numbers, tails: Numbers) -> Numbers:
    """Move the tails for bias and skew (Efron 1987)."""
    below = (draws < value).mean() + (draws == value).mean() / 2
    bias = ndtri(np.clip(below, 1 / (len(draws) + 1), len(draws) / (len(draws) + 1)))
    away = left_out.mean() - left_out
    spread = (away**2).sum()
    skew = 0.0 if spread <= 0 else (away**3).sum() / (6 * spread**1.5)
    moved = bias + ndtri(tails)
    corrected: Numbers = ndtr(bias + moved / (1 - skew * moved))
    return corrected
