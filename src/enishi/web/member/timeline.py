"""What lapses when, drawn down one thread: today on top, the last date at the end; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enishi.ledger.pockets import Pocket

SHOWN = 5
_TOP = 34.0
_NEAR, _FAR = 68.0, 116.0  # two lines of words fit between two dots; a year is not a mile
_DOTS_A_DAY = 0.6
_BAR_LEFT, _BAR_MAX = 52.0, 200.0
_LOW = 46.0


@dataclass(frozen=True, slots=True)
class Bead:
    """One date on the thread: its points, how long the bar is, how far down it hangs."""

    expires_on: date
    points: int
    days: int
    y: int
    bar: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing; `rest` are the points of dates after the last one drawn."""

    beads: Sequence[Bead]
    height: int
    top: int
    rest: int

    @property
    def last(self) -> int:
        """Where the thread ends."""
        return self.beads[-1].y


def draw(pockets: Sequence[Pocket], *, on: date) -> Timeline | None:
    """Hang the next dates on the thread, further down the later; None when nothing lapses."""
    shown = pockets[:SHOWN]
    if not shown:
        return None
    most = max(pocket.points for pocket in shown)
    beads: list[Bead] = []
    y, before = _TOP, on
    for pocket in shown:
        days = (pocket.expires_on - before).days
        y += min(_FAR, max(_NEAR, days * _DOTS_A_DAY))
        before = pocket.expires_on
        bar = max(4.0, _BAR_MAX * pocket.points / most)
        left = (pocket.expires_on - on).days
        beads.append(Bead(pocket.expires_on, pocket.points, left, round(y), round(bar)))
    rest = sum(pocket.points for pocket in pockets[SHOWN:])
    return Timeline(beads, round(y + _LOW), round(_TOP), rest)
