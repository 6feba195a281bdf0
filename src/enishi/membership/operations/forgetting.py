"""Delete all that tells who a member is; the empty row stays, for the books name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.membership import models
from enishi.membership.operations.merging import StaffStays, empty


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Sequence[UUID], at: datetime) -> dict[str, int]:
    """Delete everything about these members and say how many rows of each kind went.

    In the caller's transaction, which holds them. Nothing is written for them any more.

    Raises:
        StaffStays: one of them works for a region.
    """
    members = list(models.Member.objects.filter(pk__in=member_ids))
    if any(member.email or member.has_usable_password() for member in members):
        raise StaffStays(member=members[0].id)
    gone = {"codes": _codes(member_ids), "cards": _cards(member_ids)}
    for name, table in _TABLES.items():
        gone[name] = table.objects.filter(member_id__in=member_ids).delete()[0]
    gone["proxies"] += models.Proxy.objects.filter(by_id__in=member_ids).delete()[0]
    models.Look.objects.filter(reader_id__in=member_ids).update(reader=None)
    for member in members:
        empty(member)
        member.origin, member.joined_at, member.returned_at = "device", at, None
        member.erased_at, member.merged_into = at, None
        member.save()
    return gone


_TABLES: Mapping[str, type[Any]] = {
    "contacts": models.Contact,
    "passkeys": models.Passkey,
    "identities": models.Identity,
    "devices": models.Device,
    "consents": models.Consent,
    "proxies": models.Proxy,
    "guardianships": models.Guardianship,
    "looks": models.Look,
}


def _codes(member_ids: Sequence[UUID]) -> int:
    """Delete the codes sent to their addresses, or asked for by their phones."""
    contacts = models.Contact.objects.filter(member_id__in=member_ids)
    values = list(contacts.values_list("value", flat=True))
    devices = list(
        models.Device.objects.filter(member_id__in=member_ids).values_list("id", flat=True)
    )
    of_address, _ = models.Code.objects.filter(value__in=values).delete()
    of_phone, _ = models.Code.objects.filter(device_id__in=devices).delete()
    return of_address + of_phone


def _cards(member_ids: Sequence[UUID]) -> int:
    """Delete their cards, and the numbers that were printed for them."""
    cards = models.Card.objects.filter(member_id__in=member_ids)
    numbers = list(cards.values_list("number", flat=True))
    models.PreparedCard.objects.filter(number__in=numbers).delete()
    return cards.delete()[0]
