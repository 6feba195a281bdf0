"""The p-table: how likely a count moves by how much, for each true count.

Solved once with `solve` and shipped as data in tables/, because the same question must have the
same answer after every upgrade of the solver; a test solves them again and compares.
Claim, assumptions and citations: ptable.md.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

_TABLES = Path(__file__).parent / "tables"
_TOLERANCE = 1e-9
_LEAST_CHANCE = 1e-15  # the logarithm needs more than zero


@dataclass(frozen=True)
class PTable:
    """Probabilities of each move for each true count; the last row serves all larger counts."""

    rows: tuple[Mapping[int, float], ...]

    @cached_property
    def _looked_up(self) -> tuple[tuple[tuple[int, ...], tuple[float, ...]], ...]:
        """Moves in increasing order and the upper end of the interval of u each one owns."""
        return tuple((tuple(row), tuple(accumulate(row.values()))) for row in self.rows)

    def move(self, count: int, u: float) -> int:
        """Return the move that u in [0, 1) chooses for a true count."""
        assert count >= 0, "a count is never negative"
        assert 0.0 <= u < 1.0, "u lies in [0, 1)"
        moves, ends = self._looked_up[min(count, len(self.rows) - 1)]
        return moves[min(bisect_right(ends, u), len(moves) - 1)]

    def probability(self, count: int, shown: int) -> float:
        """Return how likely a true count is moved to `shown`; for audits and attacks."""
        return self.rows[min(count, len(self.rows) - 1)].get(shown - count, 0.0)


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


def load(name: str) -> PTable:
    """Return a shipped table by its name, for example D10_V6_js2."""
    rows: list[dict[int, float]] = []
    with (_TABLES / f"{name}.csv").open(encoding="ascii", newline="") as lines:
        for line in csv.DictReader(lines):
            if int(line["count"]) == len(rows):
                rows.append({})
            rows[-1][int(line["move"])] = float(line["probability"])
    return PTable(rows=tuple(MappingProxyType(row) for row in rows))


USUAL: Final = load("D10_V6_js2")
SENSITIVE: Final = load("D10_V8_js4")
