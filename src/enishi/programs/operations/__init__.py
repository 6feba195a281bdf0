"""Every change to programmes: one file per subject, all of them readable from here."""

from enishi.programs.operations.giving import (
    CannotGiveBack,
    DonationRefused,
    FundUseRefused,
    NoDonations,
    donate,
    give_back,
    refund,
    use_fund,
)
from enishi.programs.operations.promising import (
    BadRule,
    FundHoldsNoMoney,
    SupportRuleNeedsCap,
    UnknownLapse,
    UnknownRule,
    add_rule,
    end_rule,
    open_points,
    open_programme,
    set_lapse,
    switch_rule,
)

__all__ = [
    "BadRule",
    "CannotGiveBack",
    "DonationRefused",
    "FundHoldsNoMoney",
    "FundUseRefused",
    "NoDonations",
    "SupportRuleNeedsCap",
    "UnknownLapse",
    "UnknownRule",
    "add_rule",
    "donate",
    "end_rule",
    "give_back",
    "open_points",
    "open_programme",
    "refund",
    "set_lapse",
    "switch_rule",
    "use_fund",
]
