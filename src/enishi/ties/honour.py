"""Honours: for whom, what they bring, and where an invitation stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.ties.wording import NOTHING, Named

NAME = Named("名誉応援団", "Honorary supporters")
# Found by the criteria, invited by the town, answered by the member.
FOUND, INVITED, ACCEPTED, DECLINED = "found", "invited", "accepted", "declined"
STATES = (FOUND, INVITED, ACCEPTED, DECLINED)
LEAST_MAX, MONTHS_MAX = 365, 60


@dataclass(frozen=True, slots=True)
class Criteria:
    """At least so many records that somebody saw, within so many months; no kinds: of any."""

    least: int = 10
    months: int = 12
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewHonour:
    """An honour as a region writes it down."""

    region_code: str
    name: Named = NAME
    criteria: Criteria = Criteria()
    benefits: Named = NOTHING


@dataclass(frozen=True, slots=True)
class Honour:
    """An honour of a region, and how many stand where."""

    id: int
    region_code: str
    name: Named
    criteria: Criteria
    benefits: Named
    is_open: bool
    found: int = 0
    invited: int = 0
    accepted: int = 0
    declined: int = 0


@dataclass(frozen=True, slots=True)
class Honoured:
    """One member and one honour."""

    id: int
    honour_id: int
    region_code: str
    name: Named
    benefits: Named
    member_id: UUID
    state: str
    times: int
    found_at: datetime
    invited_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What looking for people who meet the criteria brought."""

    new: int
    gone: int


def newly_found(meeting: Collection[UUID], known: Collection[UUID]) -> set[UUID]:
    """Return who meets the criteria and stands on no list yet; a refusal is not asked again."""
    return set(meeting) - set(known)


def is_over(state: str) -> bool:
    """Say whether a member has answered."""
    return state in {ACCEPTED, DECLINED}
