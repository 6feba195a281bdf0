"""Read holds, budgets and daily limits."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from enishi.ledger import models
from enishi.ledger.promises import Budget, Hold, Limits


def holds(name: str, asset: str, *, open_only: bool = True) -> list[Hold]:
    """List what an account promised to others, the next to end first."""
    rows = models.Hold.objects.filter(account__name=name, account__asset=asset)
    return _holds(rows.filter(end=None) if open_only else rows)


def _holds(rows: QuerySet[models.Hold]) -> list[Hold]:
    """Turn rows into values."""
    found = rows.select_related("account", "target", "end").order_by("expires_at", "id")
    return [_hold(row) for row in found]


def _hold(row: models.Hold) -> Hold:
    """Turn a row into a value."""
    end: models.HoldEnd | None = getattr(row, "end", None)
    return Hold(
        id=row.id,
        source=row.account.name,
        target=row.target.name,
        asset=row.account.asset,
        amount=row.amount,
        at=row.at,
        expires_at=row.expires_at,
        ended=end.how if end else None,
        ended_at=end.at if end else None,
        transfer=end.transfer if end else None,
    )


def budgets(names: Iterable[str], asset: str) -> dict[str, Budget]:
    """Read budgets of one asset by their names; unknown ones are left out."""
    rows = models.Budget.objects.filter(asset=asset, name__in=list(names))
    return {row.name: _budget(row) for row in rows}


def budgets_under(prefix: str, asset: str) -> list[Budget]:
    """List the budgets of one asset whose names begin alike, in order of their names."""
    rows = models.Budget.objects.filter(asset=asset, name__startswith=prefix)
    return [_budget(row) for row in rows.order_by("name")]


def _budget(row: models.Budget) -> Budget:
    """Turn a row into a value."""
    return Budget(name=row.name, asset=row.asset, points_max=row.points_max, spent=row.spent)


def limits(name: str, asset: str) -> Limits:
    """Tell an account's daily limits; an account nobody opened has none."""
    row = models.Account.objects.filter(name=name, asset=asset).first()
    return Limits(row.day_out_max, row.day_in_max) if row else Limits()
