"""What others get to see: a closing, a released table, exact figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.releases.fixing import Figures, Period


@dataclass(frozen=True, slots=True)
class Closed:
    """A month is closed: from now on statistics read this snapshot of the lake."""

    id: UUID
    number: int
    until: str
    lake_version: int
    closed_at: datetime
    catalogue: Catalogue
    credits: Mapping[str, tuple[str, ...]]
    """Credit lines of the data of each place."""
    last_seq: int | None = None
    """The last activity it knew; None in closings of older versions."""


@dataclass(frozen=True, slots=True)
class State:
    """What a closing knew: months up to one, and activities up to a number (None: any)."""

    until: str
    last_seq: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """What must be said beside a table: of whom it speaks and how it was protected."""

    frame: str
    """nation, prefecture, neighbours or region."""
    frame_code: str
    regions: tuple[str, ...]
    """The places counted."""
    first_month: str
    last_month: str
    limit: int
    credits: tuple[str, ...]
    measure: str = "persons"
    cap: int | None = None
    """The most that one person's month counts in a sum; None for persons."""


@dataclass(frozen=True, slots=True)
class Released:
    """A table as it was shown: same question, same closing, same limit, same numbers.

    A row holds a value for each dimension of `by`, and `n`: persons, or None where hidden or
    nobody; where the measure is not persons also `total`, None where it may not be told.
    `reasons` says of each row why: shown, hidden, absent or few_places (disclosure).
    """

    id: int
    filters: Mapping[str, str]
    by: tuple[str, ...]
    rows: tuple[Mapping[str, str | int | None], ...]
    reasons: tuple[str, ...]
    note: Note
    closing: int
    closed_until: str
    released_at: datetime

    @property
    def question(self) -> dict[str, object]:
        """The canonical question, the same for every way to put it."""
        body: dict[str, object] = {"filters": dict(self.filters), "by": list(self.by)}
        return body if self.measure == "persons" else {**body, "measure": self.measure}

    @property
    def measure(self) -> str:
        """What is told of each row: persons, activities or yen."""
        return self.note.measure


@dataclass(frozen=True, slots=True)
class Fixed:
    """確定値 of a region's quarter or fiscal year: exact, made once; no `leaf` until sealed."""

    region: str
    period: Period
    figures: Figures
    closing: int
    made_at: datetime
    leaf: int | None


@dataclass(frozen=True, slots=True)
class ReleaseListed:
    """A release in a list: what was asked, when, and where it stands in the log."""

    id: int
    question: Mapping[str, Any]
    closed_until: str
    limit: int
    released_at: datetime
    leaf: int | None


@dataclass(frozen=True, slots=True)
class ExactQuestion:
    """A question for exact figures (内部限り): a metric, a place, a half-open period, a split."""

    metric: str
    region: str = "JP"
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    """Conditions as `evidence=self_report`."""

    def as_json(self) -> dict[str, object]:
        """Return the question as it is kept in the record of views."""
        return {
            "metric": self.metric,
            "region": self.region,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "by": list(self.by),
            "where": list(self.where),
        }


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact figures: 内部限り, never public; `n` is the number the rows speak about."""

    question: ExactQuestion
    sentence: str
    sentence_en: str
    unit: str
    denominator: str
    definition: str
    rows: tuple[Mapping[str, Any], ...]
    n: int
    marking: str = "内部限り"


@dataclass(frozen=True, slots=True)
class ExactViewed:
    """Somebody looked at exact figures: who, which, and for what purpose."""

    actor: str
    region: str
    metric: str
    question: Mapping[str, Any]
    purpose: str
    at: datetime
