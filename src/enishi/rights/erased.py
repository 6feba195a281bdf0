"""What others learn about an erasure: what went, and what stays until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.rights.retention import Kept


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure; nobody can be found by it."""

    id: UUID
    at: datetime
    asked: str
    region_code: str | None
    counts: Mapping[str, int]
    kept: tuple[Kept, ...]
