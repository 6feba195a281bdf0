"""What staff leave at figures, as values, and how long it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

TEXT_MAX, TITLE_MAX = 500, 120
PAGE_MAX, FIGURE_MAX, STATE_MAX = 40, 60, 500


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure of a page, as an address showed it."""

    page: str
    figure: str
    state: str = ""

    @property
    def fits(self) -> bool:
        """Whether it can be an address of ours at all."""
        return (
            0 < len(self.page) <= PAGE_MAX
            and 0 < len(self.figure) <= FIGURE_MAX
            and len(self.state) <= STATE_MAX
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Why a number may be as it is."""

    id: UUID
    region_code: str
    spot: Spot
    text: str
    author_id: UUID
    is_shared: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A figure that somebody wants to find again."""

    id: int
    region_code: str
    spot: Spot
    title: str
    at: datetime
