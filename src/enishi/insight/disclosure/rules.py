"""Show rules: may this cell be shown, once its noise is added? All must say yes.

They are plain functions so that a test can patch one out and prove that it was needed.
Claim, assumptions and citations: rules.md.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt

OPERATOR_LIMIT: Final = 10
PUBLIC_LIMIT: Final = 20
PERSONS_LEAST: Final = 5
SEPARATION: Final = 2
PLACES_LEAST: Final = 3
_SENSITIVE_WORDS: Final = (
    "健康", "医療", "子育て相談", "育児相談", "ハラスメント", "災害", "被災",
    "health", "childcare counselling", "harassment", "disaster",
)  # fmt: skip


def is_large_enough(perturbed: int, limit: int) -> bool:
    """Say whether the perturbed count reaches the audience's limit."""
    return perturbed >= limit


def has_enough_persons(persons: int) -> bool:
    """Say whether enough true persons stand behind the cell, however the noise fell."""
    return persons >= PERSONS_LEAST


def is_separate(parent: int, child: int) -> bool:
    """Say whether more than two persons of the wider group are outside the cell.

    Otherwise the cell says of (nearly) everybody in that group what its condition says:
    k-disclosure with k = 2 (Lupp & Langsrud 2021).
    """
    return parent - child > SEPARATION


def moves_on(present: npt.NDArray[np.int64], told: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say of each cell whether more than two people have come since it was last told."""
    return np.asarray(present - told > SEPARATION)


def shows_other_face(mixed: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Toss a coin for each set of people: which of its two numbers is told this time."""
    return np.asarray(mixed >> np.uint64(63) == 1)


def has_enough_places(places: Collection[str]) -> bool:
    """Say whether a prefecture has three regions, or the nation three prefectures, behind it.

    `places` are those whose programme ran in the period, whether or not anybody came: counting
    only places with visitors would make the hidden state tell who had none.
    """
    return len(places) >= PLACES_LEAST


def is_sensitive(name: str, group: str = "") -> bool:
    """Say whether a theme or kind gets the wider noise (health, counselling, harassment, ...)."""
    return any(word in text.lower() for text in (name, group) for word in _SENSITIVE_WORDS)
