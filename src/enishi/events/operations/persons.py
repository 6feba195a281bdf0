"""Words to come, phones seen and reviews: of two who are one person, or of one forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.events import models


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID, at: datetime) -> None:
    """Let what one member said to come to stand for another, for they are one person.

    In the caller's transaction. Who said so twice keeps one place.
    """
    living = models.SignUp.objects.filter(cancelled_at=None)
    own = living.filter(member_id=keep).values("event")
    living.filter(member_id=gone, event__in=own).update(cancelled_at=at)
    for table in (models.SignUp, models.PhoneSeen, models.Review):
        table.objects.filter(member_id=gone).update(member_id=keep)
    models.Review.objects.filter(by_id=gone).update(by_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Delete words to come, phones seen and reviews of these members; say how many rows went.

    In the caller's transaction.
    """
    gone = list(member_ids)
    tables = (models.SignUp, models.PhoneSeen, models.Review)
    return sum(table.objects.filter(member_id__in=gone).delete()[0] for table in tables)
