"""Sales when two persons turn out to be one, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from enishi.sales import models


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let what one member bought be another's, for they are one person.

    In the caller's transaction.
    """
    models.Sale.objects.filter(member_id=gone).update(member_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Let nobody know who bought these members' things; say how many sales.

    In the caller's transaction. Shop, price and points stay: the books and statements rest on
    them for as long as the law asks.
    """
    rows = models.Sale.objects.filter(member_id__in=list(member_ids))
    return rows.update(member_id=None)
