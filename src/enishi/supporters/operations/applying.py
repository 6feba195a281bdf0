"""Somebody asks to be a supporter, and gets the number that goes before their name at the bank."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.membership.member import NAME_LENGTH_MAX
from enishi.supporters import models, support
from enishi.supporters.operations.classes import UnknownSupportClass

_NUMBERS = 10_000_000


class SupporterNeedsName(Refusal):
    """A receipt names whoever pays."""

    code = "supporter_needs_name"
    status = 422


@transaction.atomic(durable=True)
def apply(
    *, class_id: int, region_code: str, member_id: UUID | None, name: str, at: datetime
) -> str:
    """Keep an application and return its number; asked again before paying, it is the same one.

    Raises:
        UnknownSupportClass: the region has no such class that is open.
        SupporterNeedsName: nobody is named.
    """
    name = name.strip()
    if not name or len(name) > NAME_LENGTH_MAX:
        raise SupporterNeedsName
    row = models.SupportClass.objects.select_for_update().filter(pk=class_id).first()
    if row is None or row.region_id != region_code or not row.is_open:
        raise UnknownSupportClass(support=class_id)
    if member_id is not None:
        waits = models.Application.objects.filter(member_id=member_id, support=row, payments=None)
        first = waits.order_by("asked_at").first()
        if first is not None:
            waits.filter(pk=first.pk).update(name=name)
            return first.reference
    reference = _unused_reference()
    models.Application.objects.create(
        reference=reference, support=row, member_id=member_id, name=name, asked_at=at
    )
    return reference


def _unused_reference() -> str:
    while True:
        found = support.reference(secrets.randbelow(_NUMBERS))
        if not models.Application.objects.filter(pk=found).exists():
            return found
