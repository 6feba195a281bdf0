"""Paths: who did one thing in the frame, and who of them did another within so many days after.

`event>purchase:90` holds those who bought something within the 90 days after their first event in
the frame; it lies in `event>:90`, all who took part and whose 90 days end within the frame. The
others beside them are `-event>purchase:90` in `-event>:90`: who did something there, but took part
in no event; their days begin with their first record in the frame. `1/3>1/2:90` holds those who
came back often enough within 90 days after their first day (the steps of a tie, ties/stages.py).
Windows that reach beyond the frame are in no path: a share never speaks of days nobody has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from enishi.ties.stages import COMING, FRACTIONS, VISITING

OTHERS: Final = "-"
DAYS: Final = (30, 90, 180)
THEN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "event": ("visit", "purchase", "donation"),
        "visit": ("event", "purchase", "donation"),
        "donation": ("visit", "purchase"),
    }
)
VISITOR: Final = FRACTIONS[VISITING]
REGULAR: Final = FRACTIONS[COMING]
# A step takes longer than an errand.
DAYS_OF_STEPS: Final = (90, 180, 360)


@dataclass(frozen=True, slots=True)
class Path:
    """What came first, what came then (empty: all who did the first), within how many days."""

    first: str
    then: str
    days: int

    def __str__(self) -> str:
        """Write the path as a published value."""
        return f"{self.first}>{self.then}:{self.days}"

    @property
    def base(self) -> Path:
        """Everybody who did the first thing and could be watched so long."""
        return Path(self.first, "", self.days)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of activity that must be known for anybody to be in it."""
        return frozenset({self.first.removeprefix(OTHERS), self.then} - {"", VISITOR, REGULAR})


def _all() -> tuple[Path, ...]:
    """Return every published path, each right after its base."""
    found = [
        Path(sign + first, then, days)
        for first, kinds in THEN.items()
        for sign in ("", OTHERS)
        for days in DAYS
        for then in ("", *kinds)
    ]
    steps = [Path(VISITOR, then, days) for days in DAYS_OF_STEPS for then in ("", REGULAR)]
    return (*found, *steps)


PATHS: Final = _all()
VALUES: Final = tuple(str(path) for path in PATHS)
WITHIN: Final = MappingProxyType({str(path): str(path.base) for path in PATHS if path.then})
NEEDS: Final = MappingProxyType({str(path): path.kinds for path in PATHS})
