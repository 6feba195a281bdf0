"""What a fund's points pay for, told as it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# A plan may be voted on; what goes on or is done has a report; what was given up is not shown.
PLANNED, DOING, DONE, DROPPED = "planned", "doing", "done", "dropped"
STATES = (PLANNED, DOING, DONE, DROPPED)
PROGRESS, THANKS = "progress", "thanks"
NEWS_KINDS = (PROGRESS, THANKS)
PICTURES_MOST = 12
POINTS_MAX = 10_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUndertaking:
    """What a region means to do with points that lapsed or were given."""

    asset: str
    title: str
    story: str = ""
    title_en: str = ""
    story_en: str = ""
    goal_points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """A plan, work that goes on, or something that was made."""

    id: int
    region_code: str
    asset: str
    title: str
    title_en: str
    story: str
    story_en: str
    goal_points: int | None
    state: str
    made_at: datetime
    done_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of an undertaking; `words` say what is seen."""

    id: UUID
    undertaking_id: int
    words: str
    words_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How an undertaking goes on, or thanks from those it is for."""

    id: int
    undertaking_id: int
    kind: str
    on: date
    text: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Points that an undertaking spent."""

    transfer: UUID
    points: int
    purpose: str
    payee: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An undertaking with its pictures, news and uses; `used` in points, each worth a yen."""

    undertaking: Undertaking
    pictures: Sequence[Picture]
    news: Sequence[News]
    uses: Sequence[Use]

    @property
    def used(self) -> int:
        """What it has spent."""
        return sum(use.points for use in self.uses)

    @property
    def percent(self) -> int | None:
        """How much of its goal it has spent, in whole percent; None without a goal."""
        goal = self.undertaking.goal_points
        return min(100, self.used * 100 // goal) if goal else None
