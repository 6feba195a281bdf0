"""Every change of settlements: terms and accounts, months closed and reopened, what was paid."""

from enishi.settlement.operations.agreeing import BadTerms, set_payout_account, set_terms
from enishi.settlement.operations.closing import (
    MonthIsNotNext,
    MonthIsPaid,
    MonthStillRuns,
    NothingIsClosed,
    ReopeningNeedsReason,
    close,
    reopen,
)
from enishi.settlement.operations.paying import (
    NothingToPay,
    StatementWasReopened,
    make_bank_file,
    note_paid,
    take_payment_back,
)

__all__ = [
    "BadTerms",
    "MonthIsNotNext",
    "MonthIsPaid",
    "MonthStillRuns",
    "NothingIsClosed",
    "NothingToPay",
    "ReopeningNeedsReason",
    "StatementWasReopened",
    "close",
    "make_bank_file",
    "note_paid",
    "reopen",
    "set_payout_account",
    "set_terms",
    "take_payment_back",
]
