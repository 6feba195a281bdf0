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
    trial_balance,
)

__all__ = [
    "balance",
    "balances",
    "differences",
    "faults",
    "in_order",
    "next_lapse",
    "pockets",
    "posted",
    "statement",
    "trial_balance",
]
