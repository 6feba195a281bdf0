"""Letters of thanks from a town: to everybody with a tie, to the honoured, to who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from enishi.ties.wording import Named

ALL, HONOURED, CAME = "all", "honoured", "event"
AUDIENCES = (ALL, HONOURED, CAME)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter as a town writes it."""

    region_code: str
    title: Named
    text: Named
    signed: Named
    audience: str = ALL
    event: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is read."""

    id: int
    region_code: str
    title: Named
    text: Named
    signed: Named
    audience: str
    event: str
    at: datetime
    told: int | None = None
    is_read: bool = False
