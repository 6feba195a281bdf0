"""What the link to a parent carries: who asks to act for whom, until when; sealed, nothing kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from enishi.membership.family import LINK_LIVES, RELATIONS

_SHAPE = struct.Struct(">16s16sBII")


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody asks to act for a member until a day."""

    member_id: UUID
    by_id: UUID
    relation: str
    until_on: date
    asked_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Say whether the link still works."""
        return timedelta(0) <= at - self.asked_at < LINK_LIVES

    @property
    def last_day(self) -> date:
        """The last day on which it would hold."""
        return self.until_on - timedelta(days=1)


def _cipher(key: bytes) -> AESSIV:
    return AESSIV(hmac.digest(key, b"enishi.proxy.ask", hashlib.sha256))


def sealed(asking: Asking, *, key: bytes) -> str:
    """Return what stands in the link (RFC 5297): nobody can read or change it."""
    packed = _SHAPE.pack(
        asking.member_id.bytes,
        asking.by_id.bytes,
        RELATIONS.index(asking.relation),
        asking.until_on.toordinal(),
        int(asking.asked_at.timestamp()),
    )
    return base64.urlsafe_b64encode(_cipher(key).encrypt(packed, None)).decode().rstrip("=")


def opened(token: str, *, key: bytes) -> Asking | None:
    """Return what a link carries; None for one that we did not write."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        packed = _cipher(key).decrypt(raw, None)
    except (binascii.Error, InvalidTag, ValueError):
        return None
    member, by, relation, until, asked = _SHAPE.unpack(packed)
    return Asking(
        member_id=UUID(bytes=member),
        by_id=UUID(bytes=by),
        relation=RELATIONS[relation],
        until_on=date.fromordinal(until),
        asked_at=datetime.fromtimestamp(asked, tz=UTC),
    )
