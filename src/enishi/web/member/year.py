"""A year on one thread: a bead for every time a member and a town met, month by month; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from enishi.kit.periods import Month

MONTHS = 12
_COLUMN, _FIRST = 60, 30
_SWAY = (24, 30, 30, 23, 16, 18, 26, 32, 29, 20, 16, 20)  # the thread hangs a little
_DROP, _STEP, _RING = 28, 38, 13
_BEADS_MAX = 8


@dataclass(frozen=True, slots=True)
class Bead:
    """One ring on the thread, in the colour of its region."""

    x: int
    y: int
    colour: int


@dataclass(frozen=True, slots=True)
class Hanging:
    """One month: where its string hangs from, where it ends, how often they met."""

    month: Month
    x: int
    top: int
    bottom: int
    times: int
    beads: Sequence[Bead]


@dataclass(frozen=True, slots=True)
class Year:
    """The whole drawing; a ring stands for `each` times."""

    months: Sequence[Hanging]
    thread: str
    width: int
    height: int
    each: int

    @property
    def times(self) -> int:
        """How often they met in the year."""
        return sum(month.times for month in self.months)


def last_months(month: Month) -> list[Month]:
    """Return the twelve months that end with one."""
    first = Month(month.year - 1, month.number).next
    found = [first]
    while len(found) < MONTHS:
        found.append(found[-1].next)
    return found


def draw(
    months: Sequence[Month],
    times: Mapping[tuple[Month, str], int],
    colours: Mapping[str, int],
) -> Year:
    """Hang the beads of each month under the thread, regions in the order of `colours`."""
    most = max(
        (sum(times.get((month, code), 0) for code in colours) for month in months), default=0
    )
    each = max(1, -(-most // _BEADS_MAX))
    met = [[(times.get((month, code), 0), colours[code]) for code in colours] for month in months]
    hanging = [_hang(number, month, met[number], each) for number, month in enumerate(months)]
    lowest = max([month.bottom for month in hanging], default=0)
    return Year(
        months=hanging,
        thread=_thread(len(months)),
        width=_COLUMN * len(months),
        height=max(lowest + _RING + 8, _FIRST * 2),
        each=each,
    )


def _hang(number: int, month: Month, met: Sequence[tuple[int, int]], each: int) -> Hanging:
    """Hang one month; whoever met at all has at least one ring, and the month never too many."""
    x, top = _x(number), _SWAY[number % len(_SWAY)]
    total = sum(times for times, _ in met)
    room = -(-total // each)
    colours = [
        colour for times, colour in met for _ in range(max(1, round(times / each)) if times else 0)
    ][: max(room, sum(1 for times, _ in met if times))]
    beads = [Bead(x, top + _DROP + _STEP * place, colour) for place, colour in enumerate(colours)]
    return Hanging(month, x, top, beads[-1].y if beads else top, total, beads)


def _x(number: int) -> int:
    return _FIRST + _COLUMN * number


def _thread(number: int) -> str:
    """Draw the thread over all months, from beyond the left edge to beyond the right."""
    points = [(_x(one), _SWAY[one % len(_SWAY)]) for one in range(number)]
    path = [f"M-4 30C13 30 13 {points[0][1]} {points[0][0]} {points[0][1]}"]
    half = _COLUMN // 2
    for (x, y), (after_x, after_y) in pairwise(points):
        path.append(f"C{x + half} {y} {after_x - half} {after_y} {after_x} {after_y}")
    path.append(f"S{_COLUMN * number} 24 {_COLUMN * number + 4} 24")
    return "".join(path)
