"""What others learn about a region, its staff, its keys and who answers for its data."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Coverage:
    """When and with what a region's data were collected, as those who did it declared.

    `first` and `last` are months (YYYY-MM, inclusive); no `kinds` means any kind of activity.
    """

    first: str
    last: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A nation, prefecture, municipality or area (地域)."""

    code: str
    kind: str
    name: str
    kana: str
    name_en: str
    parent_code: str | None
    population: int | None
    participates: bool
    is_sample: bool
    colour: int
    credit: str
    latitude: float | None
    longitude: float | None
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a region stands: its kind, its prefecture (itself, or empty), an area's towns."""

    kind: str
    prefecture: str
    is_sample: bool
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffRole:
    """One member works for one region in one role."""

    member_id: UUID
    region_code: str
    role: str
    section: str


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who holds a key for other systems: a label, and one role in one region."""

    label: str
    region_code: str
    role: str


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A key as its list shows it: never the secret."""

    id: int
    label: str
    region_code: str
    role: str
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the personal data of a region, and what they are used for (APPI)."""

    region_code: str
    name: str
    is_public_body: bool
    purpose: str
    legal_basis: str
    retention_months: int
    contact: str
