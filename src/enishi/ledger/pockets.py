"""A pocket is what one account holds of one expiry date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from enishi.kit.refusal import Refusal

NEVER = date(9999, 12, 31)
LAPSE = "lapse"


class Pocket(NamedTuple):
    """Points that expire together; the first to expire sorts first."""

    expires_on: date
    points: int


class NotEnoughPoints(Refusal):
    """The member asked to spend more than they hold."""

    code = "not_enough_points"


def draw(pockets: Iterable[Pocket], wanted: int) -> Sequence[Pocket]:
    """Choose how much to take from each pocket, soonest expiry first.

    Raises:
        NotEnoughPoints: all pockets together hold less than `wanted`.
    """
    taken: list[Pocket] = []
    missing = wanted
    for expires_on, points in sorted(pockets):
        part = min(points, missing)
        if part:
            taken.append(Pocket(expires_on, part))
            missing -= part
        if not missing:
            return taken
    raise NotEnoughPoints(wanted=wanted, held=wanted - missing)


def take_back(pockets: Iterable[Pocket], filled: Iterable[Pocket], wanted: int) -> Sequence[Pocket]:
    """Choose what a reversal takes: first what the original filled, then soonest expiry first.

    Raises:
        NotEnoughPoints: all pockets together hold less than `wanted`.
    """
    left = {pocket.expires_on: pocket.points for pocket in pockets}
    taken: list[Pocket] = []
    for pocket in sorted(filled):
        part = min(pocket.points, left.get(pocket.expires_on, 0))
        if part:
            taken.append(Pocket(pocket.expires_on, part))
            left[pocket.expires_on] -= part
    missing = wanted - sum(pocket.points for pocket in taken)
    rest = draw((Pocket(day, points) for day, points in left.items()), missing)
    return merged([*taken, *rest])


def merged(pockets: Iterable[Pocket]) -> Sequence[Pocket]:
    """Put pockets of one date together, soonest expiry first."""
    points: dict[date, int] = {}
    for pocket in pockets:
        points[pocket.expires_on] = points.get(pocket.expires_on, 0) + pocket.points
    return [Pocket(day, points[day]) for day in sorted(points)]


def spendable(kind: str, on: date) -> Callable[[date], bool]:
    """Say which dates a transfer of this kind may draw on: lapse takes what has expired.

    A pocket can be spent on its own last day; from the next day only a lapse moves it.
    """
    if kind == LAPSE:
        return lambda expires_on: expires_on < on
    return lambda expires_on: expires_on >= on


def not_before(first: date | None, pockets: Sequence[Pocket]) -> Sequence[Pocket]:
    """Let no pocket expire before a day: those that would, expire on it."""
    if first is None:
        return pockets
    return merged(Pocket(max(first, pocket.expires_on), pocket.points) for pocket in pockets)


def keeps_promises(
    held: Mapping[date, int], taken: Iterable[Pocket], due: Sequence[tuple[date, int]]
) -> bool:
    """Say whether every hold can still be captured after points were taken.

    A hold may draw on what had not expired on its own day: (day, points). As days only narrow
    the choice, it is enough that from each day on there is as much as was promised from it on.
    """
    left = dict(held)
    for pocket in taken:
        left[pocket.expires_on] -= pocket.points
    return all(
        sum(points for day, points in due if day >= since)
        <= sum(points for expires_on, points in left.items() if expires_on >= since)
        for since, _ in due
    )
