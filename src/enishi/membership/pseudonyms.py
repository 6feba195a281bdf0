"""The name that statistics use for a member: stable, keyed, and no way back."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

_BYTES = 16


def pseudonym(secret: bytes, member_id: UUID) -> str:
    """Return 32 hex characters: HMAC-SHA256 of the member's id, cut to 16 bytes (RFC 2104)."""
    digest = hmac.new(secret, b"pseudonym:" + member_id.bytes, hashlib.sha256).digest()
    return digest[:_BYTES].hex()
