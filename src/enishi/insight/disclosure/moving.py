"""When the number of a cell moves on from one closing to the next: never for one person or two.

The noise of a number tells whether the people behind it are the same. So who knows that somebody
joined between two closings would see in which cells: those whose number changed. Two defences: a
cell keeps the people it was told with until more than two have come since; and where anybody came
to a place and period at all, every cell there takes one of its two numbers anew, so that a change
is no sign. Claim: moving.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enishi.insight.disclosure import rules

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
_OTHER_FACE = np.uint64(0x9E3779B97F4A7C15)


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


def turn(keys: Keys, last: Ints) -> Keys:
    """Choose one of two keys for each set of people, anew with every closing that brought anybody.

    `last` is the latest closing in which anybody came to the group's place and period.
    """
    shown = rules.shows_other_face(_mixed(keys ^ _mixed(last.astype(np.uint64))))
    return np.where(shown, keys ^ _OTHER_FACE, keys)


def _mixed(numbers: Keys) -> Keys:
    """Mix the bits of numbers (splitmix64; Steele, Lea & Flood 2014); the keys are the secret."""
    with np.errstate(over="ignore"):
        mixed = numbers + _OTHER_FACE
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
