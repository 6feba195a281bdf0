"""Random identifiers and codes that people can read to each other."""

from __future__ import annotations

import secrets
import uuid

# Crockford's base 32: no I, L, O, U, so that nothing is misread on paper.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110", "\0")  # no database keeps a NUL


def new_id() -> uuid.UUID:
    """Return a random (version 4) identifier: it tells neither order nor number of members."""
    return uuid.uuid4()


def readable_code(length: int = 8) -> str:
    """Return a random code of `length` characters (5 bits each) for paper and telephones."""
    return "".join(secrets.choice(READABLE) for _ in range(length))


def as_typed(code: str) -> str:
    """Return a code as we keep it from what a person typed (case, spaces, I, L, O)."""
    plain = code.strip().upper().replace(" ", "").replace("-", "")
    return plain.translate(_MISREAD)
