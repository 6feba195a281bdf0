"""What a member is reached by and signs in with: values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PHONE = "phone"
EMAIL = "email"
# What a code is for: one asked for the first never opens the second.
COMPLETE = "complete"
SIGN_IN = "sign-in"
CHANGE = "change"
MERGE = "merge"
# Of an account elsewhere: (source, name there) leads to one member.
SIGN_IN_SOURCE = "sign-in:"
PURPOSES = (COMPLETE, SIGN_IN, CHANGE, MERGE)


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or an address that a member has proven to read."""

    kind: str
    value: str
    proven_at: datetime

    @property
    def masked(self) -> str:
        """Show enough to recognise it, and not enough to use it."""
        return masked(self.kind, self.value)


@dataclass(frozen=True, slots=True)
class Asked:
    """A code on its way: where to, and how long and how often it may be typed."""

    id: UUID
    kind: str
    value: str
    purpose: str
    created_at: datetime
    expires_at: datetime
    tries_left: int
    again_at: datetime

    @property
    def masked(self) -> str:
        """Show where the code went."""
        return masked(self.kind, self.value)


@dataclass(frozen=True, slots=True)
class Proven:
    """An address somebody has just proven to read, and the member who has it, if any."""

    kind: str
    value: str
    member_id: UUID | None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key of a member, as the list of them shows it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    """What is needed to check a signature of a passkey."""

    member_id: UUID
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone or a browser that holds a member."""

    id: UUID
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """How a member's points are kept: for good, until a moment, or given back since."""

    is_complete: bool
    until: datetime | None
    returned_at: datetime | None


def masked(kind: str, value: str) -> str:
    """Show the ends of a number or an address.

    >>> masked("phone", "+819012345678")
    '090-****-5678'
    >>> masked("email", "hanako@example.jp")
    'h*****@example.jp'
    """
    if kind == PHONE:
        return f"0{value.removeprefix('+81')[:2]}-****-{value[-4:]}"
    name, _, host = value.partition("@")
    return f"{name[:1]}*****@{host}"
