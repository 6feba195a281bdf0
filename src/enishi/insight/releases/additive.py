"""Tables whose parts add up, made of published values alone: for councils that need sums.

The nearest values to the published ones (least squares, all with the same weight) that are not
negative and add up to the published total; a hidden part is free from 0 to 9. Worked out anew each
time from what everybody may see, so it adds no risk; marked as adjusted (調整済み) and stored
nowhere, for a cell may then differ between two tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

HIDDEN_MOST: Final = 9
# Whoever is in one part is in no other; only such parts can add up.
PARTITIONS: Final = ("age_band", "age_band20", "sex", "home_prefecture", "home_area")


def adjusted(parts: Sequence[int | None], total: int) -> tuple[int, ...] | None:
    """Return whole parts that add up to a published total; None where there are none.

    min sum (y - n*)^2 under sum y = total, y >= 0, and 0 <= y <= 9 where n* is hidden.
    """
    hidden = [place for place, part in enumerate(parts) if part is None]
    shown = {place: part for place, part in enumerate(parts) if part is not None}
    room = HIDDEN_MOST * len(hidden)
    missing = total - sum(shown.values())
    if missing > room and not shown:
        return None
    filled = min(max(missing, 0), room)
    values = {place: filled / len(hidden) for place in hidden}
    values |= _moved({place: float(part) for place, part in shown.items()}, missing - filled)
    most = {place: HIDDEN_MOST if place in hidden else total for place in values}
    return _whole([values[place] for place in range(len(parts))], most, total)


def _moved(values: dict[int, float], by: float) -> dict[int, float]:
    """Move values by the same step, those at zero excepted, until they change by `by` in all."""
    moved, left = dict(values), by
    while abs(left) > _LITTLE:
        able = [place for place, value in moved.items() if left > 0 or value > 0]
        step = left / len(able)
        for place in able:
            after = max(moved[place] + step, 0.0)
            left -= after - moved[place]
            moved[place] = after
    return moved


_LITTLE = 1e-6


def _whole(values: Sequence[float], most: dict[int, int], total: int) -> tuple[int, ...]:
    """Round to whole numbers of the same sum: the largest remainders are rounded up."""
    whole = [int(value + _LITTLE) for value in values]
    by_rest = sorted(range(len(values)), key=lambda place: (whole[place] - values[place], place))
    left = total - sum(whole)
    for place in by_rest:
        if left and whole[place] < most[place]:
            whole[place] += 1
            left -= 1
    return tuple(whole)
