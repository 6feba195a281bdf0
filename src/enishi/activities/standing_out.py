"""Whose number of records stands out among the others of a region and a kind: worth a look.

Most people come once, so only those who came again are compared. The logarithm of their numbers is
compared with its median by the modified z-score of Iglewicz and Hoaglin (1993, "How to Detect and
Handle Outliers", ASQC 16): more than 3.5 deviations stands out. A few with very many records move
neither the median nor the deviation, so nobody can hide others by being worse. Nothing is kept: it
is computed anew whenever staff look.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from enishi.activities.activity import Tallied

AT_LEAST = 12  # once a month is never too much
COMPARED_LEAST = 20
WITHOUT_COMPARISON = 52  # where too few came again: more than once a week
_DEVIATIONS = 3.5
# A normal's standard deviation over its median (and mean) absolute deviation.
_OF_MEDIAN, _OF_MEAN = 1.4826, 1.2533
_AGAIN = 2


@dataclass(frozen=True, slots=True)
class StandingOut:
    """A member's number of records of a kind, and the number from which one stands out."""

    tallied: Tallied
    usual: int
    bar: int


def bar(times: Iterable[int]) -> int:
    """Return the largest number that does not stand out among these."""
    again = [math.log(count) for count in times if count >= _AGAIN]
    if len(again) < COMPARED_LEAST:
        return WITHOUT_COMPARISON
    middle = statistics.median(again)
    away = [abs(one - middle) for one in again]
    spread = _OF_MEDIAN * statistics.median(away) or _OF_MEAN * statistics.fmean(away)
    return max(AT_LEAST, math.floor(math.exp(middle + _DEVIATIONS * spread)))


def standing_out(tallies: Sequence[Tallied]) -> list[StandingOut]:
    """Return who stands out, kind by kind, the largest number first."""
    of_kind: dict[str, list[Tallied]] = {}
    for one in tallies:
        of_kind.setdefault(one.kind, []).append(one)
    found = []
    for same in of_kind.values():
        highest = bar(one.times for one in same)
        usual = round(statistics.median(one.times for one in same))
        found += [StandingOut(one, usual, highest) for one in same if one.times > highest]
    return sorted(found, key=lambda one: (-one.tallied.times, str(one.tallied.member_id)))
