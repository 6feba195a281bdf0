"""The moving picture of a sale: the same on both phones, so one look tells they agree; pure."""

from __future__ import annotations

import hashlib

SHIP, FISH, GULL = "ship", "fish", "gull"
PICTURES = (SHIP, FISH, GULL)


def picture(sale_code: str) -> str:
    """Return which picture moves for a sale; another sale has another one two times of three."""
    digest = hashlib.sha256(sale_code.encode()).digest()
    return PICTURES[digest[0] % len(PICTURES)]
