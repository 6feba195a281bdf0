"""What partners know of members, when two are one person, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.kit.periods import jst_day
from enishi.partners import models, partner


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let what partners know of one member be another's, for they are one person.

    In the caller's transaction.
    """
    for table in (models.Link, models.Entry, models.Click):
        table.objects.filter(member_id=gone).update(member_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Let nothing that partners brought be these members'; say how many rows.

    In the caller's transaction. Units and points stay: the sums with partners rest on them.
    """
    gone = list(member_ids)
    links = models.Link.objects.filter(member_id__in=gone)
    digests = [bytes(one) for one in links.values_list("digest", flat=True)]
    models.Mark.objects.filter(digest__in=digests).delete()
    links.delete()
    models.Click.objects.filter(member_id__in=gone).delete()
    return models.Entry.objects.filter(member_id__in=gone).update(member_id=None, activity_key="")


@transaction.atomic(durable=True)
def forget_marks(*, at: datetime) -> int:
    """Forget old marks of tickets and gifts, and links under which nobody ordered. A follower."""
    first = jst_day(at) - timedelta(days=partner.MARK_DAYS)
    marks, _ = models.Mark.objects.filter(on__lt=first).delete()
    since = at - timedelta(days=2 * partner.CLICK_DAYS + 60)
    clicks, _ = models.Click.objects.filter(at__lt=since).delete()
    return marks + clicks
