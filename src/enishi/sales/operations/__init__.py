"""Every change of sales: selling, giving back."""

from enishi.sales.operations.persons import forget, hand_over
from enishi.sales.operations.selling import (
    BadSale,
    MemberHasLess,
    SaleIsDifferent,
    ShopDoesNotTakePart,
    sell,
    sell_many,
)

__all__ = [
    "BadSale",
    CardMayNotSpendHere,
    "MemberHasLess",
    "SaleIsDifferent",
    "ShopDoesNotTakePart",
    "forget",
    "hand_over",
    "sell",
    "sell_many",
]
    "CardMayNotSpendHere",
