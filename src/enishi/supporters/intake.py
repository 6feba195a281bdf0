"""What became of a bank's list: what was booked, what was known, what could not be booked."""

from __future__ import annotations

from dataclasses import dataclass

from enishi.supporters.bank import Reject
from enishi.supporters.support import Payment


@dataclass(frozen=True, slots=True)
class Intake:
    """The lines of a list by what became of them."""

    booked: tuple[Payment, ...]
    rejects: tuple[Reject, ...]
    repeated: int

    @property
    def yen(self) -> int:
        """What was booked in all."""
        return sum(one.yen for one in self.booked)
