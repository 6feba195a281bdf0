"""Every change to programmes: one file per subject, all of them readable from here."""

from enishi.programs.operations.accounting import (
    BadAccountCode,
    BadAppropriation,
    set_account_code,
    set_appropriation,
)
from enishi.programs.operations.budgeting import (
    set_campaign_budget,
    set_rule_budget,
    set_year_budget,
)
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
from enishi.programs.operations.scoping import BadScopes, set_scopes

__all__ = [
    "BadAccountCode",
    "BadAppropriation",
    "BadRule",
    "BadScopes",
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
    "set_account_code",
    "set_appropriation",
    "set_campaign_budget",
    "set_lapse",
    "set_rule_budget",
    "set_scopes",
    "set_year_budget",
    "switch_rule",
    "use_fund",
]
