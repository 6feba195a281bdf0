"""Puts the questions that a comparison needs: published tables of a place, each asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.disclosure.language import OutsideLanguage
from enishi.insight.releases import operations, queries
from enishi.insight.releases.released import Released

PERSONS = "persons"


@dataclass(frozen=True)
class Asker:
    """Asks for one period and audience; a question outside the language has no rows."""

    year: str | None
    limit: int
    at: datetime
    credits: list[str] = field(default_factory=list)
    _kept: dict[object, Released | None] = field(default_factory=dict, repr=False)

    @property
    def catalogue(self) -> Catalogue:
        """The published categories."""
        return queries.catalogue()

    def ask(
        self, filters: Mapping[str, str], by: Sequence[str] = (), measure: str = PERSONS
    ) -> Released | None:
        """Return the released table; None when the language does not know the question."""
        asked = {**filters}
        if self.year is not None and "fiscal_year" not in by:
            asked["fiscal_year"] = self.year
        key = (tuple(sorted(asked.items())), tuple(by), measure)
        if key not in self._kept:
            self._kept[key] = self._released(asked, by, measure)
        return self._kept[key]

    def _released(
        self, filters: Mapping[str, str], by: Sequence[str], measure: str
    ) -> Released | None:
        body: dict[str, object] = {"filters": dict(filters), "by": list(by)}
        if measure != PERSONS:
            body["measure"] = measure
        try:
            released = operations.release(body=body, limit=self.limit, at=self.at)
        except OutsideLanguage:
            return None
        self.credits.extend(line for line in released.note.credits if line not in self.credits)
        return released

    def persons(
        self, filters: Mapping[str, str], by: Sequence[str] = ()
    ) -> dict[tuple[str, ...], int | None]:
        """Return the persons of each row that can exist; None is hidden, nobody included."""
        return self._column(filters, by, "n", PERSONS)

    def totals(
        self, filters: Mapping[str, str], by: Sequence[str], measure: str
    ) -> dict[tuple[str, ...], int | None]:
        """Return the sums of each row that can exist; None is hidden."""
        return self._column(filters, by, "total", measure)

    def _column(
        self, filters: Mapping[str, str], by: Sequence[str], column: str, measure: str
    ) -> dict[tuple[str, ...], int | None]:
        released = self.ask(filters, by, measure)
        if released is None:
            return {}
        found: dict[tuple[str, ...], int | None] = {}
        for row, reason in zip(released.rows, released.reasons, strict=True):
            value = row[column]
            assert value is None or isinstance(value, int), "a release counts in whole numbers"
            if reason != "absent":
                found[tuple(str(row[name]) for name in by)] = value
        return found

    def whole(self, filters: Mapping[str, str]) -> int | None:
        """Return all persons under some conditions; None when hidden."""
        return self.persons(filters).get(())
