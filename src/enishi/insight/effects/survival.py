"""How many have moved on after some time, although not all could be watched that long."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from enishi.insight.effects.proportions import Range, Z, wilson


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of those who were watched: at each time, how many moved where, how many ended.

    `moves` holds persons by (time, where to), `ended` those of whom nothing more is known after
    a time (censored). Who ends at the time of a move was still at risk of it.
    """

    moves: Mapping[tuple[int, Hashable], int]
    ended: Mapping[int, int]

    @property
    def begun(self) -> int:
        """How many were watched at all."""
        return sum(self.moves.values()) + sum(self.ended.values())

    @property
    def times(self) -> list[int]:
        """The times at which anybody moved, in order."""
        return sorted({time for time, _ in self.moves})

    def at_risk(self, time: int) -> int:
        """How many had neither moved nor ended before a time."""
        gone = sum(count for (when, _), count in self.moves.items() if when < time)
        return self.begun - gone - sum(n for when, n in self.ended.items() if when < time)

    def moved(self, time: int, target: Hashable | None = None) -> int:
        """How many moved at a time, anywhere or to one target."""
        found = self.moves.items()
        return sum(n for (when, to), n in found if when == time and target in (None, to))


def moved_by(watched: Watched, target: Hashable, time: int) -> Range | None:
    """Return the share that has moved to a target first by a time.

    None when nobody was watched that long, unless all have moved before.

    Aalen and Johansen 1978 (with one target: Kaplan and Meier 1958, one minus survival), its
    variance by the delta method as Greenwood's (Marubini and Valsecchi 1995, 10.3), its range on
    the scale of log(-log) of who has not, which keeps it between 0 and 1. Where all or none have
    moved nothing varies: then it is Wilson's, of those still watched or, when none is, of all.
    """
    # In fractions, so that all is one and none is zero.
    share, still = Fraction(0), Fraction(1)
    steps: list[tuple[float, int, int, int]] = []  # still before, at risk, moved, moved to target
    for when in (each for each in watched.times if each <= time):
        risk, every = watched.at_risk(when), watched.moved(when)
        to_target = watched.moved(when, target)
        steps.append((float(still), risk, every, to_target))
        share += still * Fraction(to_target, risk)
        still *= 1 - Fraction(every, risk)
    left = watched.at_risk(time)
    if not left and (still or not watched.begun):
        return None
    if not 0 < share < 1:
        size = left or watched.begun
        return wilson(round(share) * size, size)
    return _with_range(float(share), _variance(steps, float(share)))


def _variance(steps: list[tuple[float, int, int, int]], share: float) -> float:
    """Return the variance of a share that has moved by now."""
    so_far, found = 0.0, 0.0
    for still, risk, every, to_target in steps:
        so_far += still * to_target / risk
        left = share - so_far
        if risk > every:
            found += left**2 * every / (risk * (risk - every))
        found += still**2 * to_target * (risk - to_target) / risk**3
        found -= 2 * left * still * to_target / risk**2
    return max(found, 0.0)


def _with_range(share: float, variance: float) -> Range:
    """Return a share with its range."""
    still = 1 - share
    half = Z * math.sqrt(variance) / abs(still * math.log(still))
    return Range(share, 1 - still ** math.exp(-half), 1 - still ** math.exp(half))
