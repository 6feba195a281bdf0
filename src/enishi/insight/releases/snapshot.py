"""One closed state of the lake, ready to be counted in every way the query language allows.

Counts of a group are asked again and again with other filter values: a cube counts all values of
a set of dimensions once and then answers by looking up. Small lakes fold place and period into
the cube; large ones keep them as filters, so that one question never counts a whole country.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from enishi.insight.disclosure.catalogue import UNKNOWN, Catalogue
from enishi.insight.disclosure.protect import Count, Grouping
from enishi.insight.lake import tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics.cells import cells

FOLDED_ROWS_MAX = 2_000_000
GROUPS_KEPT_MAX = 4_000_000
Value = str | bool
Counts = dict[Grouping, Mapping[tuple[str, ...], Count]]
_PERSONS, _PURPOSES = "persons", "persons_by_purpose"


@dataclass(frozen=True, slots=True)
class Cube:
    """Every combination of some dimensions' values with its count and key, column by column."""

    values: Mapping[str, tuple[Value, ...]]
    codes: Mapping[str, npt.NDArray[np.int32]]
    persons: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint64]

    def pick(
        self,
        by: Sequence[str],
        where: Mapping[str, Value],
        among: Mapping[str, Collection[str]],
    ) -> dict[tuple[str, ...], Count]:
        """Return the groups that have the values of `where`, named by their values of `by`."""
        kept = np.ones(len(self.persons), dtype=bool)
        for name, value in where.items():
            if value not in self.values[name]:
                return {}
            kept &= self.codes[name] == self.values[name].index(value)
        for name, allowed in among.items():
            member = np.array([value in allowed for value in self.values[name]], dtype=bool)
            kept &= member[self.codes[name]]
        rows = np.flatnonzero(kept)
        names = [
            [self.values[name][code] for code in self.codes[name][rows].tolist()] for name in by
        ]
        counts = [
            Count(persons=persons, key=key)
            for persons, key in zip(
                self.persons[rows].tolist(), self.keys[rows].tolist(), strict=True
            )
        ]
        groups = zip(*names, strict=True) if by else [()] * len(counts)
        return dict(zip(groups, counts, strict=True))


def cube_of(answer: pa.Table, dimensions: Sequence[str]) -> Cube:
    """Turn the answer of `cells` into a cube; nobody at all is no group."""
    values: dict[str, tuple[Value, ...]] = {}
    codes: dict[str, npt.NDArray[np.int32]] = {}
    answer = answer.filter(pa.compute.greater(answer["n"], 0))
    for name in dimensions:
        coded = answer[name].combine_chunks().dictionary_encode()
        values[name] = tuple(coded.dictionary.to_pylist())
        codes[name] = coded.indices.to_numpy(zero_copy_only=False)
    return Cube(values, codes, answer["n"].to_numpy(), answer["key"].to_numpy())


class Snapshot:
    """Answers groupings from one version of the lake and one catalogue."""

    def __init__(self, engine: Engine, catalogue: Catalogue) -> None:
        """Keep the persons of the closed months in memory, once."""
        self.engine, self.catalogue = engine, catalogue
        persons = persons_of(tables.ACTIVITIES, catalogue)
        engine.keep(_PERSONS, persons.drop("seq").distinct())
        engine.keep(_PURPOSES, with_purposes(persons, tables.ANSWERS))
        self.persons = ibis.table(persons.drop("seq").schema(), name=_PERSONS)
        size = engine.answer(self.persons.aggregate(n=ibis._.count()))["n"][0].as_py()
        self.is_folded = size <= FOLDED_ROWS_MAX
        self._cubes: OrderedDict[object, Cube] = OrderedDict()
        self._turn = threading.Lock()

    def counts(self, groupings: Sequence[Grouping]) -> Counts:
        """Count each grouping: distinct persons and the key of their set."""
        return {wanted: self._count(wanted) for wanted in groupings}

    @property
    def cubes_kept(self) -> int:
        """How many cubes are in memory."""
        return len(self._cubes)

    @property
    def groups_kept(self) -> int:
        """How many groups they hold together."""
        return sum(len(cube.persons) for cube in self._cubes.values())

    def _count(self, wanted: Grouping) -> Mapping[tuple[str, ...], Count]:
        filters: dict[str, Value] = {
            "verified" if name == "evidence" else name: True if name == "evidence" else value
            for name, value in wanted.filters
        }
        frame, among = self._frame(wanted)
        if self.is_folded:
            cube = self._cube({*filters, *frame, *wanted.by}, {})
            return cube.pick(wanted.by, {**filters, **frame}, among)
        return self._cube({*filters, *wanted.by}, frame).pick(wanted.by, filters, among)

    def _frame(self, wanted: Grouping) -> tuple[dict[str, Value], dict[str, frozenset[str]]]:
        """Say place and period as equalities; lists remain where the rows run over them."""
        where: dict[str, Value] = {}
        among: dict[str, frozenset[str]] = {}
        if "region" in wanted.by:
            among["region"] = frozenset(wanted.regions)
        elif "prefecture" in wanted.by or wanted.regions == self.catalogue.nation:
            where["is_national"] = True
        elif len(wanted.regions) == 1:
            where["region"] = wanted.regions[0]
        else:
            found = self.catalogue.prefectures.items()
            where["prefecture"] = next(code for code, towns in found if towns == wanted.regions)
        if "month" in wanted.by:
            among["month"] = frozenset(wanted.months)
        elif "fiscal_year" not in wanted.by and wanted.months != self.catalogue.months:
            if len(wanted.months) == 1:
                where["month"] = wanted.months[0]
            else:
                years = self.catalogue.fiscal_years.items()
                where["fiscal_year"] = next(y for y, months in years if months == wanted.months)
        return where, among

    def _cube(self, dimensions: Collection[str], where: Mapping[str, Value]) -> Cube:
        """Return a cube, counting it when it is not among the kept ones."""
        names = tuple(sorted(dimensions))
        wanted = (names, tuple(sorted(where.items())))
        with self._turn:
            if wanted in self._cubes:
                self._cubes.move_to_end(wanted)
                return self._cubes[wanted]
            cube = self._compute(names, where)
            self._cubes[wanted] = cube
            while self.cubes_kept > 1 and self.groups_kept > GROUPS_KEPT_MAX:
                self._cubes.popitem(last=False)
        return cube

    def _compute(self, names: tuple[str, ...], where: Mapping[str, Value]) -> Cube:
        persons = self.persons
        if "purpose" in names:
            persons = ibis.table({**persons.schema(), "purpose": "string"}, name=_PURPOSES)
        return cube_of(self.engine.answer(cells(persons, by=names, where=where)), names)


def persons_of(activities: ibis.Table, catalogue: Catalogue) -> ibis.Table:
    """Return who was where when, in the published categories only, as a closing froze them.

    An area (地域) that is a node of its own takes its activities from its municipality; a home
    that is no category of the place is unknown; a sample inside a real prefecture is in no
    prefecture's sum.
    """
    area_nodes = [code for code in catalogue.nodes if catalogue.nodes[code].municipalities]
    summed = [code for towns in catalogue.prefectures.values() for code in towns]
    placed = activities.mutate(
        region=activities.area.isin(area_nodes).ifelse(activities.area, activities.region)
    )
    kept = placed.filter(
        placed.region.isin(list(catalogue.nodes)), placed.month.isin(catalogue.months)
    )
    samples = [code for code, place in catalogue.nodes.items() if place.is_sample]
    is_home = kept.home_prefecture.isin(list(catalogue.homes)) | (
        kept.home_prefecture.isin(list(catalogue.homes_of_samples)) & kept.region.isin(samples)
    )
    return kept.select(
        kept.seq,
        kept.person,
        kept.rk,
        kept.region,
        prefecture=kept.region.isin(summed).ifelse(kept.prefecture, ""),
        is_national=kept.region.isin(list(catalogue.nation)),
        kind=kept.kind,
        theme=kept.theme,
        verified=kept.verified,
        month=kept.month,
        fiscal_year=kept.fiscal_year.cast("string"),
        sex=kept.sex,
        age_band=kept.age_band,
        home_prefecture=is_home.ifelse(kept.home_prefecture, UNKNOWN),
        home_area=is_home.ifelse(kept.home_area, UNKNOWN),
    )


def with_purposes(persons: ibis.Table, answers: ibis.Table) -> ibis.Table:
    """Return the persons once for each purpose they named."""
    named = answers.select("seq", purpose=answers.purposes.unnest())
    return persons.inner_join(named, "seq").drop("seq").distinct()
