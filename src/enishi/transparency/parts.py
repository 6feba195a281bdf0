"""A leaf's text: salted digests only, one for the header and one for each side."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enishi.transparency import canonical

SALT_BYTES = 32
_DOMAIN = b"relpop/part/v1\x00"


@dataclass(frozen=True, slots=True)
class NewPart:
    """What one digest will stand for; `subject` is whose part it is, empty for everybody's."""

    subject: str
    value: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What is to become one leaf: the header first, then the sides."""

    reference: str
    parts: Sequence[NewPart]


def digest(salt: bytes, value: str) -> bytes:
    """Commit to a part: SHA-256 of domain, salt and canonical JSON.

    Without the salt nobody can try values against it, and the part is forgotten for good.
    """
    assert len(salt) == SALT_BYTES
    return hashlib.sha256(_DOMAIN + salt + value.encode()).digest()


def leaf_text(header: bytes, sides: Sequence[bytes]) -> str:
    """Write the public text of a leaf."""
    return canonical.text({"h": b64url(header), "p": [b64url(side) for side in sides], "v": 1})


def b64url(data: bytes) -> str:
    """Write bytes as base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64url(told: str) -> bytes:
    """Read base64url without padding; ValueError for anything else."""
    data = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))
    if b64url(data) != told:
        raise ValueError("not base64url without padding")
    return data
