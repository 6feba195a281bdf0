"""Set how much may leave and reach an account on one day in Japan."""

from __future__ import annotations

from django.db import connection, transaction

from enishi.kit.refusal import Refusal
from enishi.ledger import models


class UnknownAccount(Refusal):
    """Nobody opened an account of this name and asset."""

    code = "unknown_account"
    status = 404


class LimitNeedsAFloor(Refusal):
    """An account without a floor is never locked, so its days cannot be counted."""

    code = "limit_needs_a_floor"


@transaction.atomic(savepoint=False)
def set_limits(*, name: str, asset: str, day_out_max: int | None, day_in_max: int | None) -> None:
    """Set an account's daily limits (None: none), in the caller's transaction.

    Days are counted for accounts with a limit only; the first limit counts them from the entries.

    Raises:
        UnknownAccount: it was never opened.
        LimitNeedsAFloor: it is an issuing or external account.
    """
    account = (
        models.Account.objects.select_for_update(no_key=True).filter(name=name, asset=asset).first()
    )
    if account is None:
        raise UnknownAccount(name=name, asset=asset)
    if not account.has_floor:
        raise LimitNeedsAFloor(name=name)
    account.day_out_max, account.day_in_max = day_out_max, day_in_max
    account.save(update_fields=["day_out_max", "day_in_max"])
    models.DayTotal.objects.filter(account=account).delete()
    if (day_out_max, day_in_max) != (None, None):
        with connection.cursor() as cursor:
            cursor.callproc("ledger_add_days_up_v1", [account.id])
