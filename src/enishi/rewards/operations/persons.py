"""Vouchers when two persons turn out to be one, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from enishi.rewards import models


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let what one member holds be another's, for they are one person.

    In the caller's transaction. A form's key is told apart by whose it was.
    """
    renamed = Concat(F("key"), Value(":"), Cast(Value(str(gone)[:8]), CharField()))
    models.Voucher.objects.filter(member_id=gone).update(member_id=keep, key=renamed)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Let nobody know who exchanged points, nor where anything was sent; say how many vouchers.

    In the caller's transaction, which cancelled what waits (`cancel_all`). Reward and price stay:
    the books rest on them.
    """
    rows = models.Voucher.objects.filter(member_id__in=list(member_ids))
    return rows.update(
        member_id=None, key=F("code"), to_name="", to_address="", to_phone="", drone_place=""
    )
