"""From true counts to what may be seen: the one function every published count passes.

    groupings = needed_groupings(question, catalogue)
    counts = {grouping: <run it over the lake> for grouping in groupings}
    rows = protect(question, catalogue=catalogue, counts=counts, settings=settings)

The number of a row depends on nothing but the set of persons in it, and whether it is shown on
nothing but its conditions and the persons: never on how, where or how often it was asked.
Claim, assumptions and citations: protect.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from enishi.insight.disclosure import cellkey, ptable, rules
from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.disclosure.extents import Extents
from enishi.insight.disclosure.groupings import (
    Grouping,
    Template,
    grouping,
    needed_groupings,
    settled,
    slots_of,
    template_of,
    widened,
)
from enishi.insight.disclosure.language import COARSER, Question, grid

__all__ = ["Count", "Grouping", "Row", "Settings", "needed_groupings", "protect"]

Reason = Literal["shown", "hidden", "absent", "few_places"]


@dataclass(frozen=True, slots=True)
class Count:
    """The truth about one cell: its distinct persons and the XOR of their record keys."""

    persons: int
    key: int


Counts = Mapping[Grouping, Mapping[tuple[str, ...], Count]]
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


def protect(
    question: Question, *, catalogue: Catalogue, counts: Counts, settings: Settings
) -> list[Row]:
    """Return the full grid of a question with what may be seen of each cell.

    `counts` holds an answer for each of needed_groupings(question, catalogue).
    """
    asked = _Asked(question, catalogue, counts, settings)
    return [asked.row(values) for values in grid(question, catalogue)]


class _Asked:
    """One question with its counts; looks up cells and their wider groups."""

    def __init__(
        self, question: Question, catalogue: Catalogue, counts: Counts, settings: Settings
    ) -> None:
        self.question, self.catalogue = question, catalogue
        self.counts, self.settings = counts, settings
        self.extents = Extents(catalogue)
        self.template = template_of(question)
        self.base_filters = {
            name: value
            for name, value in question.filters
            if not any(COARSER.get(fine) == name for fine in question.by)
        }
        self.answer_to = cache(self._answer_to)

    def row(self, values: tuple[str, ...]) -> Row:
        cell = {**self.base_filters, **dict(zip(self.question.by, values, strict=True))}
        if cell.get("evidence") == "all":
            del cell["evidence"]
        reason = self._reason_of_places(cell)
        if reason is None:
            persons = self._persons_shown(cell)
            reason = "hidden" if persons is None else "shown"
        else:
            persons = None
        return Row(values=values, persons=persons, reason=reason)

    def _reason_of_places(self, cell: Mapping[str, str]) -> Reason | None:
        """Return why public facts alone already hide the cell, or None."""
        places = self.extents.contributing(cell)
        if not places or not self.extents.of("kind", cell):
            return "absent"
        if "region" in cell:
            return None
        if "prefecture" not in cell:
            places = frozenset(self.catalogue.nodes[code].prefecture for code in places)
        return None if rules.has_enough_places(places) else "few_places"

    def _persons_shown(self, cell: Mapping[str, str]) -> int | None:
        """Return the perturbed count when every rule allows it."""
        own = self._count(cell, self.template)
        u = cellkey.uniform(self.settings.secret, own.key)
        perturbed = cellkey.perturb(self._table(cell), own.persons, u)
        allowed = (
            rules.has_enough_persons(own.persons)
            and rules.is_large_enough(perturbed, self.settings.limit)
            and all(rules.is_separate(wider, own.persons) for wider in self._wider(cell))
        )
        return perturbed if allowed else None

    def _wider(self, cell: Mapping[str, str]) -> list[int]:
        """Return the persons of each group one condition wider (implied conditions left aside)."""
        found: list[int] = []
        for slot in slots_of(cell):
            group = self.extents.wider(slot, cell)
            if group is not None:
                template = self._template_for(slot, group)
                found.append(self._count(group, template).persons)
        return found

    def _template_for(self, slot: str, group: Mapping[str, str]) -> Template:
        """Return the widened template that has the conditions of this wider group."""
        return next(
            template
            for template in widened(slot, self.template)
            if set(settled(template, group)) - _refined(template) == set(group)
        )

    def _count(self, cell: Mapping[str, str], template: Template) -> Count:
        by, answer = self.answer_to(tuple(settled(template, cell).items()))
        return answer.get(tuple(cell[name] for name in by), _NOBODY)

    def _answer_to(
        self, template: tuple[tuple[str, str | None], ...]
    ) -> tuple[tuple[str, ...], Mapping[tuple[str, ...], Count]]:
        wanted = grouping(dict(template), self.catalogue)
        return wanted.by, self.counts[wanted]

    def _table(self, cell: Mapping[str, str]) -> ptable.PTable:
        sensitive = self.catalogue.sensitive.intersection((cell.get("theme"), cell.get("kind")))
        return ptable.SENSITIVE if sensitive else ptable.USUAL


def _refined(template: Template) -> set[str]:
    """Return the coarse filters of a template that its rows refine."""
    return {COARSER[fine] for fine, value in template.items() if value is None and fine in COARSER}
