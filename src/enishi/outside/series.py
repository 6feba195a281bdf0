"""What others learn about outside statistics: a named series, its values, what a file brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.activities.cells import Reject

YEN, PERSONS = "yen", "persons"


@dataclass(frozen=True, slots=True)
class Series:
    """A named series: what is counted, by whom, whose it is.

    `owner` is the region whose own series it is, empty for official statistics; `is_fiscal` says
    that a year is a fiscal year (April to March).
    """

    code: str
    name: str
    name_en: str
    unit: str
    credit: str
    licence: str = ""
    address: str = ""
    note: str = ""
    note_en: str = ""
    owner: str = ""
    is_shared: bool = False
    is_fiscal: bool = False


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """One value of a series: of a region and a year."""

    series: str
    region_code: str
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brought: rows that are new, in already, put in place of others, kept out."""

    new: int
    repeated: int
    replaced: int
    rejects: Sequence[Reject]
