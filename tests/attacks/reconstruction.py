"""Attack 5: linear programming over all published margins of a region's people."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import optimize, sparse
from tests.attacks.asking import Tables
from tests.attacks.finding import Finding
from tests.attacks.world import World

_INNER = ("age_band", "sex", "home_prefecture")
_MARGINS = (
    (), ("age_band",), ("sex",), ("home_prefecture",), ("age_band", "sex"),
    ("age_band", "home_prefecture"), ("sex", "home_prefecture"),
)  # fmt: skip
_LOOKS = 6
_FIXED = 0.999


def attack(tables: Tables, world: World, *, largest_move: int, regions: int = 6) -> Finding:
    """Claim every cell of age x sex x home that the published two-way margins leave no room.

    The attacker is generous to himself: he knows the largest move (we never tell it), and that a
    published count hides nobody farther away. Hidden counts bound nothing for him, as x also
    stands for cells that are large but not separable.
    """
    claims = right = people = 0
    towns = sorted(world.country.towns, key=lambda town: town.people)[:regions]
    truth = world.counts(("region", *_INNER))
    for town in towns:
        cells = list(itertools.product(*(world.values(name) for name in _INNER)))
        matrix, low, high = _margins(tables, town.code, cells, largest_move)
        for cell, value in _fixed(matrix, low, high, cells):
            true = truth.get((town.code, *cell), 0)
            claims += 1
            right += true == value
            people += true if true == value else 0
    return Finding("reconstruction by linear programming", claims, right, people)


def _margins(
    tables: Tables, region: str, cells: list[tuple[str, ...]], largest_move: int
) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Return the published margins as low <= matrix @ cells <= high."""
    rows, low, high = [], [], []
    for margin in _MARGINS:
        places = [_INNER.index(name) for name in margin]
        for key, shown in tables.table(("region", *margin)).items():
            if key[0] != region or shown is None:
                continue
            rows.append([tuple(cell[p] for p in places) == key[1:] for cell in cells])
            low.append(shown - largest_move)
            high.append(shown + largest_move)
    matrix = np.array(rows, dtype=float).reshape(len(rows), len(cells))
    return sparse.csr_matrix(matrix), np.array(low, dtype=float), np.array(high, dtype=float)


def _fixed(
    matrix: sparse.csr_matrix, low: np.ndarray, high: np.ndarray, cells: list[tuple[str, ...]]
) -> list[tuple[tuple[str, ...], int]]:
    """Return the cells whose value is the same whole number in every solution.

    A few solutions in opposite directions clear most cells; only the rest get their own bounds.
    """
    if matrix.shape[0] == 0:
        return []
    random = np.random.default_rng(1)
    directions = [sign * d for d in random.normal(size=(_LOOKS, len(cells))) for sign in (1, -1)]
    solutions = np.array([_solve(matrix, low, high, direction) for direction in directions])
    spread = solutions.max(axis=0) - solutions.min(axis=0)
    found = []
    for number in np.flatnonzero(spread < _FIXED):
        unit = np.zeros(len(cells))
        unit[number] = 1.0
        least = _solve(matrix, low, high, unit)[number]
        most = _solve(matrix, low, high, -unit)[number]
        if np.floor(most + 1e-6) == np.ceil(least - 1e-6):
            found.append((cells[number], round(most)))
    return found


def _solve(
    matrix: sparse.csr_matrix, low: np.ndarray, high: np.ndarray, cost: np.ndarray
) -> np.ndarray:
    """Return one solution of least cost."""
    found = optimize.milp(
        cost,
        constraints=optimize.LinearConstraint(matrix, low, high),
        integrality=np.zeros(len(cost)),
        bounds=optimize.Bounds(0, 10_000),
    )
    assert found.x is not None, f"published margins contradict each other: {found.message}"
    return np.asarray(found.x)
