"""Who voted, when two persons turn out to be one, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from enishi.funds import models


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let it be one member who voted, where another did, for they are one person.

    In the caller's transaction. Where both voted, both papers stay: nobody knows which they are.
    """
    rows = models.Voter.objects.filter(member_id=gone)
    both = models.Voter.objects.filter(member_id=keep).values("ballot_id")
    rows.filter(ballot_id__in=both).update(member_id=None)
    rows.update(member_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Let nobody know that these members voted; say in how many votes. Their papers stay.

    In the caller's transaction.
    """
    rows = models.Voter.objects.filter(member_id__in=list(member_ids))
    return rows.update(member_id=None)
