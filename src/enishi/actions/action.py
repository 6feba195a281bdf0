"""Daily actions, teams and evidence as others see them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.activities.activity import AwardValue, Past
from enishi.activities.evidence import OWN_WORD
from enishi.kit import ids

# Of the drawings that our pages carry.
ICONS = (
    "megaphone", "shopping-bag", "map-pin", "message-square-text", "flag", "users", "gift",
    "camera", "house", "calendar",
)  # fmt: skip
GRADE = OWN_WORD  # nobody but the member saw it, with a photo or without
REPORTS_A_DAY = 10  # in one region, where the region says nothing else
SHOWN_FROM = 5  # people of a team; fewer are not told

TITLE_LENGTH_MAX = 40
HINT_LENGTH_MAX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """An action as a region writes it down; without English words the Japanese ones stand."""

    region_code: str
    kind: str
    title: str
    title_en: str = ""
    hint: str = ""
    hint_en: str = ""
    icon: str = "flag"
    order: int = 100
    coins: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(NewAction):
    """Something a member may record once a day, by one tap."""

    id: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Team:
    """People who share a code and the actions that it unlocks."""

    id: int
    code: str
    region_code: str
    title: str
    project_id: int | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a member added to an activity: a link, a photo, or both."""

    key: str
    region_code: str
    member_id: UUID
    link: str
    photo: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """One action on a day: done, how, and with what beside it; or still open."""

    action: Action
    team: Team | None
    past: Past | None
    evidence: Evidence | None
    turn: int

    @property
    def is_own(self) -> bool:
        """Say whether it was told by a tap here, not seen by a scan or a shop."""
        return self.past is not None and is_key(self.past.key)


@dataclass(frozen=True, slots=True)
class Day:
    """One bead of the week: did the member and the region meet on this day?"""

    on: date
    did: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a tap: the same for every repetition of that day."""

    action_id: int
    key: str
    at: datetime
    evidence: str
    repeated: bool
    is_withdrawn: bool
    awards: tuple[AwardValue, ...]


def typed_code(text: str) -> str:
    """Return a team's code as we keep it from what a person typed, also in full-width digits."""
    return ids.as_typed(unicodedata.normalize("NFKC", text))


_PREFIX = "action:"


def key(action_id: int, member_id: UUID, on: date, turn: int = 1) -> str:
    """Return the activity's key: one a day; a new turn only after the last was taken back."""
    once = f"{_PREFIX}{action_id}:{member_id}:{on.isoformat()}"
    return once if turn == 1 else f"{once}:{turn}"


def is_key(text: str) -> bool:
    """Say whether an activity was recorded by an action."""
    return text.startswith(_PREFIX)


def is_of(text: str, action_id: int) -> bool:
    """Say whether an activity was recorded by this action."""
    return text.startswith(f"{_PREFIX}{action_id}:")
