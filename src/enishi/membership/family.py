"""Who acts for whom, and who is too young to agree alone: the rules, and what others learn."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

# Which words were agreed to; new words get a new name, and old ones still say what they said.
PROXY_WORDS = "proxy-2026-1"
GUARDIAN_WORDS = "guardian-2026-1"
# Links carry the place in this list: new words go to its end.
RELATIONS = ("child", "grandchild", "spouse", "relative", "helper", "parent")
ROLE_PROXY = "proxy"
# What a young member may not do alone (decision 0010).
NEED_GUARDIAN = ("messages", "photo", "ranking", "vote")
NOT_NEEDED, MISSING, GIVEN = "not_needed", "missing", "given"
LINK_LIVES = timedelta(days=14)
LINKS_PER_DAY = 3
_ADULT_AGE = 16
_DAYS = 30
_YEAR = 12
_NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Proxy:
    """Somebody may act for a member until a day; the other side is named as they want to be."""

    id: int
    member_id: UUID
    by_id: UUID
    member_name: str
    by_name: str
    relation: str
    how: str
    given_at: datetime
    until_on: date
    ended_at: datetime | None

    def is_living(self, on: date) -> bool:
        """Say whether it holds on a day."""
        return self.ended_at is None and on < self.until_on

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.until_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Guardianship:
    """A guardian's word: asked for, given, or taken back."""

    id: UUID
    member_id: UUID
    member_name: str
    guardian: str
    how: str
    asked_at: datetime
    expires_at: datetime | None
    given_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def holds(self) -> bool:
        """Say whether it was given and not taken back."""
        return self.given_at is not None and self.withdrawn_at is None

    def is_open(self, at: datetime) -> bool:
        """Say whether it waits for an answer."""
        waits = self.given_at is None and self.withdrawn_at is None
        return waits and self.expires_at is not None and at < self.expires_at


def is_young(birth_year: int | None, on: date) -> bool:
    """Say whether somebody may still be under 16: all who turn 16 this year count as 15.

    We know the year alone, so until its end we cannot tell who has had the birthday. Whoever told
    no year is not asked for one: a guess would be worse than a gap.
    """
    return birth_year is not None and on.year - birth_year <= _ADULT_AGE


def latest_day(on: date) -> date:
    """Return the last day until which somebody may be let act: a year from a day."""
    return (
        (on + timedelta(days=365))
        if (on.month, on.day) == (2, 29)
        else on.replace(year=on.year + 1)
    )


def months_later(on: date, months: int) -> date:
    """Return the first day on which it no longer holds, so many months from a day."""
    return latest_day(on) if months == _YEAR else on + timedelta(days=_DAYS * months)


def as_name(typed: str) -> str:
    """Return a name in one line, no longer than we keep."""
    return " ".join(typed.replace("\0", "").split())[:_NAME_MAX]


def secret_of(key: bytes, guardianship: UUID) -> str:
    """Return the secret of a guardian's link: always the same, so a page can show it again."""
    raw = hmac.digest(key, b"enishi.guardian:" + guardianship.bytes, hashlib.sha256)
    return base64.urlsafe_b64encode(raw[:18]).decode()


def digest_of(secret: str) -> bytes:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).digest()
