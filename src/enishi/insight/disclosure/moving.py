"""When the number of a cell moves on from one closing to the next: never for one person or two.

The noise of a number tells whether the people behind it are the same. So who knows that somebody
joined between two closings would see in which cells: those whose number changed. A cell keeps the
people it was last shown with until more than two have come since. Claim: moving.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enishi.insight.disclosure import rules

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


def settle(since: Ints, group: Ints, persons: Ints, keys: Keys) -> tuple[Ints, Keys]:
    """Return people and key of each group as its last move left it.

    A line says that in closing `since` so many `persons` with a combined key came to `group`.
    """
    size = int(group.max()) + 1 if len(group) else 0
    present, told = np.zeros(size, np.int64), np.zeros(size, np.int64)
    present_keys, told_keys = np.zeros(size, np.uint64), np.zeros(size, np.uint64)
    for closing in np.unique(since):
        lines = np.flatnonzero(since == closing)
        present[group[lines]] += persons[lines]
        present_keys[group[lines]] ^= keys[lines]
        moves = rules.moves_on(present, told)
        told[moves], told_keys[moves] = present[moves], present_keys[moves]
    return told, told_keys
