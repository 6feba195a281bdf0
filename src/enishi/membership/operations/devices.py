"""Phones that hold a member: begun after a proof, ended when lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import ids
from enishi.membership import models
from enishi.membership.operations.locking import lock_one


@transaction.atomic(durable=True)
def begin_device(
    *, member_id: UUID, instead_of: UUID | None, at: datetime, label: str = ""
) -> UUID:
    """Let a phone hold a member under a new name, after a proof; return the name.

    The name it had before ends, so whoever planted or copied it holds nothing.

    Raises:
        UnknownMember: no member has the id.
    """
    lock_one(member_id)
    if instead_of is not None:
        models.Device.objects.filter(pk=instead_of, ended_at=None).update(ended_at=at)
    made = models.Device.objects.create(
        pk=ids.new_id(), member_id=member_id, label=label, created_at=at
    )
    return made.id


@transaction.atomic(durable=True)
def end_devices(*, member_id: UUID, at: datetime, but: UUID | None = None) -> int:
    """End all phones of a member, perhaps but one; return how many ended."""
    living = models.Device.objects.filter(member_id=member_id, ended_at=None)
    if but is not None:
        living = living.exclude(pk=but)
    return living.update(ended_at=at)


@transaction.atomic(durable=True)
def end_device_of(*, member_id: UUID, device_id: UUID, at: datetime) -> None:
    """End one phone of this member; one of somebody else stays untouched."""
    models.Device.objects.filter(pk=device_id, member_id=member_id, ended_at=None).update(
        ended_at=at
    )


@transaction.atomic(durable=True)
def begin_again(*, member_id: UUID, device_id: UUID) -> None:
    """Let a phone that was ended a moment ago hold its member again: what followed was refused."""
    models.Device.objects.filter(pk=device_id, member_id=member_id).update(ended_at=None)
