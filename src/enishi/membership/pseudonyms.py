"""The name that statistics use for a member: stable, keyed, and no way back."""

from __future__ import annotations

import hmac
from uuid import UUID

_BYTES = 16


def pseudonym(secret: bytes, member_id: UUID) -> str:
    """Return 32 hex characters: HMAC-SHA256 of the member's id, cut to 16 bytes (RFC 2104)."""
    digest = hmac.digest(secret, b"pseudonym:" + member_id.bytes, "sha256")
    return digest[:_BYTES].hex()
