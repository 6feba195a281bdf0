"""Every change of the books: one file per subject, all of them readable from here."""

from enishi.ledger.operations.accounts import AccountIsDifferent, close_account, open_account
from enishi.ledger.operations.budgets import (
    BudgetIsSpent,
    UnknownBudget,
    change_budget,
    open_budget,
)
from enishi.ledger.operations.converting import (
    BadConversion,
    ConversionIsDifferent,
    ConversionRefused,
    convert,
)
from enishi.ledger.operations.gathering import (
    PointsArePromised,
    PointsStay,
    forgo,
    gather,
    lock_wallets,
)
from enishi.ledger.operations.holds import authorise, release, time_out_holds
from enishi.ledger.operations.lapsing import (
    LapseWasRefused,
    UnknownTransfer,
    donate,
    lapse,
    mark_time,
    remind,
    see_notices,
    take_back,
)
from enishi.ledger.operations.limits import LimitNeedsAFloor, UnknownAccount, set_limits
from enishi.ledger.operations.locking import lock_budgets
from enishi.ledger.operations.posting import post, post_many
from enishi.ledger.operations.sealing import BooksCameFromElsewhere, seal
from enishi.ledger.operations.totals import roll_up

__all__ = [
    "AccountIsDifferent",
    "BadConversion",
    "BooksCameFromElsewhere",
    "BudgetIsSpent",
    "ConversionIsDifferent",
    "ConversionRefused",
    "LapseWasRefused",
    "LimitNeedsAFloor",
    "PointsArePromised",
    "PointsStay",
    "UnknownAccount",
    "UnknownBudget",
    "UnknownTransfer",
    "authorise",
    "change_budget",
    "close_account",
    "convert",
    "donate",
    "forgo",
    "gather",
    "lapse",
    "lock_budgets",
    "lock_wallets",
    "mark_time",
    "open_account",
    "open_budget",
    "post",
    "post_many",
    "release",
    "remind",
    "roll_up",
    "seal",
    "see_notices",
    "set_limits",
    "take_back",
    "time_out_holds",
]
