"""A device that signs what it sells without network, as a browser's WebCrypto does."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

SIZE = 32


def base64url(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Signer:
    """A key that stays on the device, and its public half."""

    def __init__(self) -> None:
        """Make a key."""
        self.key = ec.generate_private_key(ec.SECP256R1())

    @property
    def jwk(self) -> str:
        """The public half, as a browser exports it."""
        point = self.key.public_key().public_numbers()
        x, y = (base64url(one.to_bytes(SIZE, "big")) for one in (point.x, point.y))
        return json.dumps({"kty": "EC", "crv": "P-256", "x": x, "y": y, "ext": True})

    def sign(self, payload: Any) -> str:
        """Return the record of what is told."""
        header = base64url(b'{"alg":"ES256"}')
        told = f"{header}.{base64url(json.dumps(payload).encode())}"
        r, s = decode_dss_signature(self.key.sign(told.encode(), ec.ECDSA(SHA256())))
        return f"{told}.{base64url(r.to_bytes(SIZE, 'big') + s.to_bytes(SIZE, 'big'))}"

    def sale(self, number: int, card: str, at: datetime, **told: Any) -> str:
        """Return the record of a sale."""
        usual = {"n": number, "card": card, "yen": 1000, "at": at.isoformat()}
        return self.sign(usual | told)
