"""From true counts to what may be seen: the one function every published count passes.

    groupings = needed_groupings(question, catalogue)
    counts = {grouping: <run it over the lake> for grouping in groupings}
    sums = {grouping: <the sums of its groups> for grouping in own_groupings(question, catalogue)}
    rows = protect(question, catalogue=catalogue, counts=counts, settings=settings, sums=sums)

Sums are needed only when the question's measure is not persons.

The number of a row depends on nothing but the set of persons in it, and whether it is shown on
nothing but its conditions and the persons: never on how, where or how often it was asked.
Claim, assumptions and citations: protect.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from enishi.insight.disclosure import cellkey, extents, frame_attributes, magnitudes, ptable, rules
from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.disclosure.extents import Extents
from enishi.insight.disclosure.groupings import (
    Grouping,
    groupings_by_conditions,
    needed_groupings,
    own_groupings,
    slots_of,
)
from enishi.insight.disclosure.language import COARSER, PERSONS, Question, grid
from enishi.insight.disclosure.magnitudes import Sum

__all__ = [
    "Count",
    "Grouping",
    "Row",
    "Settings",
    "Sum",
    "needed_groupings",
    "own_groupings",
    "protect",
]

Reason = Literal["shown", "hidden", "absent", "few_places"]


@dataclass(frozen=True, slots=True)
class Count:
    """The truth about one cell: its distinct persons and the XOR of their record keys."""

    persons: int
    key: int


Counts = Mapping[Grouping, Mapping[tuple[str, ...], Count]]
Sums = Mapping[Grouping, Mapping[tuple[str, ...], Sum]]
_NOBODY = Count(persons=0, key=0)


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation's secret and the audience's limit (10; public 20)."""

    secret: bytes
    limit: int = rules.OPERATOR_LIMIT


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the answer: the values of `by`, and persons or None.

    `reason` is shown, hidden (few or not separable or nobody: never told apart), absent (the
    programme did not run or does not know this kind: public) or few_places (fewer than three
    regions or prefectures contribute: public). An answer to machines gives None for all but shown.
    """

    values: tuple[str, ...]
    persons: int | None
    reason: Reason
    total: int | None = None
    """The sum of the measure; None unless it is asked for and may be told."""


def protect(
    question: Question,
    *,
    catalogue: Catalogue,
    counts: Counts,
    settings: Settings,
    sums: Sums | None = None,
) -> list[Row]:
    """Return the full grid of a question with what may be seen of each cell.

    `counts` holds an answer for each of needed_groupings(question, catalogue), and `sums` one for
    each of own_groupings(question, catalogue) unless the measure is persons.
    """
    assert (sums is None) == (question.measure == PERSONS), "sums are given when they are asked for"
    asked = _Asked(question, catalogue, counts, settings)
    rows = [asked.row(values) for values in grid(question, catalogue)]
    if sums is None:
        return rows
    return [replace(row, total=asked.total(row, sums)) for row in rows]


class _Asked:
    """One question with its counts; looks up cells and their wider groups."""

    def __init__(
        self, question: Question, catalogue: Catalogue, counts: Counts, settings: Settings
    ) -> None:
        self.by, self.catalogue, self.settings = question.by, catalogue, settings
        self.measure = question.measure
        self.extents = Extents(catalogue)
        self.answers = {
            names: (grouping, counts[grouping])
            for names, grouping in groupings_by_conditions(question, catalogue).items()
        }
        refined = {coarse for name in question.by for coarse in COARSER.get(name, ())}
        self.filters = {name: value for name, value in question.filters if name not in refined}

    def row(self, values: tuple[str, ...]) -> Row:
        """Return the row of one cell of the grid."""
        cell = self._cell(values)
        reason = self._public_reason(cell)
        if reason is not None:
            return Row(values, None, reason)
        persons = self._persons_shown(cell)
        return Row(values, persons, "hidden" if persons is None else "shown")

    def total(self, row: Row, sums: Sums) -> int | None:
        """Return the perturbed sum of a row's cell; its count is shown and no one stands out."""
        if row.persons is None:
            return None
        cell = self._cell(row.values)
        grouping, _ = self.answers[frozenset(cell)]
        found = sums[grouping].get(tuple(cell[name] for name in grouping.by), magnitudes.NOTHING)
        secret, table = self.settings.secret, self._table(cell)
        return magnitudes.told(found, self.measure, secret=secret, table=table)

    def _cell(self, values: tuple[str, ...]) -> dict[str, str]:
        """Return the conditions of a row's cell."""
        cell = {**self.filters, **dict(zip(self.by, values, strict=True))}
        if cell.get("evidence") == "all":
            del cell["evidence"]
        return cell

    def _public_reason(self, cell: Mapping[str, str]) -> Reason | None:
        """Return why public facts alone already hide the cell, or None."""
        places = self.extents.contributing(cell)
        kinds = self.extents.of("kind", cell)
        if not places or not kinds or not frame_attributes.needs_of(cell) <= kinds:
            return "absent"
        if "region" in cell:
            return None
        if "prefecture" not in cell and "neighbours" not in cell:
            places = frozenset(self.catalogue.nodes[code].prefecture for code in places)
        return None if rules.has_enough_places(places) else "few_places"

    def _persons_shown(self, cell: Mapping[str, str]) -> int | None:
        """Return the perturbed count when every rule allows it."""
        own = self._count(cell)
        if not rules.has_enough_persons(own.persons):
            return None
        u = cellkey.uniform(self.settings.secret, own.key)
        perturbed = cellkey.perturb(self._table(cell), own.persons, u)
        allowed = rules.is_large_enough(perturbed, self.settings.limit) and all(
            rules.is_separate(wider, own.persons) for wider in self._wider(cell)
        )
        # A wide age band yields to the ten years that are nearly all of it.
        allowed = allowed and all(
            rules.is_separate(own.persons, self._count(part).persons)
            for part in extents.narrower(cell)
        )
        return perturbed if allowed else None

    def _wider(self, cell: Mapping[str, str]) -> Iterator[int]:
        """Yield the persons of each group one condition wider (implied conditions left aside)."""
        for slot in slots_of(cell):
            group = self.extents.wider(slot, cell)
            if group is not None:
                yield self._count(group).persons

    def _count(self, cell: Mapping[str, str]) -> Count:
        grouping, answer = self.answers[frozenset(cell)]
        return answer.get(tuple(cell[name] for name in grouping.by), _NOBODY)

    def _table(self, cell: Mapping[str, str]) -> ptable.PTable:
        about = (cell.get("theme"), cell.get("kind"))
        return ptable.SENSITIVE if self.catalogue.sensitive.intersection(about) else ptable.USUAL
