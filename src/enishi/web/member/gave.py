"""What sponsors give because a member used their card: own data, in whole yen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from enishi.sponsors import accruing, queries


@dataclass(frozen=True, slots=True)
class Giver:
    """One sponsor's part, and what it is for."""

    name: str
    yen: int
    uses: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Gave:
    """What my use gave in one region: all sponsors together, and each.

    Thousandths of a yen are added up first, so the sum may be a yen more than its parts.
    """

    yen: int
    givers: Sequence[Giver]


def gave(member_id: UUID, region_code: str) -> Gave | None:
    """Tell what a member's use gave to a region; None where nobody promised anything."""
    found = queries.given_by([member_id], region_code=region_code)
    if not found:
        return None
    japanese = (get_language() or "ja").startswith("ja")
    return Gave(
        yen=accruing.yen_of(one.mills for one in found),
        givers=[
            Giver(
                name=one.sponsor if japanese else one.sponsor_en or one.sponsor,
                yen=accruing.yen_of([one.mills]),
                uses=one.uses,
                purpose=one.purpose,
            )
            for one in found
        ],
    )
