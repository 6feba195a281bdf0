"""The link that stops notices: who holds it may stop one address, and learns nothing from it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


def _cipher(secret: bytes) -> AESSIV:
    return AESSIV(hmac.digest(secret, b"enishi.outbox.stop", hashlib.sha256))


def token(secret: bytes, channel: str, to: str) -> str:
    """Return what stands in the link: channel and address, sealed (RFC 5297), always the same."""
    sealed = _cipher(secret).encrypt(f"{channel}:{to}".encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened(secret: bytes, sealed: str) -> tuple[str, str] | None:
    """Return channel and address of a link; None for one that we did not write."""
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        channel, _, to = _cipher(secret).decrypt(raw, None).decode().partition(":")
    except (binascii.Error, InvalidTag, ValueError):
        return None
    return channel, to
