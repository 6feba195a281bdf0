"""Solves p-tables: the noise that says least, under the constraints that protect.

Kept apart from ptable.py so that only who makes or checks a table needs the optimiser.
Claim, assumptions and citations: ptable.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from enishi.insight.disclosure.ptable import PTable

_TOLERANCE = 1e-9
_LEAST_CHANCE = 1e-15  # the logarithm needs more than zero


def solve(largest_move: int, variance: float, never_up_to: int) -> PTable:
    """Solve the table of largest entropy (ptable's D, V and js).

    Every row is unbiased with at most the given variance, moves by at most `largest_move`, never
    lands on 1 to `never_up_to`, and its probabilities do not fall up to the move 0.
    Source: Giessing 2016; R package ptable (sdcTools), which it equals to 1e-6.
    """
    last = largest_move + (never_up_to + 1 if never_up_to else 0)
    rows = [_solve_row(count, largest_move, variance, never_up_to) for count in range(1, last + 1)]
    return PTable(rows=(MappingProxyType({0: 1.0}), *rows))


def _solve_row(
    count: int, largest_move: int, variance: float, never_up_to: int
) -> Mapping[int, float]:
    """Maximise the entropy of one row under its constraints (convex, so the optimum is unique)."""
    moves = np.array(
        [
            move
            for move in range(-min(count, largest_move), largest_move + 1)
            if not 1 <= count + move <= never_up_to
        ],
        dtype=float,
    )
    chances = _most_entropy(moves, variance)
    assert abs(chances.sum() - 1) < _TOLERANCE, "probabilities sum to one"
    assert abs(chances @ moves) < _TOLERANCE, "the noise is unbiased"
    return MappingProxyType(
        {int(move): float(chance) for move, chance in zip(moves, chances, strict=True)}
    )


def _most_entropy(moves: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
    """Return the probabilities of greatest entropy for these moves."""
    rising = int((moves <= 0).sum()) - 1  # pairs of moves up to 0 that must not fall
    steps = (np.eye(len(moves), k=1) - np.eye(len(moves)))[:rising]
    constraints = [
        optimize.LinearConstraint(np.vstack([np.ones_like(moves), moves]), [1, 0], [1, 0]),
        optimize.LinearConstraint(moves**2, -np.inf, variance),
        optimize.LinearConstraint(steps, 0, np.inf),
    ]
    found = optimize.minimize(
        lambda chances: float(np.sum(chances * np.log(chances))),
        x0=np.full(len(moves), 1 / len(moves)),
        jac=lambda chances: np.log(chances) + 1,
        bounds=[(_LEAST_CHANCE, 1.0)] * len(moves),
        constraints=constraints if rising else constraints[:2],
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 2000},
    )
    return np.asarray(found.x, dtype=np.float64)
