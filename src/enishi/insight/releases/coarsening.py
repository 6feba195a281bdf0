"""Steps up by itself where too much of a table is hidden: which wider question comes next.

The order is fixed: ages twenty years wide, both sexes together, homes by the eight 地方, the towns
around, the prefecture. Each step stays; one that changes nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from enishi.insight.disclosure.catalogue import Catalogue, area_of
from enishi.insight.disclosure.language import Question
from enishi.insight.releases.released import Released
from enishi.membership import attributes

AGES, SEXES, HOMES, NEIGHBOURS, PREFECTURE = (
    "age_band20", "both_sexes", "home_area", "neighbours", "prefecture",
)  # fmt: skip
STEPS: Final = (AGES, SEXES, HOMES, NEIGHBOURS, PREFECTURE)
_HALF = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken, and why: so many of the rows before it were hidden."""

    name: str
    hidden: int
    rows: int


@dataclass(frozen=True, slots=True)
class Coarsened:
    """The table that is shown in the end, and the steps that led to it; none: as it was asked."""

    released: Released
    steps: tuple[Step, ...] = ()


@dataclass(slots=True)
class _Wider:
    """A question that is made wider step by step."""

    filters: dict[str, str]
    by: list[str]
    measure: str
    taken: list[str] = field(default_factory=list)

    def body(self) -> dict[str, object]:
        """Return it as a question is asked."""
        return {"filters": dict(self.filters), "by": list(self.by), "measure": self.measure}

    def replace(self, fine: str, coarse: str, values: Mapping[str, str]) -> bool:
        """Put a coarser dimension in the place of a finer one; say whether anything changed."""
        if fine in self.filters and self.filters[fine] in values:
            value = values[self.filters.pop(fine)]
            self.filters[coarse] = value
            return True
        if fine in self.by:
            self.filters.pop(coarse, None)
            self.by[self.by.index(fine)] = coarse
            return True
        return False


def wider_questions(
    question: Question, catalogue: Catalogue
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each step's name with the question after it."""
    wider = _Wider(dict(question.filters), list(question.by), question.measure)
    for name in STEPS:
        if _take(name, wider, catalogue):
            yield name, wider.body()


def _take(name: str, wider: _Wider, catalogue: Catalogue) -> bool:
    """Take one step; say whether it changed anything."""
    if name == AGES:
        bands = {band: attributes.band_of_20(band) for band in attributes.AGE_BANDS}
        return wider.replace("age_band", "age_band20", bands)
    if name == SEXES:
        if "sex" in wider.by:
            wider.by.remove("sex")
            return True
        return wider.filters.pop("sex", None) is not None
    if name == HOMES:
        homes = {home: area_of(home) for home in catalogue.homes_of_samples}
        return wider.replace("home_prefecture", "home_area", homes)
    if name == NEIGHBOURS:
        return _around(wider, catalogue)
    return _in_prefecture(wider, catalogue)


def _around(wider: _Wider, catalogue: Catalogue) -> bool:
    """Put the group of neighbouring towns in the place of a town."""
    if "region" in wider.by:
        known = any(
            catalogue.nodes[towns[0]].prefecture == wider.filters.get("prefecture")
            for towns in catalogue.neighbourhoods.values()
        )
        if ("prefecture" in wider.filters and not known) or not catalogue.neighbours:
            return False
        wider.by[wider.by.index("region")] = "neighbours"
        return wider.filters.pop("neighbours", None) is None
    return wider.replace("region", "neighbours", catalogue.neighbourhood_of)


def _in_prefecture(wider: _Wider, catalogue: Catalogue) -> bool:
    """Put the prefecture in the place of a town or of its neighbours."""
    of_town = {code: place.prefecture for code, place in catalogue.nodes.items()}
    of_group = {code: of_town[towns[0]] for code, towns in catalogue.neighbourhoods.items()}
    for name, values in (("region", of_town), ("neighbours", of_group)):
        if name in wider.by and "prefecture" in wider.filters:
            wider.by.remove(name)
            return True
        if wider.replace(name, "prefecture", values):
            return True
    return False


def hidden_rows(released: Released) -> tuple[int, int]:
    """Return how many rows are hidden, of those that can exist."""
    told: Sequence[str] = [reason for reason in released.reasons if reason != "absent"]
    return sum(reason != "shown" for reason in told), len(told)


def is_mostly_hidden(released: Released) -> bool:
    """Say whether more than half of the rows are hidden."""
    hidden, rows = hidden_rows(released)
    return hidden * _HALF > rows or rows == 0


def better(one: Coarsened, other: Coarsened) -> Coarsened:
    """Return the one of which less is hidden, in proportion; the first when it is the same."""
    hidden, rows = hidden_rows(one.released)
    less, of = hidden_rows(other.released)
    return other if less * max(rows, 1) < hidden * max(of, 1) else one
