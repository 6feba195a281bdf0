"""Who holds a region's citizen card (e-県民), and on which ground."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.regions import queries as regions
from enishi.supporters import models
from enishi.supporters.support import CATEGORIES


class UnknownGround(Refusal):
    """Nobody becomes a citizen on this ground."""

    code = "unknown_ground"
    status = 422


@transaction.atomic(durable=True)
def become_citizen(*, member_id: UUID, region_code: str, category: str, at: datetime) -> None:
    """Let a member be a citizen of a region on a ground; told again, the last word counts.

    Raises:
        UnknownRegion: no region has the code.
        UnknownGround: the ground is none of ours.
    """
    regions.region(region_code)
    if category not in CATEGORIES:
        raise UnknownGround(ground=category)
    models.Citizen.objects.update_or_create(
        member_id=member_id,
        region_id=region_code,
        ended_at=None,
        defaults={"category": category},
        create_defaults={"category": category, "since": periods.jst_day(at)},
    )


@transaction.atomic(durable=True)
def end_citizen(*, member_id: UUID, region_code: str, at: datetime) -> None:
    """Let a member be no citizen of a region any more."""
    rows = models.Citizen.objects.filter(member_id=member_id, region_id=region_code, ended_at=None)
    rows.update(ended_at=at)
