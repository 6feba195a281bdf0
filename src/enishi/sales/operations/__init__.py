"""Every change of sales: selling, giving back, posting what waited."""

from enishi.sales.operations.persons import forget, hand_over
from enishi.sales.operations.posting_late import (
    TooManyRecords,
    keep_device_key,
    post_offline,
)
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
    CardMayNotSpendHere,
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
    "CardMayNotSpendHere",
    "MemberHasLess",
    "ReturnIsDifferent",
    "SaleIsDifferent",
    "SaleIsGivenBack",
    "ShopDoesNotTakePart",
    "TooLateToUndo",
    "TooManyRecords",
    "forget",
    "give_back",
    "hand_over",
    "keep_device_key",
    "post_offline",
    "sell",
    "sell_many",
    "undo",
]
