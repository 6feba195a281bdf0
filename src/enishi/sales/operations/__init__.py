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
    "BadReturn",
    "BadSale",
    "BuyerIsGone",
    "MemberHasLess",
    "ReturnIsDifferent",
    "SaleIsDifferent",
    "SaleIsGivenBack",
    "ShopDoesNotTakePart",
    "TooLateToUndo",
    "forget",
    "give_back",
    "hand_over",
    "sell",
    "sell_many",
    "undo",
]
