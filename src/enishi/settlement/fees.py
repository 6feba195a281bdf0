"""Fees with tax, rounded once a statement and rate, as an invoice asks (適格請求書)."""

from __future__ import annotations

from dataclasses import dataclass

from enishi.settlement.moved import Moved
from enishi.settlement.terms import POINTS, Terms


@dataclass(frozen=True, slots=True)
class Fee:
    """What a shop pays for a month: without tax, the tax, and its rate."""

    net: int = 0
    tax: int = 0
    tax_permille: int = 0

    @property
    def gross(self) -> int:
        """With tax."""
        return self.net + self.tax


def of(moved: Moved, terms: Terms) -> Fee:
    """Return the fee of a month.

    Parts of a yen are dropped, in the shop's favour: once for the fee and once for its tax. More
    given back than sold (of months before) lowers the fee below zero: it was charged then.
    """
    # What was kept from a refund was never used here.
    used = moved.used - moved.given_back + moved.kept
    base = used if terms.fee_of == POINTS else moved.price
    part = _toward_zero(base * terms.fee_permille, 1000)
    # A month in which nothing moved costs nothing.
    is_active = bool(moved.sales or moved.used or moved.granted)
    net = part + (terms.fee_monthly_yen if is_active else 0)
    return Fee(net, _toward_zero(net * terms.tax_permille, 1000), terms.tax_permille)


def _toward_zero(dividend: int, divisor: int) -> int:
    whole = abs(dividend) // divisor
    return whole if dividend >= 0 else -whole
