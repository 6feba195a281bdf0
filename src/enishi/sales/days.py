"""What shops sold and took back by day, for whoever settles with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DaySold:
    """One shop's sales and returns of one day in Japan, each on its own day."""

    shop_code: str
    on: date
    sales: int = 0
    sales_yen: int = 0  # whole prices
    returned_yen: int = 0  # of prices, in money and in points
    earned: int = 0  # less what was taken back
    short: int = 0  # of what was taken back, paid by the shop out of money that it kept
