"""Every reading of the books: one file per subject, all of them readable from here."""

from enishi.ledger.queries.books import (
    balance,
    balances,
    differences,
    faults,
    in_order,
    next_lapse,
    pockets,
    posted,
    statement,
)
from enishi.ledger.queries.totals import (
    assets,
    daily_statement,
    days,
    flows,
    supply,
    trial_balance,
    unkept_balance,
)

__all__ = [
    "assets",
    "balance",
    "balances",
    "daily_statement",
    "days",
    "differences",
    "faults",
    "flows",
    "in_order",
    "next_lapse",
    "pockets",
    "posted",
    "statement",
    "supply",
    "trial_balance",
    "unkept_balance",
]
