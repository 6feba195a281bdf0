"""Every change of sales: selling, giving back, posting what waited."""

from enishi.sales.operations.by_card import UnknownTill, WhichProgramme, sell_to_card
from enishi.sales.operations.counter import (
    CounterIsForLess,
    CounterIsFull,
    buy_as_newcomer,
    buy_at_counter,
)
from enishi.sales.operations.persons import forget, hand_over
from enishi.sales.operations.posting_late import (
    TooManyRecords,
    keep_device_key,
    post_offline,
)
from enishi.sales.operations.quoting import quote
from enishi.sales.operations.returning import (
    UNDO,
    BadReturn,
    BuyerIsGone,
    GiveBackTomorrow,
    ReturnIsDifferent,
    SaleIsGivenBack,
    TooLateToUndo,
    give_back,
    undo,
)
from enishi.sales.operations.selling import (
    BadSale,
    CardMayNotSpendHere,
    DayLimitReached,
    MemberHasLess,
    SaleIsDifferent,
    ShopDoesNotTakePart,
    sell,
    sell_many,
)

__all__ = [
    "UNDO",
    "BadReturn",
    "BadSale",
    "BuyerIsGone",
    "CardMayNotSpendHere",
    "CounterIsForLess",
    "CounterIsFull",
    "DayLimitReached",
    "GiveBackTomorrow",
    "MemberHasLess",
    "ReturnIsDifferent",
    "SaleIsDifferent",
    "SaleIsGivenBack",
    "ShopDoesNotTakePart",
    "TooLateToUndo",
    "TooManyRecords",
    "UnknownTill",
    "WhichProgramme",
    "buy_as_newcomer",
    "buy_at_counter",
    "forget",
    "give_back",
    "hand_over",
    "keep_device_key",
    "post_offline",
    "quote",
    "sell",
    "sell_many",
    "sell_to_card",
    "undo",
]
