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
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from enishi.insight.disclosure import answers as published
from enishi.insight.disclosure import frame_attributes as frames
from enishi.insight.disclosure import moving, neighbours
from enishi.insight.disclosure.catalogue import UNKNOWN, Catalogue
from enishi.insight.disclosure.magnitudes import Part
from enishi.insight.disclosure.protect import Count, Grouping, Sum
from enishi.insight.lake import tables
from enishi.insight.lake.engine import Engine
from enishi.insight.metrics.cells import arrivals, cells
from enishi.insight.metrics.sums import sums
from enishi.insight.releases import answered, followed, frame_attributes
from enishi.insight.releases.released import State
from enishi.membership import attributes

BANDS = attributes.AGE_BANDS
FOLDED_ROWS_MAX = 2_000_000
GROUPS_KEPT_MAX = 4_000_000
Value = str | bool
Counts = dict[Grouping, Mapping[tuple[str, ...], Count]]
Sums = dict[Grouping, Mapping[tuple[str, ...], Sum]]
_PERSONS, _DEEDS, _ANSWERS = "persons", "deeds", "answers_kept"
# The columns that place, period and grade of a frame are said in.
_FRAME = ("region", "neighbours", "prefecture", "is_national", "month", "fiscal_year", "verified")


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


def moved_on(came: Cube, names: Sequence[str]) -> Cube:
    """Return the groups as the closings moved them on, from the people who came with each."""
    since = np.array(came.values["since"], dtype=np.int64)[came.codes["since"]]
    columns = np.array([came.codes[name] for name in names]).reshape(len(names), len(since))
    groups, place = np.unique(columns, axis=1, return_inverse=True)
    persons, keys = moving.settle(since, place.reshape(-1), came.persons, came.keys)
    keys = moving.turn(keys, _last_arrivals(groups, names, since, place.reshape(-1)))
    kept = np.flatnonzero(persons)
    codes = {name: groups[row][kept] for row, name in enumerate(names)}
    values = {name: came.values[name] for name in names}
    return Cube(values, codes, persons[kept], keys[kept])


def _last_arrivals(
    groups: npt.NDArray[np.int32],
    names: Sequence[str],
    since: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Return for each group the last closing that brought anybody to its place and period."""
    frame = [row for row, name in enumerate(names) if name in _FRAME]
    _, frame_of = np.unique(groups[frame], axis=1, return_inverse=True)
    frame_of = frame_of.reshape(-1)
    last = np.zeros(int(frame_of.max(initial=0)) + 1, dtype=np.int64)
    np.maximum.at(last, frame_of[place], since)
    return last[frame_of]


class Snapshot:
    """Answers groupings from one version of the lake and one catalogue."""

    def __init__(self, engine: Engine, catalogue: Catalogue, states: Sequence[State] = ()) -> None:
        """Keep the persons of the closed months and what they did in memory if it is little.

        `states` are what each closing knew, this one last: cells move on from one to the next
        only with enough people (moving.py).
        """
        self.engine, self.catalogue, self.states = engine, catalogue, states
        self.deeds = deeds_of(tables.ACTIVITIES, catalogue).mutate(since=_since(states))
        self.answers = tables.ANSWERS
        size = engine.answer(self.deeds.aggregate(n=self.deeds.count()))["n"][0].as_py()
        self.is_folded = size <= FOLDED_ROWS_MAX
        # A large lake is not copied into memory: what a question needs of it lies together.
        self.persons = self.deeds
        if self.is_folded:
            persons = self.deeds.group_by(PERSON).aggregate(since=self.deeds.since.min())
            self.persons = self._keep(_PERSONS, persons)
            self.deeds = self._keep(_DEEDS, self.deeds)
            self.answers = self._keep(_ANSWERS, tables.ANSWERS)
        self._cubes: OrderedDict[object, Cube] = OrderedDict()
        self._turn = threading.Lock()

    def counts(self, groupings: Sequence[Grouping]) -> Counts:
        """Count each grouping: distinct persons and the key of their set."""
        return {wanted: self._count(wanted) for wanted in groupings}

    def sums(self, groupings: Sequence[Grouping], measure: str) -> Sums:
        """Sum a measure over each grouping."""
        return {wanted: self._sum(wanted, measure) for wanted in groupings}

    def _keep(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Compute an expression once and return it as a table in memory."""
        self.engine.keep(name, expression)
        return ibis.table(expression.schema(), name=name)

    @property
    def cubes_kept(self) -> int:
        """How many cubes are in memory."""
        return len(self._cubes)

    @property
    def groups_kept(self) -> int:
        """How many groups they hold together."""
        return sum(len(cube.persons) for cube in self._cubes.values())

    def _count(self, wanted: Grouping) -> Mapping[tuple[str, ...], Count]:
        filters = _equalities(wanted)
        frame, among = self._frame(wanted)
        if self.is_folded:
            grade: dict[str, Value] = {}
            if frames.attribute_in(dict.fromkeys((*filters, *wanted.by))) and "verified" in filters:
                # Another grade is another frame: its own cube.
                grade["verified"] = filters.pop("verified")
            cube = self._cube({*filters, *frame, *wanted.by}, grade)
            return cube.pick(wanted.by, {**filters, **frame}, among)
        if "verified" in filters:
            frame["verified"] = filters.pop("verified")
        return self._cube({*filters, *wanted.by}, frame).pick(wanted.by, filters, among)

    def _sum(self, wanted: Grouping, measure: str) -> Mapping[tuple[str, ...], Sum]:
        filters = _equalities(wanted)
        where, among = self._frame(wanted)
        if "verified" in filters:
            where["verified"] = filters.pop("verified")
        rows = self._rows({*filters, *wanted.by}, where, self.deeds)
        for name, allowed in among.items():
            rows = rows.filter(rows[name].isin(sorted(allowed)))
        value = (
            ibis.literal(1, "int64") if measure == "activities" else rows.amount_yen.fill_null(0)
        )
        found = self.engine.answer(
            sums(
                rows.mutate(value=value),
                by=wanted.by,
                where=filters,
                cap=self.catalogue.cap(measure),
            )
        )
        return {
            tuple(row[name] for name in wanted.by): Sum(
                persons=_part(row, "person"), key=row["key"], businesses=_part(row, "business")
            )
            for row in found.to_pylist()
        }

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
        elif wanted.regions in self.catalogue.neighbours:
            where["neighbours"] = neighbours.code_of(wanted.regions)
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
        rows = self._rows(names, where, self.persons)
        # Who has which frame attribute changes without anybody coming: told as it is.
        if len(self.states) > 1 and frames.attribute_in(dict.fromkeys(names)) is None:
            came = cube_of(self.engine.answer(arrivals(rows, by=names)), (*names, "since"))
            return moved_on(came, names)
        return cube_of(self.engine.answer(cells(rows, by=names, where={})), names)

    def _rows(
        self, names: Collection[str], where: Mapping[str, Value], plain: ibis.Table
    ) -> ibis.Table:
        """Return the rows of a frame with the columns `names`: `plain`, or what people did."""
        asked = [name for name in names if name == "purpose" or name in published.DIMENSIONS]
        attribute = frames.attribute_in(dict.fromkeys(names))
        rows = self.deeds if asked or attribute else plain
        if "region" in where and not self.is_folded:
            # In the files' own words, so that only this town's are read.
            town = self.catalogue.nodes[str(where["region"])]
            rows = rows.filter(rows.lies_in.isin([town.code, *town.municipalities]))
        for column, value in where.items():
            rows = rows.filter(rows[column] == value)
        for name in asked:
            rows = rows.inner_join(self._answers(name), "seq")
        if attribute is not None:
            keys = [name for name in _FRAME if name in names or name in where]
            values = frame_attributes.EXPRESSIONS[attribute](rows, keys)
            rows = rows.inner_join(values.rename({attribute: "value"}), [*keys, "person"])
        return rows

    def _answers(self, dimension: str) -> ibis.Table:
        """Return (seq, the dimension), once for each answer given."""
        if dimension == "purpose":
            return self.answers.select("seq", purpose=self.answers.purposes.unnest()).distinct()
        return answered.values_of(self.answers, dimension, self.catalogue).distinct()


def _equalities(wanted: Grouping) -> dict[str, Value]:
    """Return the filters of a grouping as columns of the lake."""
    return {
        "verified" if name == "evidence" else name: True if name == "evidence" else value
        for name, value in wanted.filters
    }


def _part(row: Mapping[str, Any], name: str) -> Part:
    """Return the contributions of persons or businesses from a row of sums."""
    return Part(
        *(row[f"{name}_{what}"] or 0 for what in ("total", "contributors", "first", "second"))
    )


def _since(states: Sequence[State]) -> ibis.Value:
    """Say which closing counted an activity first: the number of its state."""
    found = ibis.literal(max(len(states) - 1, 0), "int32")
    for number, state in reversed(list(enumerate(states[:-1]))):
        known = ibis._.month <= state.until
        if state.last_seq is not None:
            known &= ibis._.seq <= state.last_seq
        found = ibis.ifelse(known, ibis.literal(number, "int32"), found)
    return found


# What tells one person of a cell from another row of theirs.
PERSON = (
    "person", "rk", "region", "prefecture", "is_national", "kind", "theme", "verified", "month",
    "fiscal_year", "sex", "age_band", "age_band20", "neighbours", "home_prefecture", "home_area",
)  # fmt: skip


def _in_words(column: ibis.Value, words: Mapping[str, str], otherwise: str) -> ibis.Value:
    """Return the wider category of each value of a column."""
    if not words:
        return ibis.literal(otherwise)
    cases = [(column == fine, ibis.literal(coarse)) for fine, coarse in words.items()]
    return ibis.cases(*cases, else_=otherwise)


def deeds_of(activities: ibis.Table, catalogue: Catalogue) -> ibis.Table:
    """Return who did what, where and when, in the published categories as a closing froze them.

    An area (地域) that is a node of its own takes its activities from its municipality; a home
    that is no category of the place is unknown; a sample inside a real prefecture is in no
    prefecture's sum.
    """
    area_nodes = [code for code in catalogue.nodes if catalogue.nodes[code].municipalities]
    summed = [code for towns in catalogue.prefectures.values() for code in towns]
    placed = activities.mutate(
        lies_in=activities.region,
        region=activities.area.isin(area_nodes).ifelse(activities.area, activities.region),
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
        kept.lies_in,
        prefecture=kept.region.isin(summed).ifelse(kept.prefecture, ""),
        is_national=kept.region.isin(list(catalogue.nation)),
        kind=kept.kind,
        theme=kept.theme,
        lives_there=kept.home_code == kept.lies_in,
        watched_until=followed.last_days(kept.region, catalogue),
        verified=kept.verified,
        month=kept.month,
        fiscal_year=kept.fiscal_year.cast("string"),
        sex=kept.sex,
        age_band=kept.age_band,
        age_band20=_in_words(kept.age_band, {b: attributes.band_of_20(b) for b in BANDS}, UNKNOWN),
        neighbours=_in_words(kept.region, catalogue.neighbourhood_of, ""),
        home_prefecture=is_home.ifelse(kept.home_prefecture, UNKNOWN),
        home_area=is_home.ifelse(kept.home_area, UNKNOWN),
        d=kept.d,
        at=kept.at,
        event=kept.event,
        amount_yen=kept.amount_yen,
        business_id=kept.business_id,
        trade=kept.trade,
    )
