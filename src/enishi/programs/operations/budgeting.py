"""How much may be given in all: by a rule, by a campaign, by an asset in a fiscal year."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from enishi.kit import periods
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.programs import budgets, models
from enishi.programs.operations.promising import BadRule, UnknownRule
from enishi.programs.queries import UnknownAsset


@transaction.atomic(durable=True)
def set_rule_budget(*, rule_id: int, points_max: int | None, at: datetime) -> None:
    """Set what a rule may give in a fiscal year, from the year of the moment on; None: no bound.

    Raises:
        UnknownRule: no rule has the number.
        BudgetIsSpent: more than that was given this year.
    """
    row = models.Rule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise UnknownRule(rule=rule_id)
    name = budgets.of_rule(rule_id, periods.fiscal_year_of(periods.jst_day(at)))
    _change(name, row.asset.code, points_max)
    row.fiscal_year_budget = points_max
    row.save(update_fields=["fiscal_year_budget"])


@transaction.atomic(durable=True)
def set_year_budget(*, asset: str, points_max: int | None, at: datetime) -> None:
    """Set what all rules of an asset may give in a fiscal year together; None: no bound.

    What was given in the year before the bound was set is not counted by it.

    Raises:
        UnknownAsset: no asset has the code.
        BudgetIsSpent: more than that was given this year.
    """
    row = models.Asset.objects.select_for_update().filter(code=asset).first()
    if row is None:
        raise UnknownAsset(asset=asset)
    name = budgets.of_year(row.region_id, periods.fiscal_year_of(periods.jst_day(at)))
    _change(name, asset, points_max)
    row.fiscal_year_budget = points_max
    row.save(update_fields=["fiscal_year_budget"])


@transaction.atomic(durable=True)
def set_campaign_budget(*, asset: str, campaign: str, points_max: int) -> None:
    """Open a campaign's budget, or set what all its rules may give together.

    Raises:
        UnknownAsset: no asset has the code.
        BadRule: the campaign's name is none.
        BudgetIsSpent: more than that was given.
    """
    if not models.Asset.objects.filter(code=asset).exists():
        raise UnknownAsset(asset=asset)
    if not budgets.is_campaign(campaign):
        raise BadRule(part="campaign", given=campaign)
    name = budgets.of_campaign(campaign)
    ledger.open_budget(name=name, asset=asset, points_max=points_max)
    _change(name, asset, points_max)


def _change(name: str, asset: str, points_max: int | None) -> None:
    """Change a budget that is open; one that is not opens with its first award."""
    if points_max is not None and books.budgets([name], asset):
        ledger.change_budget(name=name, asset=asset, points_max=points_max)
