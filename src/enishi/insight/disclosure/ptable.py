"""The p-table: how likely a count moves by how much, for each true count.

Solved once (maximum_entropy.py) and shipped as data in tables/, because the same question must have
the same answer after every upgrade of the solver; a test solves them again and compares.
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

_TABLES = Path(__file__).parent / "tables"


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
