"""Who of the staff looked at one member's data: written for the member to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.kit import codes
from enishi.membership import models
from enishi.membership.operations.locking import lock_one
from enishi.regions import queries as regions

# A page opened again at once is the same look.
SAME_LOOK = timedelta(minutes=10)


@transaction.atomic(durable=True)
def note_look(
    *, member_id: UUID, reader_id: UUID, region_code: str, purpose: str, at: datetime
) -> None:
    """Write down that staff opened one member's data, in which role and section, and what for.

    Opening the same page again within ten minutes is one look.

    Raises:
        UnknownMember: no member has the id.
    """
    lock_one(member_id)
    same = models.Look.objects.filter(
        member_id=member_id,
        reader_id=reader_id,
        region_id=region_code,
        purpose=purpose,
        at__gt=at - SAME_LOOK,
        at__lte=at,
    )
    if same.exists():
        return
    role, section = _post_of(reader_id, region_code)
    models.Look.objects.create(
        member_id=member_id,
        reader_id=reader_id,
        region_id=region_code,
        role=role,
        section=section,
        purpose=purpose,
        at=at,
    )


def _post_of(reader_id: UUID, region_code: str) -> tuple[str, str]:
    """Return as what somebody reads: their work for the region, else for the nation."""
    held = {role.region_code: role for role in reversed(regions.staff_roles(reader_id))}
    role = held.get(region_code) or held.get(codes.NATION)
    return (role.role, role.section) if role else ("", "")
