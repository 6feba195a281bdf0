"""Which budgets a rule spends: its own and the asset's of a fiscal year, and its campaign's."""

from __future__ import annotations

import re

from enishi.programs.rules import Rule

_CAMPAIGN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def is_campaign(code: str) -> bool:
    """Say whether a text can name a campaign: small letters, digits and dashes, 40 at most."""
    return _CAMPAIGN.fullmatch(code) is not None


def of_rule(rule_id: int, fiscal_year: int) -> str:
    """Name the budget of a rule in a fiscal year."""
    return f"rule:{rule_id}:{fiscal_year}"


def of_campaign(campaign: str) -> str:
    """Name the budget that all rules of a campaign share, one for each asset."""
    return f"campaign:{campaign}"


def of_year(region_code: str, fiscal_year: int) -> str:
    """Name the budget that bounds all that an asset's rules give in a fiscal year."""
    return f"year:{region_code}:{fiscal_year}"


def spent_by(rule: Rule, fiscal_year: int) -> dict[str, int | None]:
    """Name what a rule spends in a fiscal year, with what it may give in all.

    None: somebody opened it with a number of its own, as the region does for a campaign.
    """
    found: dict[str, int | None] = {}
    if rule.fiscal_year_budget is not None:
        found[of_rule(rule.id, fiscal_year)] = rule.fiscal_year_budget
    if rule.campaign:
        found[of_campaign(rule.campaign)] = None
    if rule.asset_year_budget is not None:
        found[of_year(rule.region, fiscal_year)] = rule.asset_year_budget
    return found
