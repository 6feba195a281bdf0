"""Hold budgets still while somebody decides what may still be given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from enishi.ledger import models
from enishi.ledger.promises import Budget
from enishi.ledger.touched import AccountKey, BudgetKey


@transaction.atomic(savepoint=False)
def lock_budgets(
    *, holders: Iterable[AccountKey], budgets: Mapping[BudgetKey, int | None]
) -> dict[BudgetKey, Budget]:
    """Lock accounts and then budgets, and tell what the budgets have left.

    In the caller's transaction: until it ends nobody else spends them, so what was decided by
    them can be posted. `holders` are all accounts that the caller will post to: they are locked
    first, as posting does. A budget with a number is opened when it is missing; one without that
    nobody opened bounds nothing and is left out.
    """
    accounts = sorted(set(holders))
    names, assets = [key[0] for key in accounts], [key[1] for key in accounts]
    with connection.cursor() as cursor:
        cursor.callproc("ledger_lock_accounts_v1", [names, assets])
    missing = {key: most for key, most in sorted(budgets.items()) if most is not None}
    models.Budget.objects.bulk_create(
        [
            models.Budget(name=name, asset=asset, points_max=most)
            for (name, asset), most in missing.items()
        ],
        ignore_conflicts=True,
    )
    rows = models.Budget.objects.filter(
        name__in={name for name, _ in budgets}, asset__in={asset for _, asset in budgets}
    )
    locked = rows.order_by("id").select_for_update(no_key=True)
    found = {
        (row.name, row.asset): Budget(row.name, row.asset, row.points_max, row.spent)
        for row in locked
    }
    return {key: budget for key, budget in found.items() if key in budgets}
