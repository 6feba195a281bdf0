"""Rows held while something is decided about their members."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from enishi.membership import models
from enishi.membership.queries import UnknownMember


@transaction.atomic(savepoint=False)
def lock(*, member_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Keep others from earning for these members until the caller's transaction ends.

    In the caller's transaction; rows are locked in the order of their ids. Returns those who are
    somebody still: neither erased nor put together with another.
    """
    rows = models.Member.objects.filter(pk__in=set(member_ids)).order_by("id")
    held = rows.select_for_update(no_key=True).values_list("id", "merged_into_id", "erased_at")
    return frozenset(one for one, other, erased in held if other is None and erased is None)


def lock_one(member_id: UUID) -> None:
    """Hold one member's row until the caller's transaction ends.

    Raises:
        UnknownMember: no member has the id.
    """
    rows = models.Member.objects.select_for_update(no_key=True)
    if rows.filter(pk=member_id).first() is None:
        raise UnknownMember(member=member_id)
