"""Every change of the books: one file per subject, all of them readable from here."""

from enishi.ledger.operations.accounts import AccountIsDifferent, close_account, open_account
from enishi.ledger.operations.converting import (
    BadConversion,
    ConversionIsDifferent,
    ConversionRefused,
    convert,
)
from enishi.ledger.operations.lapsing import (
    LapseWasRefused,
    UnknownTransfer,
    donate,
    lapse,
    remind,
    see_notices,
    take_back,
)
from enishi.ledger.operations.posting import post, post_many
from enishi.ledger.operations.sealing import BooksCameFromElsewhere, seal
from enishi.ledger.operations.totals import roll_up

__all__ = [
    "AccountIsDifferent",
    "BadConversion",
    "BooksCameFromElsewhere",
    "ConversionIsDifferent",
    "ConversionRefused",
    "LapseWasRefused",
    "UnknownTransfer",
    "close_account",
    "convert",
    "donate",
    "lapse",
    "open_account",
    "post",
    "post_many",
    "remind",
    "roll_up",
    "seal",
    "see_notices",
    "take_back",
]
