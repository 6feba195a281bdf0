"""What follows from a proof: who somebody is, and what the phone in their hand holds."""

from __future__ import annotations

from enum import Enum
from uuid import UUID


class Next(Enum):
    """What to do with somebody who has just proven an address, a key or an account."""

    KEEP = "keep"  # tie the proof to the member on this phone
    ENTER = "enter"  # let this phone hold the member who had the proof already
    BEGIN = "begin"  # nobody has it, and this phone holds nobody it could belong to: ask
    TOGETHER = "together"  # this phone holds somebody else: ask


def leads_to(*, holder: UUID | None, mine: UUID | None, is_complete: bool, is_change: bool) -> Next:
    """Decide what a proof leads to.

    `holder` is the member who had the address before, `mine` the one on this phone. A complete
    member takes a further address only where that was asked for: somebody else may hold the phone.
    """
    if holder is not None:
        return Next.ENTER if mine in (None, holder) else Next.TOGETHER
    if mine is not None and (is_change or not is_complete):
        return Next.KEEP
    return Next.BEGIN
