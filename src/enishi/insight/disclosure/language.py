"""The query language: what may be asked of statistics, and nothing else.

    question = parse({"filters": {"region": "182010"}, "by": ["age_band", "sex"]}, catalogue)
    question.canonical()       # the same for every way to put the same question
    grid(question, catalogue)  # the values of `by` of every row of the answer, hidden ones too

Filters are single published values; no lists, ranges or negation. A question may name one place,
one period, one of theme / kind / purpose / an answer / a frame attribute, verified records only,
and two of age band, sex and home (none beside both an action and verified records; a 20-year band
or a 地方 beside an action only in towns, and alone). Conditions that follow from others are
removed, so the same question in other words is the same question. `measure` says what is told of
each cell: its persons, or also the sum of their activities or yen.
Claim, assumptions and citations: language.md.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from enishi.insight.disclosure import answers, extents, frame_attributes
from enishi.insight.disclosure.catalogue import Catalogue, area_of, fiscal_year_of
from enishi.insight.disclosure.categories import REASONS, OutsideLanguage, read_value
from enishi.membership import attributes

__all__ = ["DIMENSIONS", "REASONS", "OutsideLanguage", "Question", "grid", "parse"]

# Slot of each dimension, in canonical order: a question names each slot once.
SLOTS: Final = MappingProxyType(
    {
        "region": "place",
        "neighbours": "place",
        "prefecture": "place",
        "month": "period",
        "fiscal_year": "period",
        "kind": "action",
        "theme": "action",
        "evidence": "evidence",
        "purpose": "action",
        **dict.fromkeys(answers.DIMENSIONS, "action"),
        **dict.fromkeys(frame_attributes.NAMES, "action"),
        "age_band": "age",
        "age_band20": "age",
        "sex": "sex",
        "home_prefecture": "home",
        "home_area": "home",
    }
)
DIMENSIONS: Final = tuple(SLOTS)
# The coarser published nodes that a fine dimension nests in, nearest first.
COARSER: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "region": ("neighbours", "prefecture"),
        "neighbours": ("prefecture",),
        "month": ("fiscal_year",),
        "age_band": ("age_band20",),
        "home_prefecture": ("home_area",),
    }
)
_ATTRIBUTE_SLOTS = frozenset({"age", "sex", "home"})
ATTRIBUTES_MAX = 2
# No attribute stands beside both: one would lead whoever knows all other records to more than 85
# of 100 (decision 0018; measured by tests/attacks/informed.py).
_SURE_ACTION = frozenset({"action", "evidence"})
# Beside an action a wide age band or a 地方 stands alone, in towns and their neighbours only: more
# cells of one person would lead the same adversary over 85 of 100 (decision 0026).
_TOWNS = frozenset({"region", "neighbours"})
CELLS_MAX = 100_000
PERSONS: Final = "persons"
# What may be told of a cell beside its persons: log rows, or yen (magnitudes.md).
MEASURES: Final = (PERSONS, "activities", "yen")


@dataclass(frozen=True, slots=True)
class Question:
    """A canonical question: `filters` and `by` in the order of DIMENSIONS.

    A filter on a coarse dimension may stand beside `by` its fine one (fiscal year 2024, by month):
    then it narrows the grid and is implied in each cell.
    """

    filters: tuple[tuple[str, str], ...]
    by: tuple[str, ...]
    measure: str = PERSONS

    def canonical(self) -> dict[str, object]:
        """Return the body that stands for every way to put this question."""
        body: dict[str, object] = {"filters": dict(self.filters), "by": list(self.by)}
        # Absent for persons: what was asked before there were measures keeps its hash.
        return body if self.measure == PERSONS else {**body, "measure": self.measure}

    def text(self) -> str:
        """Return the canonical body as one line of JSON, for hashing and storing."""
        return json.dumps(self.canonical(), ensure_ascii=False, separators=(",", ":"))


def parse(body: object, catalogue: Catalogue) -> Question:
    """Read a question and bring it into its canonical form.

    Raises:
        OutsideLanguage: the question cannot be put in this language; `reason` says why.
    """
    asked, by, measure = _read_shape(body)
    if not catalogue.months:
        raise OutsideLanguage(reason="nothing_closed")
    filters: dict[str, str] = {}
    for dimension, value in asked.items():
        read = read_value(dimension, value, catalogue)
        if read is not None:
            name, text = read
            if filters.setdefault(name, text) != text:
                raise OutsideLanguage(reason="contradiction", dimension=dimension, other=name)
    filters = _without_coarser(filters, catalogue)
    _check_slots(filters, by)
    _check_home(filters, catalogue)
    _check_wide(filters, by, catalogue)
    question = _in_order(extents.without_implied(filters, by, catalogue), by, measure)
    cells = math.prod(len(_grid_values(name, question, catalogue)) for name in question.by)
    if cells > CELLS_MAX:
        raise OutsideLanguage(reason="too_many_cells", limit=CELLS_MAX, value=cells)
    return question


def grid(question: Question, catalogue: Catalogue) -> list[tuple[str, ...]]:
    """Return the values of `by` of every row: the full grid, whoever is in the data."""
    values = [_grid_values(dimension, question, catalogue) for dimension in question.by]
    return list(itertools.product(*values))


def _read_shape(body: object) -> tuple[dict[str, object], tuple[str, ...], str]:
    """Check the outer shape, the names of dimensions and the measure."""
    if not isinstance(body, Mapping):
        raise OutsideLanguage(reason="not_an_object")
    for field in body:
        if field not in ("filters", "by", "measure"):
            raise OutsideLanguage(reason="unknown_field", value=str(field)[:40])
    filters, by = body.get("filters", {}), body.get("by", [])
    if not isinstance(filters, Mapping) or isinstance(by, str) or not isinstance(by, Sequence):
        raise OutsideLanguage(reason="not_an_object")
    for dimension in (*filters, *by):
        if not isinstance(dimension, str) or dimension not in SLOTS:
            raise OutsideLanguage(reason="unknown_dimension", value=str(dimension)[:40])
    for dimension in by:
        if list(by).count(dimension) > 1 or dimension in filters:
            raise OutsideLanguage(reason="named_twice", dimension=dimension)
    measure = body.get("measure", PERSONS)
    if measure not in MEASURES:
        raise OutsideLanguage(reason="unknown_measure", value=str(measure)[:40])
    return dict(filters), tuple(by), str(measure)


def _without_coarser(filters: dict[str, str], catalogue: Catalogue) -> dict[str, str]:
    """Drop a coarse filter that the fine one beside it implies; refuse when they contradict."""
    kept = dict(filters)
    for fine, nodes in COARSER.items():
        for coarse in nodes:
            if fine not in kept or coarse not in kept:
                continue
            if kept.pop(coarse) != coarser_value(fine, kept[fine], coarse, catalogue):
                raise OutsideLanguage(reason="contradiction", dimension=fine, other=coarse)
    return kept


def coarser_value(fine: str, value: str, coarse: str, catalogue: Catalogue) -> str:
    """Return the node of a coarser dimension that a fine value lies in; empty for none."""
    if coarse == "prefecture":
        town = catalogue.neighbourhoods[value][0] if fine == "neighbours" else value
        return catalogue.nodes[town].prefecture
    if coarse == "neighbours":
        return catalogue.neighbourhood_of.get(value, "")
    named = {"fiscal_year": fiscal_year_of, "age_band20": attributes.band_of_20}
    return named.get(coarse, area_of)(value)


def _check_slots(filters: Mapping[str, str], by: Sequence[str]) -> None:
    """Refuse two conditions in one slot (unless `by` refines a filter) and too many attributes."""
    for first, second in itertools.combinations((*filters, *by), 2):
        refines = second in by and first in filters and first in COARSER.get(second, ())
        if SLOTS[first] == SLOTS[second] and not refines:
            raise OutsideLanguage(reason="one_slot_twice", dimension=second, other=first)
    slots = {SLOTS[name] for name in (*filters, *by)}
    if len(slots & _ATTRIBUTE_SLOTS) > ATTRIBUTES_MAX:
        raise OutsideLanguage(reason="too_many_attributes", limit=ATTRIBUTES_MAX)
    if slots >= _SURE_ACTION and slots & _ATTRIBUTE_SLOTS:
        raise OutsideLanguage(reason="sure_action_stands_alone")


def _check_wide(filters: Mapping[str, str], by: Sequence[str], catalogue: Catalogue) -> None:
    """Refuse a wide attribute beside an action with another attribute, or outside of towns.

    A node that holds one finer one only (Hokkaido, unknown) is that one.
    """
    names = (*filters, *by)
    slots = {SLOTS[name] for name in names}
    ages, homes = extents.ages_of(filters), extents.homes_of(filters, catalogue)
    is_one = {"age_band20": len(ages) == 1, "home_area": len(homes) == 1}
    wide = [name for name in is_one if name in by or (name in filters and not is_one[name])]
    if not wide or "action" not in slots:
        return
    if len(slots & _ATTRIBUTE_SLOTS) > 1 or not _TOWNS.intersection(names):
        raise OutsideLanguage(reason="wide_stands_alone", dimension=wide[0])


def _check_home(filters: Mapping[str, str], catalogue: Catalogue) -> None:
    """Refuse an invented prefecture as the home of people in real places: there it is unknown."""
    home = filters.get("home_prefecture")
    if home and home not in extents.values_of("home_prefecture", filters, catalogue):
        raise OutsideLanguage(reason="unknown_value", dimension="home_prefecture", value=home)


def _in_order(filters: Mapping[str, str], by: Sequence[str], measure: str) -> Question:
    return Question(
        filters=tuple((name, filters[name]) for name in DIMENSIONS if name in filters),
        by=tuple(name for name in DIMENSIONS if name in by),
        measure=measure,
    )


def _grid_values(dimension: str, question: Question, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the published values of a `by` dimension, narrowed by a filter it refines."""
    filters = dict(question.filters)
    values = extents.values_of(dimension, filters, catalogue)
    for coarse in COARSER.get(dimension, ()):
        if coarse not in filters:
            continue
        if dimension == "region":
            return extents.frame_of(filters, catalogue)
        known = catalogue.neighbourhoods if dimension == "neighbours" else values
        wanted = filters[coarse]
        return tuple(
            value for value in known if coarser_value(dimension, value, coarse, catalogue) == wanted
        )
    return values
