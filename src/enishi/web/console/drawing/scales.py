"""Scales of charts: where a value stands, round steps of an axis, five steps of a map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

_ROUND = (1.0, 1.2, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)
_AXIS = (1.0, 2.0, 5.0, 10.0)
STEPS = 5


def _nearest_round(value: float) -> int:
    """Return the round number nearest to a value, by ratio."""
    size = 10.0 ** math.floor(math.log10(value))
    best = min(_ROUND, key=lambda step: abs(math.log(value / (step * size))))
    return round(best * size)


def five_steps(values: Sequence[int], limit: int) -> list[int]:
    """Return up to five lower bounds from the limit on, growing by about the same ratio."""
    if not values:
        return [limit]
    top = max(max(values) * 0.6, limit)
    ratio = (top / limit) ** (1 / (STEPS - 1))
    bounds = [limit] + [_nearest_round(limit * ratio**number) for number in range(1, STEPS)]
    return [bounds[0]] + [after for before, after in pairwise(bounds) if after > before]


def round_below(value: float) -> int:
    """Return the largest round number that is not above a value of 1 or more."""
    size = 10.0 ** math.floor(math.log10(value))
    return round(max(step * size for step in _ROUND if step * size <= value))


def step_of(value: int, bounds: Sequence[int]) -> int:
    """Return the step 1 to 5 that a value falls into; below the first bound it is 1."""
    return max(1, sum(value >= bound for bound in bounds))


def axis(top: float, wanted: int = 5) -> list[float]:
    """Return round marks from 0 to at least `top`, about as many as wanted."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(step * size for step in _AXIS if step * size >= rough * 0.999)
    count = math.ceil(round(top / step, 6))
    return [number * step for number in range(count + 1)]
