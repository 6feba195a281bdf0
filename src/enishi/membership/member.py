"""What others learn about a member: values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

NAME_LENGTH_MAX = 60


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a tie to a region."""

    id: UUID
    display_name: str
    email: str | None
    origin: str
    sex: str
    birth_year: int | None
    age_band: str
    home_code: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A member held by a phone, and the phone that holds it."""

    member_id: UUID
    device_id: UUID


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a member chose to tell, as of one day."""

    sex: str
    age_band: str
    home_code: str


@dataclass(frozen=True, slots=True)
class ExternalPerson:
    """A person as another system knows them."""

    external_id: str
    sex: str = "unknown"
    birth_year: int | None = None
    age_band: str = "unknown"
    home_code: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card in the hand."""

    number: str
    member_id: UUID
    region_code: str
    kind: str
    issued_at: datetime
    is_live: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a card of a region, since when, and what they chose to tell."""

    member_id: UUID
    region_code: str
    kind: str
    since: date
    sex: str
    age_band: str
    home_code: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What a member agreed to, in which version of the words, and whether it still holds."""

    kind: str
    version: str
    region_code: str | None
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the staff looked at a member's data: as what, in which section, what for."""

    at: datetime
    region_code: str | None
    role: str
    section: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Blank cards that were prepared together, and what became of them."""

    id: UUID
    made_at: datetime
    cards: int
    handed: int
    voided: int

    @property
    def left(self) -> int:
        """How many can still be handed out."""
        return self.cards - self.handed - self.voided


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A member who agreed to be written to: in which language, and where."""

    member_id: UUID
    language: str
    email: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """How a member is written to, and for which regions they agreed; None: for all."""

    member_id: UUID
    language: str
    email: str
    phone: str
    agreed: frozenset[str | None]

    def agrees(self, region_code: str) -> bool:
        """Say whether they agreed to messages about a region."""
        return None in self.agreed or region_code in self.agreed
