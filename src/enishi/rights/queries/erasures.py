"""What stays when a person goes, and which erasures there were."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as membership
from enishi.rights import models, retention
from enishi.rights.erased import Erased
from enishi.rights.retention import Kept, Moved
from enishi.supporters import queries as supporters


def kept_of(*member_ids: UUID) -> tuple[Kept, ...]:
    """List what stays until when, were a person erased now who is these members."""
    gone = [one for person in member_ids for one in membership.members_of_person(person)]
    names = [f"{MEMBER}{one}" for one in gone]
    last: dict[str, date] = {}
    for asset, moment in ledger.last_moves(names).items():
        region = asset.partition(":")[0]
        last[region] = max(last.get(region, date.min), jst_day(moment))
    return retention.kept(
        (Moved(region, day) for region, day in last.items()),
        (Moved(region, day) for region, day in supporters.last_receipts(gone).items()),
    )


class UnknownErasure(Refusal):
    """No erasure has this number."""

    code = "unknown_erasure"
    status = 404


def erasure(erasure_id: UUID) -> Erased:
    """Return one erasure.

    Raises:
        UnknownErasure: there is none of this number.
    """
    row = models.Erasure.objects.filter(pk=erasure_id).first()
    if row is None:
        raise UnknownErasure(erasure=erasure_id)
    return _erased(row)


def erasures(region_code: str, limit: int = 50) -> list[Erased]:
    """Return the erasures that a region's desk did, newest first."""
    rows = models.Erasure.objects.filter(region_id=region_code).order_by("-at")
    return [_erased(row) for row in rows[:limit]]


def _erased(row: models.Erasure) -> Erased:
    return Erased(
        id=row.id,
        at=row.at,
        asked=row.asked,
        region_code=row.region_id,
        counts=row.counts,
        kept=tuple(
            Kept(
                kind=one["kind"],
                region_code=one["region_code"],
                until=date.fromisoformat(one["until"]) if one["until"] else None,
            )
            for one in row.kept
        ),
    )
