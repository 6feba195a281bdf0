"""Puts a page's questions to the releases: the only door through which a number comes here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from enishi.insight.releases import operations as releases
from enishi.insight.releases.coarsening import Step
from enishi.insight.releases.released import Released
from enishi.regions.region import Region

LIMIT = 10
ABSENT = "absent"
VERIFIED = "verified"
_PLACE_OF_KIND = {"prefecture": "prefecture", "municipality": "region", "area": "region"}


@dataclass(frozen=True)
class Numbers:
    """The released numbers of one question, by the values of its dimensions.

    `rows` are those that machines get too: a value for each dimension, `n`, and `total` where
    activities or yen were asked for.
    """

    filters: Mapping[str, str]
    by: tuple[str, ...]
    rows: Sequence[Mapping[str, str | int | None]]
    reasons: Sequence[str] = ()
    credits: tuple[str, ...] = ()
    measure: str = "persons"
    cap: int | None = None

    @cached_property
    def people(self) -> dict[tuple[str, ...], int | None]:
        """The people of each row that can exist; None is hidden, nobody included."""
        reasons = self.reasons or [""] * len(self.rows)
        return {
            tuple(str(row[name]) for name in self.by): _people(row)
            for row, reason in zip(self.rows, reasons, strict=True)
            if reason != ABSENT
        }

    @cached_property
    def totals(self) -> dict[tuple[str, ...], int | None]:
        """The sum of activities or yen of each row; None where it may not be told."""
        return {
            tuple(str(row[name]) for name in self.by): _whole(row.get("total")) for row in self.rows
        }

    def of(self, *values: str) -> int | None:
        """Return the people of one row; None when it is hidden or not in the table."""
        return self.people.get(values)

    def shown(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield the rows that are shown."""
        for values, people in self.people.items():
            if people is not None:
                yield values, people

    @property
    def has_any(self) -> bool:
        """Say whether any row is shown."""
        return any(True for _ in self.shown())

    def values(self, place: int = 0) -> list[str]:
        """Return the values of one dimension, each once, in the table's order."""
        return list(dict.fromkeys(key[place] for key in self.people))


def _people(row: Mapping[str, str | int | None]) -> int | None:
    """Return the people of a row."""
    return _whole(row["n"])


def _whole(number: str | int | None) -> int | None:
    assert number is None or isinstance(number, int), "a release counts whole people and yen"
    return number


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks about one place and period; equal questions get equal numbers everywhere."""

    region: Region
    year: str | None
    at: datetime
    limit: int = LIMIT
    verified: bool = False
    month: str | None = None

    def ask(self, *by: str, **conditions: str) -> Numbers:
        """Return the released numbers by some dimensions, under further conditions."""
        filters = {**self._frame(by), **conditions}
        return question(filters, by, limit=self.limit, at=self.at)

    def ask_sums(self, measure: str, *by: str, **conditions: str) -> Numbers:
        """Return the same with the sums of activities or of yen."""
        filters = {**self._frame(by), **conditions}
        return question(filters, by, limit=self.limit, at=self.at, measure=measure)

    def widened(self, **conditions: str) -> tuple[Numbers, tuple[Step, ...]]:
        """Return one number, or the nearest wider one that is shown, and the steps to it."""
        body = {"filters": {**self._frame(()), **conditions}, "by": []}
        found = releases.coarsened(body=body, limit=self.limit, at=self.at)
        return _numbers(found.released), found.steps

    def total(self) -> int | None:
        """Return the people of the place and period."""
        return self.ask().of()

    def _frame(self, by: Sequence[str]) -> dict[str, str]:
        """Return place, period and grade as conditions; what is compared is not chosen."""
        place = _PLACE_OF_KIND.get(self.region.kind)
        frame = {place: self.region.code} if place else {}
        if self.month is not None and not {"month", "fiscal_year"} & set(by):
            frame["month"] = self.month
        elif self.year is not None and "fiscal_year" not in by:
            frame["fiscal_year"] = self.year
        if self.verified and "evidence" not in by:
            frame["evidence"] = VERIFIED
        return frame

    def elsewhere(self, region: Region) -> Asker:
        """Return the same asker for another place."""
        return replace(self, region=region)


def question(
    filters: Mapping[str, str],
    by: Sequence[str],
    *,
    limit: int,
    at: datetime,
    measure: str = "persons",
) -> Numbers:
    """Return the released numbers of one question."""
    body = {"filters": dict(filters), "by": list(by), "measure": measure}
    return _numbers(releases.release(body=body, limit=limit, at=at))


def _numbers(released: Released) -> Numbers:
    """Return a released table as pages take it."""
    return Numbers(
        released.filters,
        released.by,
        released.rows,
        released.reasons,
        released.note.credits,
        released.measure,
        released.note.cap,
    )
