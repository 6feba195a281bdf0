"""Correlations of what people do, told for large groups only and with noise of a sampling error.

Claim, assumptions and citations: correlations.md.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

PERSONS_LEAST: Final = 100
KINDS_LEAST: Final = 2
COUNTED_MOST: Final = 20
"""Of how often one person did one thing at most so much counts, before the logarithm."""
_LEAST_EIGENVALUE = 0.001
_LARGEST = 0.999
_NOTHING = 1e-9
_DIGITS = 2
Matrix = npt.NDArray[np.float64]


def true_matrix(counts: npt.NDArray[np.int64]) -> Matrix:
    """Return Pearson's correlations between the columns of log(1 + count), a person a row.

    A column in which everybody is alike correlates with nothing: 0.
    """
    logs = np.log1p(np.minimum(counts, COUNTED_MOST).astype(np.float64))
    centred = logs - logs.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    varies = spread > _NOTHING
    scaled = np.where(varies, centred, 0.0) / np.where(varies, spread, 1.0)
    found: Matrix = scaled.T @ scaled
    np.fill_diagonal(found, 1.0)
    return found


def protected(
    true: Matrix, *, names: Sequence[str], persons: int, key: int, secret: bytes
) -> tuple[tuple[float, ...], ...]:
    """Return the matrix as it may be seen: noise on Fisher's z, a possible matrix, two digits.

    `persons` is the published count and `key` the cell key of the people. The noise of a pair is
    the same however the matrix is asked for.
    """
    assert persons >= PERSONS_LEAST, "fewer people have no released correlation"
    told = np.eye(len(names))
    for place, one in enumerate(names):
        for after in range(place + 1, len(names)):
            z = math.atanh(float(np.clip(true[place, after], -_LARGEST, _LARGEST)))
            moved = z + _normal(secret, key, one, names[after]) / math.sqrt(persons - 3)
            told[place, after] = told[after, place] = math.tanh(moved)
    values, vectors = np.linalg.eigh(told)
    possible = vectors @ np.diag(np.maximum(values, _LEAST_EIGENVALUE)) @ vectors.T
    scale = np.sqrt(np.diag(possible))
    rounded = np.round(possible / np.outer(scale, scale), _DIGITS) + 0.0  # no -0.0
    np.fill_diagonal(rounded, 1.0)
    return tuple(tuple(float(value) for value in row) for row in rounded)


def _normal(secret: bytes, key: int, one: str, other: str) -> float:
    """Draw a standard normal number from the people and a pair, whichever is named first."""
    pair = "\n".join(sorted((one, other))).encode()
    message = b"correlation" + key.to_bytes(8, "big") + pair
    digest = hashlib.blake2b(message, digest_size=8, key=secret).digest()
    u = ((int.from_bytes(digest, "big") >> 11) + 0.5) / 2.0**53
    return NormalDist().inv_cdf(u)
