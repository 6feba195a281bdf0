"""Correlation of weighted rows, many weightings at once: a draw is a weight for every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
# Less than this part of the variance of all rows is none: the rest is rounding.
_NO_VARIANCE = 1e-12
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class ByValue:
    """Pearson's coefficient of the values themselves."""

    values: Numbers

    def of(self, weights: Numbers) -> Numbers:
        """Return the coefficient of every pair of columns for every weighting; else NaN."""
        centred = self.values - self.values.mean(axis=0)
        columns = centred.shape[1]
        first, second = _sides(columns)
        total = weights.sum(axis=1, keepdims=True)
        mean = weights @ centred / total
        squares = weights @ centred**2 / total - mean**2
        products = weights @ (centred[:, first] * centred[:, second]) / total
        return _ratio(
            products - mean[:, first] * mean[:, second],
            squares,
            centred.var(axis=0),
            (first, second),
        )


@dataclass(frozen=True, slots=True)
class ByRank:
    """Spearman's coefficient: rows are ranked anew in every weighting, ties share their middle."""

    values: Numbers

    def of(self, weights: Numbers) -> Numbers:
        """Return the coefficient of every pair of columns for every weighting; else NaN."""
        columns = self.values.shape[1]
        first, second = _sides(columns)
        parts = [self._of(part, first, second) for part in in_parts(weights, columns)]
        return np.concatenate(parts)

    def _of(self, weights: Numbers, first: list[int], second: list[int]) -> Numbers:
        total = weights.sum(axis=1, keepdims=True)
        middle = (total + 1) / 2
        ranks = [ranks_of(column, weights) - middle for column in self.values.T]
        squares = np.stack([(weights * rank**2).sum(axis=1) for rank in ranks], axis=1) / total
        weighed = [weights * rank for rank in ranks]
        products = [
            (weighed[one] * ranks[other]).sum(axis=1)
            for one, other in zip(first, second, strict=True)
        ]
        whole = np.stack(products, axis=1) / total
        scale = np.full(self.values.shape[1], float(weights.shape[1]) ** 2 / 12)
        return _ratio(whole, squares, scale, (first, second))


def ranks_of(column: Numbers, weights: Numbers) -> Numbers:
    """Return the rank of every row in every weighting; equal values share their middle rank."""
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    group = np.cumsum(np.r_[False, ordered[1:] != ordered[:-1]])
    sizes = np.add.reduceat(weights[:, order], starts, axis=1)
    middles = np.cumsum(sizes, axis=1) - sizes + (sizes + 1) / 2
    ranks = np.empty_like(weights)
    ranks[:, order] = middles[:, group]
    return ranks


def in_parts(weights: Numbers, columns: int) -> Iterator[Numbers]:
    """Yield the weightings so few at a time that memory stays small."""
    step = max(1, CELLS_AT_ONCE // max(1, weights.shape[1] * columns))
    for start in range(0, len(weights), step):
        yield weights[start : start + step]


def _sides(columns: int) -> tuple[list[int], list[int]]:
    """Return the first and the second column of every pair."""
    chosen = list(combinations(range(columns), 2))
    return [one for one, _ in chosen], [other for _, other in chosen]


def _ratio(
    products: Numbers, squares: Numbers, scale: Numbers, sides: tuple[Sequence[int], Sequence[int]]
) -> Numbers:
    """Divide by both deviations; a column that does not vary has no coefficient."""
    varies = squares > _NO_VARIANCE * np.maximum(scale, _NO_VARIANCE)
    deviation = np.sqrt(np.where(varies, squares, np.nan))
    first, second = sides
    found: Numbers = products / (deviation[:, first] * deviation[:, second])
    return np.clip(found, -1.0, 1.0)
