"""What a condition covers, so that two names of one set are known to be one.

The extent of a period is a set of closed months, of a home a set of home prefectures, of a kind a
set of kinds. A condition that excludes nothing is implied. Two nested nodes of equal extent are one
node: Hokkaido is both a prefecture and a 地方; a fiscal year with one closed month is that month.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from enishi.insight.disclosure import frame_attributes
from enishi.insight.disclosure.catalogue import Catalogue, area_of, fiscal_year_of
from enishi.membership import attributes

# Conditions that may be implied or nest: slot -> its dimensions, finest first.
NESTED: Final = MappingProxyType(
    {
        "period": ("month", "fiscal_year"),
        "home": ("home_prefecture", "home_area"),
        "kind": ("kind",),
    }
)
_COARSER_VALUE = MappingProxyType({"fiscal_year": fiscal_year_of, "home_area": area_of})
_PLACES = ("region", "neighbours", "prefecture")


def frame_of(conditions: Mapping[str, str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the codes of the places that a question or cell counts."""
    if "region" in conditions:
        return (conditions["region"],)
    if "neighbours" in conditions:
        return catalogue.neighbourhoods[conditions["neighbours"]]
    if "prefecture" in conditions:
        return catalogue.prefectures[conditions["prefecture"]]
    return catalogue.nation


def months_named(conditions: Mapping[str, str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the closed months that the period of a question or cell names."""
    if "month" in conditions:
        return (conditions["month"],)
    if "fiscal_year" in conditions:
        return catalogue.fiscal_years[conditions["fiscal_year"]]
    return catalogue.months


def widenings(slot: str, conditions: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the conditions with the one in a slot made wider: the coarser node, then none.

    A slot that does not nest is named by its dimension (age_band, sex, theme, ...); of a frame
    attribute the value that its value lies in comes first.
    """
    if slot in frame_attributes.ATTRIBUTES and slot in conditions:
        within = frame_attributes.ATTRIBUTES[slot].within.get(conditions[slot])
        rest = {name: value for name, value in conditions.items() if name != slot}
        return [rest] if within is None else [{**conditions, slot: within}, rest]
    fine, *coarser = NESTED.get(slot, (slot,))
    rest = {name: value for name, value in conditions.items() if name not in (fine, *coarser)}
    steps = [
        {**rest, name: _COARSER_VALUE[name](conditions[fine])}
        for name in coarser
        if fine in conditions
    ]
    return [*steps, rest] if len(rest) < len(conditions) else []


@dataclass(frozen=True, slots=True)
class Extents:
    """Computes extents for one catalogue and remembers them (a grid asks for few distinct ones)."""

    catalogue: Catalogue
    _known: dict[tuple[str | None, ...], frozenset[str]] = field(default_factory=dict)

    def of(self, slot: str, conditions: Mapping[str, str]) -> frozenset[str]:
        """Return what the condition in a slot covers in the question's places."""
        names = (*_PLACES, *NESTED[slot])
        key = (slot, *(conditions.get(name) for name in names))
        if key not in self._known:
            self._known[key] = self._compute(slot, conditions)
        return self._known[key]

    def contributing(self, conditions: Mapping[str, str]) -> frozenset[str]:
        """Return the places whose programme ran at some time in the period: a public fact."""
        names = (*_PLACES, *NESTED["period"])
        key = ("places", *(conditions.get(name) for name in names))
        if key not in self._known:
            named = frozenset(months_named(conditions, self.catalogue))
            self._known[key] = frozenset(
                code
                for code in frame_of(conditions, self.catalogue)
                if named & self.catalogue.months_of(code)
            )
        return self._known[key]

    def wider(self, slot: str, conditions: Mapping[str, str]) -> dict[str, str] | None:
        """Return the next conditions that truly cover more; None when nothing is left to drop."""
        for step in widenings(slot, conditions):
            if slot not in NESTED or self.of(slot, step) > self.of(slot, conditions):
                return step
        return None

    def _compute(self, slot: str, conditions: Mapping[str, str]) -> frozenset[str]:
        catalogue = self.catalogue
        frame = frame_of(conditions, catalogue)
        if slot == "period":
            ran = frozenset[str]().union(*(catalogue.months_of(code) for code in frame))
            return ran.intersection(months_named(conditions, catalogue))
        if slot == "kind":
            nodes = catalogue.nodes
            known = frozenset[str]().union(
                *(nodes[code].kinds or catalogue.kinds for code in frame)
            )
            return known.intersection([conditions["kind"]]) if "kind" in conditions else known
        return homes_of(conditions, catalogue)


def homes_of(conditions: Mapping[str, str], catalogue: Catalogue) -> frozenset[str]:
    """Return the finest homes that the conditions cover in the places they name."""
    if "home_prefecture" in conditions:
        return frozenset({conditions["home_prefecture"]})
    homes = catalogue.homes_in(frame_of(conditions, catalogue))
    if "home_area" in conditions:
        return homes_of_area(conditions["home_area"], homes)
    return frozenset(homes)


def homes_of_area(area: str, homes: Collection[str]) -> frozenset[str]:
    """Return the homes in a 地方, or in none (unknown, and prefectures that were added)."""
    return frozenset(home for home in homes if area_of(home) == area)


def ages_of(conditions: Mapping[str, str]) -> frozenset[str]:
    """Return the ten-year bands that the conditions on age cover."""
    if "age_band" in conditions:
        return frozenset({conditions["age_band"]})
    wide = conditions.get("age_band20")
    return frozenset(
        band for band in attributes.AGE_BANDS if wide in (None, attributes.band_of_20(band))
    )


def narrower(conditions: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the cells that a cell of a wide age band is made of: one for each ten years."""
    ages = ages_of(conditions)
    if "age_band20" not in conditions or len(ages) == 1:
        return []
    rest = {name: value for name, value in conditions.items() if name != "age_band20"}
    return [{**rest, "age_band": band} for band in sorted(ages)]


def values_of(
    dimension: str, conditions: Mapping[str, str], catalogue: Catalogue
) -> tuple[str, ...]:
    """Return the published values of a dimension in the places that the conditions name."""
    if dimension == "home_prefecture":
        return catalogue.homes_in(frame_of(conditions, catalogue))
    return catalogue.values(dimension)


def without_implied(
    filters: Mapping[str, str], by: Collection[str], catalogue: Catalogue
) -> dict[str, str]:
    """Return the filters with each one dropped, or widened, as far as it covers the same.

    A coarse filter that `by` refines is dropped only when the grid stays the same without it.
    """
    extents, kept = Extents(catalogue), dict(filters)
    for slot, (fine, *coarser) in NESTED.items():
        if fine in by:
            for name in coarser:
                finest = values_of(fine, kept, catalogue)
                if name in kept and _members(name, kept[name], finest) == set(finest):
                    del kept[name]
            continue
        for step in widenings(slot, kept):
            if extents.of(slot, step) == extents.of(slot, kept):
                kept = step
    return _with_one_name_of_age(kept, by)


def _with_one_name_of_age(filters: dict[str, str], by: Collection[str]) -> dict[str, str]:
    """Name a wide band of one ten-year band by that: questions from before wide bands stay."""
    ages = ages_of(filters)
    if "age_band20" not in filters or len(ages) > 1 or "age_band" in by:
        return filters
    kept = {name: value for name, value in filters.items() if name != "age_band20"}
    return {**kept, "age_band": min(ages)}


def _members(coarse: str, value: str, finest: Collection[str]) -> frozenset[str]:
    """Return those of the fine values that a coarse one holds."""
    return frozenset(fine for fine in finest if _COARSER_VALUE[coarse](fine) == value)
