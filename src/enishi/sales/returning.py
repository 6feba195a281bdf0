"""How much goes back of a sale, and how much of that in points."""

from __future__ import annotations

from dataclasses import dataclass

from enishi.sales.sale import Sold


@dataclass(frozen=True, slots=True)
class Split:
    """A part of a price that goes back: what was paid in money, and what in points."""

    yen: int
    points: int


def left_of(sold: Sold) -> int:
    """Return how much of a price has not gone back yet."""
    return sold.amount_yen - sold.returned_yen - sold.returned_points


def split(sold: Sold, wanted: int | Split | None) -> Split | None:
    """Say what goes back: all that is left, a part of the price, or what the shop chose.

    Of a part of the price points go back in the proportion in which they were used, in whole
    points: over all parts together, so that many small returns come to what one large one does.
    None: there is not so much left.
    """
    points_left = sold.spent - sold.returned_points
    yen_left = sold.paid_yen - sold.returned_yen
    if wanted is None:
        return Split(yen_left, points_left)
    if isinstance(wanted, Split):
        fits = 0 <= wanted.yen <= yen_left and 0 <= wanted.points <= points_left
        return wanted if fits and wanted.yen + wanted.points else None
    if not 0 < wanted <= points_left + yen_left:
        return None
    gone = sold.returned_yen + sold.returned_points + wanted
    due = gone * sold.spent // sold.amount_yen - sold.returned_points
    points = min(max(due, wanted - yen_left, 0), wanted, points_left)
    return Split(wanted - points, points)
