"""Open and change budgets: the most that transfers under one name may give."""

from __future__ import annotations

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.ledger import models


@transaction.atomic(savepoint=False)
def open_budget(*, name: str, asset: str, points_max: int) -> None:
    """Open a budget once, in the caller's transaction; one that is open stays as it is."""
    models.Budget.objects.get_or_create(
        name=name, asset=asset, defaults={"points_max": points_max, "spent": 0}
    )


class UnknownBudget(Refusal):
    """No budget of this asset has the name."""

    code = "unknown_budget"
    status = 404


class BudgetIsSpent(Refusal):
    """More was given already than the budget should allow."""

    code = "budget_is_spent"


@transaction.atomic(savepoint=False)
def change_budget(*, name: str, asset: str, points_max: int) -> None:
    """Set the most that a budget allows, in the caller's transaction.

    Raises:
        UnknownBudget: it was never opened.
        BudgetIsSpent: more than that was spent.
    """
    budget = (
        models.Budget.objects.select_for_update(no_key=True).filter(name=name, asset=asset).first()
    )
    if budget is None:
        raise UnknownBudget(name=name, asset=asset)
    if points_max < budget.spent:
        raise BudgetIsSpent(name=name, spent=budget.spent, points_max=points_max)
    budget.points_max = points_max
    budget.save(update_fields=["points_max"])
