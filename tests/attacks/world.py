"""The truth about the country, for keeping score, and what everybody knows about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from enishi.membership import attributes
from enishi.simulation.country import Country

PLACES = ("region", "prefecture", None)
ATTRIBUTES = ("age_band", "sex", "home_prefecture")
ACTIONS = ("theme", "kind", "evidence")
ATTRIBUTE_SETS = (
    (), *((name,) for name in ATTRIBUTES), ("age_band", "sex"), ("age_band", "home_prefecture"),
    ("sex", "home_prefecture"),
)  # fmt: skip


class World:
    """Rows of the country as columns of numbers; counts distinct persons of any conditions."""

    def __init__(self, country: Country) -> None:
        """Number the persons of the country."""
        self.country = country
        self.persons = sorted({row.person for row in country.rows})
        self._person_number = {person: number for number, person in enumerate(self.persons)}
        self.person = np.array([self._person_number[row.person] for row in country.rows])
        self._values: dict[str, list[str]] = {}
        self._columns: dict[str, np.ndarray] = {}
        self._masks: dict[tuple[str, str], np.ndarray] = {}
        self._counts: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}

    def values(self, dimension: str) -> list[str]:
        """Return the values that occur anywhere in the country: public knowledge."""
        self.column(dimension)
        return self._values[dimension]

    def column(self, dimension: str) -> np.ndarray:
        """Return the column of a dimension as indexes into values(dimension)."""
        if dimension not in self._columns:
            texts = [_text(row, dimension) for row in self.country.rows]
            self._values[dimension] = sorted(set(texts))
            number = {text: index for index, text in enumerate(self._values[dimension])}
            self._columns[dimension] = np.array([number[text] for text in texts])
        return self._columns[dimension]

    @cached_property
    def regions_of(self) -> Mapping[str, list[str]]:
        """The regions of each prefecture."""
        found: dict[str, list[str]] = {}
        for town in self.country.towns:
            found.setdefault(town.prefecture, []).append(town.code)
        return found

    def mask(self, conditions: Mapping[str, str | Iterable[str]]) -> np.ndarray:
        """Return which rows meet the conditions; a condition may be a collection of values."""
        met = np.ones(len(self.person), dtype=bool)
        for dimension, wanted in conditions.items():
            texts = (wanted,) if isinstance(wanted, str) else tuple(wanted)
            if len(texts) == 1:
                met &= self._mask(dimension, texts[0])
            else:
                met &= self._any_of(dimension, texts)
        return met

    def groups(
        self, by: Sequence[str], conditions: Mapping[str, str | Iterable[str]] | None = None
    ) -> tuple[list[tuple[str, ...]], np.ndarray, np.ndarray]:
        """Return the groups anybody is in, where each starts, and the persons in group order."""
        met = self.mask(conditions or {})
        person = self.person[met]
        code = np.zeros(len(person), dtype=np.int64)
        sizes = []
        for dimension in by:
            column = self.column(dimension)[met]
            sizes.append(len(self.values(dimension)))
            code = code * sizes[-1] + column
        pairs = np.unique(code * len(self.persons) + person)
        codes, persons = pairs // len(self.persons), pairs % len(self.persons)
        found, starts = np.unique(codes, return_index=True)
        return self._keys(found, by, sizes), starts, persons

    def counts(
        self, by: Sequence[str], **conditions: str | Iterable[str]
    ) -> dict[tuple[str, ...], int]:
        """Return the true number of distinct persons of each group that anybody is in."""
        if not conditions and tuple(by) in self._counts:
            return self._counts[tuple(by)]
        keys, starts, persons = self.groups(by, conditions)
        sizes = np.diff(np.append(starts, len(persons))).tolist()
        counted = dict(zip(keys, sizes, strict=True))
        if not conditions:
            self._counts[tuple(by)] = counted
        return counted

    def _any_of(self, dimension: str, texts: Sequence[str]) -> np.ndarray:
        """Return which rows have one of several values."""
        values = self.values(dimension)
        wanted = np.zeros(len(values), dtype=bool)
        wanted[[values.index(text) for text in texts if text in values]] = True
        return wanted[self.column(dimension)]

    def _mask(self, dimension: str, text: str) -> np.ndarray:
        """Return which rows have one value, remembered."""
        if (dimension, text) not in self._masks:
            values = self.values(dimension)
            number = values.index(text) if text in values else -1
            self._masks[dimension, text] = self.column(dimension) == number
        return self._masks[dimension, text]

    def _keys(
        self, found: np.ndarray, by: Sequence[str], sizes: Sequence[int]
    ) -> list[tuple[str, ...]]:
        columns, rest = [], found
        for dimension, size in zip(reversed(by), reversed(sizes), strict=True):
            values = self.values(dimension)
            columns.append([values[number] for number in (rest % size).tolist()])
            rest = rest // size
        if not by:
            return [() for _ in found]
        return list(zip(*reversed(columns), strict=True))


def _text(row: object, dimension: str) -> str:
    if dimension == "evidence":
        return "verified" if getattr(row, "verified") else "other"  # noqa: B009 - row is any row
    if dimension == "age_band20":
        return attributes.band_of_20(str(getattr(row, "age_band")))  # noqa: B009 - as above
    return str(getattr(row, dimension))
