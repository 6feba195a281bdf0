"""Who stands at the counter: what the address of a sale carries, sealed for this one till."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

# A page that was left lying over a day's work still sells; the next morning the card is read anew.
LIVES = timedelta(hours=12)
_SHAPE = struct.Struct(">16s16s16sI")


@dataclass(frozen=True, slots=True)
class Guest:
    """A member whose card a till read; `key` makes what they buy one sale, however often sent."""

    member_id: UUID
    device_id: UUID
    key: UUID
    read_at: datetime

    def is_here(self, device_id: UUID, at: datetime) -> bool:
        """Say whether the card was read on this till, and not too long ago."""
        return device_id == self.device_id and timedelta(0) <= at - self.read_at < LIVES


def _cipher(key: bytes) -> AESSIV:
    return AESSIV(hmac.digest(key, b"enishi.till.guest", hashlib.sha256))


def sealed(guest: Guest, *, key: bytes) -> str:
    """Return what stands in the address (RFC 5297): no number of a card, and nobody can edit it."""
    packed = _SHAPE.pack(
        guest.member_id.bytes,
        guest.device_id.bytes,
        guest.key.bytes,
        int(guest.read_at.timestamp()),
    )
    return _told(_cipher(key).encrypt(packed, None))


def _told(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def opened(told: str, *, key: bytes) -> Guest | None:
    """Return who an address names; None for one that we did not write."""
    try:
        raw = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))
        packed = _cipher(key).decrypt(raw, None)
    except (binascii.Error, InvalidTag, ValueError):
        return None
    if told != _told(raw):  # the last letter has bits that nobody reads: one address, one text
        return None
    member, device, once, read = _SHAPE.unpack(packed)
    return Guest(
        member_id=UUID(bytes=member),
        device_id=UUID(bytes=device),
        key=UUID(bytes=once),
        read_at=datetime.fromtimestamp(read, tz=UTC),
    )
