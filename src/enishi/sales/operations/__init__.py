"""Every change of sales: selling, giving back."""

from enishi.sales.operations.persons import forget, hand_over
from enishi.sales.operations.returning import (
    BadReturn,
    BuyerIsGone,
    ReturnIsDifferent,
    SaleIsGivenBack,
    TooLateToUndo,
    give_back,
    undo,
)
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
    "BadReturn",
    CardMayNotSpendHere,
    "MemberHasLess",
    "SaleIsDifferent",
    "ShopDoesNotTakePart",
    "ReturnIsDifferent",
    "forget",
    "SaleIsGivenBack",
    "hand_over",
    "TooLateToUndo",
    "sell",
    "give_back",
    "sell_many",
]
    "CardMayNotSpendHere",
    "undo",
