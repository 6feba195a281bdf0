"""A copy of all that is kept about one person, in sections that a person and a program read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.regions.region import Controller

# In the order of the pages: who you are, what you did, what you hold, what we wrote, who looked.
SECTIONS = (
    "person", "contacts", "sign_in", "devices", "cards", "consents", "family", "activities",
    "purchases",
    "answers", "sign_ups", "vouchers", "partners", "supports", "given", "votes", "movements",
    "messages", "looks",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data: its rows, each with the same names."""

    code: str
    rows: Sequence[Row]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything about one person at one moment, and who answers for it."""

    member_id: UUID
    at: datetime
    sections: Sequence[Section]
    controllers: Sequence[Controller]
    transfers: Sequence[tuple[UUID, str]]
    """The person's transfers, newest first, each with the account that was theirs."""

    def rows(self, code: str) -> Sequence[Row]:
        """Return the rows of one section."""
        return next(section.rows for section in self.sections if section.code == code)
