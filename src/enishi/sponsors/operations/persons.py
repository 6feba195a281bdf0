"""What members' uses gave, when two persons turn out to be one, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from enishi.sponsors import models


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let what one member's use gave be another's, for they are one person.

    In the caller's transaction.
    """
    models.Accrual.objects.filter(member_id=gone).update(member_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Let nobody know whose use gave; say how many uses. What was given stays given.

    In the caller's transaction.
    """
    rows = models.Accrual.objects.filter(member_id__in=list(member_ids))
    return rows.update(member_id=None)
