"""Keys of records and cells, and the noise they choose: same persons, same noise, everywhere.

A record key is drawn from the person, a cell key is the XOR of the keys of the distinct persons in
the cell, and a keyed hash turns it into a number u in [0, 1) that looks the noise up in a p-table.
Claim, assumptions and citations: cellkey.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from enishi.insight.disclosure.ptable import PTable

_SHORTEST_SECRET = 16
_LONGEST_SECRET = 64  # BLAKE2b takes no longer key
_KEY_BYTES = 8
_MANTISSA_BITS = 53


def record_key(secret: bytes, person: str) -> int:
    """Return the 64-bit key of a person: the first 8 bytes of HMAC-SHA256(secret, person)."""
    _check(secret)
    digest = hmac.digest(secret, person.encode(), "sha256")
    return int.from_bytes(digest[:_KEY_BYTES], "big")


def cell_key(record_keys: Iterable[int]) -> int:
    """Return the key of a cell from the record keys of its distinct persons (each key once)."""
    key = 0
    for record in record_keys:
        key ^= record
    return key


def uniform(secret: bytes, key: int) -> float:
    """Return u in [0, 1) for a cell key: BLAKE2b keyed with the secret over "count" and the key.

    The keyed hash breaks the linear relation between the XOR keys of a whole and its parts.
    """
    _check(secret)
    message = b"count" + key.to_bytes(_KEY_BYTES, "big")
    digest = hashlib.blake2b(message, digest_size=_KEY_BYTES, key=secret).digest()
    # The upper 53 bits: dividing all 64 could round up to 1.0.
    return (int.from_bytes(digest, "big") >> (64 - _MANTISSA_BITS)) / 2.0**_MANTISSA_BITS


def swing(secret: bytes, key: int, total: int) -> tuple[int, float]:
    """Return the sign and w in [0, 1) that a sum is moved by, from its persons and its value.

    The value is in the hash: otherwise two sums of the same people would move alike, and their
    difference would be exact.
    """
    _check(secret)
    message = b"sum" + key.to_bytes(_KEY_BYTES, "big") + total.to_bytes(_KEY_BYTES, "big")
    digest = hashlib.blake2b(message, digest_size=_KEY_BYTES, key=secret).digest()
    drawn = int.from_bytes(digest, "big")
    w = (drawn >> (64 - _MANTISSA_BITS)) / 2.0**_MANTISSA_BITS
    return (1 if drawn & 1 else -1), w


def perturb(table: PTable, persons: int, u: float) -> int:
    """Return the number of persons with its noise; an empty cell stays empty."""
    return persons + table.move(persons, u)


def _check(secret: bytes) -> None:
    assert _SHORTEST_SECRET <= len(secret) <= _LONGEST_SECRET, "the secret has 16 to 64 bytes"
