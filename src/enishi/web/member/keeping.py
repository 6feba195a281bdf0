"""How long a phone's points are kept, and the ways to keep them for good, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from enishi.activities import queries as activities
from enishi.kit.periods import jst_day
from enishi.membership import holding, queries
from enishi.web.member import device, social
from enishi.web.member.social import Service


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week in which points are kept."""

    on: date
    is_now: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a page tells of the holding; `until` is the moment after the last minute."""

    is_complete: bool
    until: datetime | None = None
    returned_at: datetime | None = None
    days_left: int = 0
    days: tuple[Day, ...] = ()

    @property
    def is_held(self) -> bool:
        """Say whether something ends unless the person completes."""
        return not self.is_complete and self.until is not None

    @property
    def was_returned(self) -> bool:
        """Say whether what was held went back, and nothing came since."""
        return self.returned_at is not None and self.until is None


def keeping(member_id: UUID, at: datetime) -> Keeping:
    """Return how a member's points are kept; each new visit keeps them for another week."""
    kept = queries.holding_of(member_id)
    if kept.is_complete or kept.until is None:
        return Keeping(kept.is_complete)
    until = kept.until
    last = activities.of_member(member_id, limit=1)
    if last:
        until = max(until, holding.until(last[0].at))
    if until <= at or (kept.returned_at and last and last[0].at < kept.returned_at):
        return Keeping(is_complete=False, returned_at=kept.returned_at or until)
    today, end = jst_day(at), jst_day(until - timedelta(seconds=1))
    left = (end - today).days
    days = tuple(
        Day(today + timedelta(days=step), step == 0, step == left) for step in range(left + 1)
    )
    return Keeping(
        is_complete=False,
        until=until,
        returned_at=kept.returned_at,
        days_left=left,
        days=days if left else (),
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to prove who one is, with what was typed and what was wrong with it."""

    purpose: str
    services: tuple[Service, ...]
    then: str = ""
    kind: str = "phone"
    typed: str = ""
    wrong: str = ""
    advice: str = ""


def ways(request: HttpRequest, purpose: str, then: str = "") -> Ways:
    """Return the ways that this installation offers."""
    return Ways(purpose, social.services(request), then)


def on_page(request: HttpRequest, at: datetime) -> dict[str, object]:
    """Return what a page shows of the holding of this phone's own member."""
    member_id = device.person(request)
    if member_id is None:
        return {}
    return {"keeping": keeping(member_id, at), "ways": ways(request, "complete")}
