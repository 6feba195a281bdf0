"""Open and close accounts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.ledger import models


class AccountIsDifferent(Refusal):
    """The account was opened before, with another floor or other pockets."""

    code = "account_is_different"


@transaction.atomic(savepoint=False)
def open_account(
    *, name: str, asset: str, has_floor: bool = True, has_pockets: bool = False
) -> None:
    """Open an account once, in the caller's transaction.

    Raises:
        AccountIsDifferent: it exists and keeps other books than asked for.
    """
    account, _ = models.Account.objects.get_or_create(
        name=name,
        asset=asset,
        defaults={"has_floor": has_floor, "has_pockets": has_pockets},
    )
    if (account.has_floor, account.has_pockets) != (has_floor, has_pockets):
        raise AccountIsDifferent(name=name, asset=asset)


@transaction.atomic(savepoint=False)
def close_account(*, name: str, asset: str, at: datetime) -> None:
    """Close an account to all further transfers, in the caller's transaction."""
    models.Account.objects.filter(name=name, asset=asset, closed_at=None).update(closed_at=at)
