"""Supporters and citizens when two persons turn out to be one, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from enishi.supporters import models


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let what one member asked and paid for be another's, for they are one person.

    In the caller's transaction. Where both are citizens of a region, the one kept stays.
    """
    models.Application.objects.filter(member_id=gone).update(member_id=keep)
    of_both = models.Citizen.objects.filter(member_id=keep, ended_at=None).values("region_id")
    twice = models.Citizen.objects.filter(member_id=gone, ended_at=None, region_id__in=of_both)
    twice.delete()
    models.Citizen.objects.filter(member_id=gone).update(member_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Let nobody know which member supported or was a citizen; say how many rows.

    In the caller's transaction. What was not paid goes. What was paid keeps the name on its
    receipt, as the law on books asks for seven years, and no member behind it.
    """
    ids = list(member_ids)
    citizens, _ = models.Citizen.objects.filter(member_id__in=ids).delete()
    asked = models.Application.objects.filter(member_id__in=ids)
    waiting, _ = asked.filter(payments=None).delete()
    return citizens + waiting + asked.update(member_id=None)
