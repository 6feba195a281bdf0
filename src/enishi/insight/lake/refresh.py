"""The follower that brings new facts into the lake, each exactly once.

The watermark is a transaction number, not a row number: rows are numbered before they are
committed, so "greater than the last seen" would lose the row of a slow writer (insight.md 5).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa

from enishi.activities import evidence
from enishi.activities.written import WrittenActivity
from enishi.insight.lake import changing, files, shaping, states, tables
from enishi.insight.lake.manifest import LakeFile, Manifest
from enishi.insight.lake.shaping import Person, Place
from enishi.insight.lake.states import State, Value
from enishi.kit.refusal import Refusal
from enishi.membership.member import Holder
from enishi.surveys.written import WrittenAnswer

CHUNK = 200_000
_AHEAD = 2
_WHOLE = "all"
# A restore numbers what it loads below zero, so that it comes before everything new.
_BEFORE_ALL = -(2**63)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database shows in one snapshot; transactions below `until_xid` are all over."""

    cluster: str
    until_xid: int
    place: Callable[[str], Place]
    activities: Callable[[int, int], Iterable[bytes]]
    """Lines of CSV as `shaping.parsed` reads them, many at a time."""
    acted_in: Callable[[int, int], Iterable[str]]
    """The regions of those activities; `place` is not asked while they are read."""
    answers: Callable[[int, int], Iterable[WrittenAnswer]]
    withdrawals: Callable[[int, int], Iterable[int]]
    lifts: Callable[[int, int], Iterable[tuple[int, str]]]
    """The grade since, of each activity whose grade staff lifted."""
    forgotten: Callable[[int, int], Iterable[int]]
    """Activities of which all that was told before no longer counts."""
    living: Callable[[Iterable[int]], Iterable[WrittenActivity]]
    """Those of them that are told anew."""
    added_homes: Mapping[str, str]
    """The prefecture of every home outside the official list, by code."""
    cards: State[Holder] = field(default_factory=State)
    """Who holds a card of which region now."""
    series: State[Value] = field(default_factory=State)
    """Outside statistics as they are now."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one run brought."""

    version: int
    activities: int
    answers: int
    withdrawals: int
    changed: int = 0
    lifts: int = 0
    cards: int = 0
    series: int = 0


class LakeIsAhead(Refusal):
    """The lake holds activities that the database does not know (an old backup came back).

    What to do: restore the newer backup, or remove the lake's folder and export again.
    """

    code = "lake_is_ahead"
    status = 500


def refresh(
    *,
    folder: Path,
    reading: Callable[[], AbstractContextManager[Reading]],
    identify: Callable[[UUID], Person],
    closed: int = 0,
) -> Refreshed:
    """Bring what was committed since the last run; run again at any time, nothing doubles.

    `closed` is the version of the last closing, which still reads its own state of the cards.

    Raises:
        LakeIsAhead: another cluster's database lacks activities that the lake holds.
    """
    with files.writing(folder):
        manifest = _without_outdated(folder, files.read_manifest(folder))
        files.remove_strays(folder, manifest)
        with reading() as source:
            export = _Export(folder, manifest, source, lru_cache(maxsize=1 << 20)(identify))
            export.run(closed)
        # Without rows the old watermark is as good: the next run asks from there again.
        if export.written or export.moved or export.changed or export.manifest.outdated:
            files.write_manifest(folder, export.manifest)
    done = export.rows
    return Refreshed(
        version=export.manifest.version,
        activities=done["activities"],
        answers=done["answers"],
        withdrawals=done["withdrawals"],
        lifts=done["lifts"],
        changed=export.changed,
        cards=done["cards"],
        series=done["series"],
    )


def _without_outdated(folder: Path, manifest: Manifest) -> Manifest:
    """Let go of the files whose facts had changed when the follower ran last."""
    if not manifest.outdated:
        return manifest
    kept = replace(manifest, outdated=())
    files.write_manifest(folder, kept)
    return kept


class _Export:
    """One run: files first, then the manifest that makes them count."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        source: Reading,
        identify: Callable[[UUID], Person],
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.source = source
        self.identify = identify
        self.home = lru_cache(maxsize=1 << 16)(partial(shaping.home_of, source.added_homes))
        self.rows = dict.fromkeys(tables.SHAPES, 0)
        self.written: list[LakeFile] = []
        self.changed = 0
        self.in_place: frozenset[int] = frozenset()
        # A restore into another cluster starts transaction numbers anew: read all, skip known.
        self.moved = bool(manifest.cluster) and manifest.cluster != source.cluster
        is_begun = manifest.cluster == source.cluster
        self.first_xid = manifest.watermark if is_begun else _BEFORE_ALL

    def run(self, closed: int) -> None:
        """Write the files of all tables and the manifest that would name them."""
        if self.source.until_xid > self.first_xid:
            self._bring_new_rows()
        is_new = self._state("cards", self.source.cards, self._card)
        self._state("series", self.source.series, self._value)
        self.manifest = self.manifest.with_batch(
            self.written,
            cluster=self.source.cluster,
            watermark=max(self.first_xid, self.source.until_xid),
        )
        if is_new:
            self._forget_in_closed_state(closed)
        self.manifest = self.manifest.without_states(closed)

    def _bring_new_rows(self) -> None:
        """Write what transactions since the last run brought."""
        first, until = self.first_xid, self.source.until_xid
        self._change(frozenset(self.source.forgotten(first, until)))
        self._write_activities(first, until)
        answers = self.source.answers(first, until)
        self._write("answers", self._not_in_place(answers), _answer)
        self._write(
            "withdrawals",
            ((seq,) for seq in self.source.withdrawals(first, until)),
            lambda row: (_WHOLE, row),
        )
        self._write("lifts", self.source.lifts(first, until), _lift)

    def _state(
        self, table: str, state: State[Any], shape: Callable[[Any], tuple[Any, ...]]
    ) -> bool:
        """Write a table's state as a whole when it is another than the lake's."""
        if dict(self.manifest.marks).get(table, "") == state.mark:
            return False
        rows = [(_WHOLE, shape(row)) for row in state.rows()]
        if not rows and not self.manifest.of(table):
            return False
        content = next((content for _, content in by_part(table, rows)), states.empty(table))
        self._write_file(table, _WHOLE, 0, content)
        self.rows[table] = len(rows)
        self.manifest = self.manifest.with_mark(table, state.mark)
        return True

    def _forget_in_closed_state(self, closed: int) -> None:
        """Take those who hold no card any more out of the state that the last closing reads."""
        before = self.manifest.changes
        self.manifest = states.forget(self.folder, self.manifest, closed)
        self.changed += self.manifest.changes - before

    def _card(self, row: Holder) -> tuple[Any, ...]:
        place, person = self.source.place(row.region_code), self.identify(row.member_id)
        home_prefecture, home_area = self.home(row.home_code)
        return (
            person.pseudonym,
            person.record_key,
            place.region,
            place.area,
            place.prefecture,
            place.is_sample,
            row.kind,
            row.since,
            row.sex,
            row.age_band,
            row.home_code,
            home_prefecture,
            home_area,
        )

    def _value(self, row: Value) -> tuple[Any, ...]:
        prefecture = self.home(row.region_code)[0]
        return row.series, row.region_code, prefecture, row.year, float(row.value)

    def _change(self, numbers: frozenset[int]) -> None:
        """Drop what was forgotten, and put what is told anew in the place of the old words."""
        if not numbers:
            return
        told = list(self.source.living(numbers))
        shaper = self._shaper({row.region_code for row in told})
        living = shaper.shaped(shaping.table_of(told))
        done = changing.change(self.folder, self.manifest, numbers, living)
        self.changed = done.manifest.changes - self.manifest.changes
        self.manifest, self.in_place = done.manifest, done.in_place

    def _not_in_place(self, given: Iterable[Any]) -> Iterator[Any]:
        """Leave out what stands in the lake already, told anew; a new cluster counts those too."""
        if self.moved or not self.in_place:
            return iter(given)
        return (row for row in given if row[0] not in self.in_place)

    def _shaper(self, regions: Iterable[str]) -> shaping.Shaper:
        """Know these places beforehand: the connection has no time for questions later."""
        places = {code: self.source.place(code) for code in regions}
        return shaping.Shaper(self.identify, places, self.home)

    def _write_activities(self, first: int, until: int) -> None:
        """Write chunk after chunk; while one is written, the next one is read."""
        shaper = self._shaper(self.source.acted_in(first, until))
        known = self._known("activities") if self.moved else pa.array([], pa.int64())
        in_place = () if self.moved else sorted(self.in_place)
        left_out = pa.compute.unique(pa.concat_arrays([known, pa.array(in_place, pa.int64())]))

        def written(chunk: int, lines: bytes) -> int:
            rows = shaping.parsed(lines)
            is_new = pa.compute.invert(pa.compute.is_in(rows["seq"], value_set=left_out))
            new = shaper.shaped(rows.filter(is_new))
            for part, content in shaping.by_month(new):
                self._write_file("activities", part, chunk, content)
            self.rows["activities"] += new.num_rows
            return int(rows.num_rows - new.num_rows)

        seen = 0
        with ThreadPoolExecutor(max_workers=1) as beside:
            ahead: deque[Future[int]] = deque()
            for chunk, lines in enumerate(self.source.activities(first, until)):
                ahead.append(beside.submit(written, chunk, lines))
                if len(ahead) > _AHEAD:
                    seen += ahead.popleft().result()
            seen += sum(one.result() for one in ahead)
        self._check_known("activities", seen, len(known))

    def _write(
        self,
        table: str,
        given: Iterable[Any],
        shape: Callable[[Any], tuple[str, tuple[Any, ...]]],
    ) -> None:
        """Write the rows of one table, a chunk at a time, one file for each month in it."""
        new = self._unknown_to_lake(table, given) if self.moved else iter(given)
        chunk = 0
        while rows := [shape(row) for row in islice(new, CHUNK)]:
            for part, content in by_part(table, rows):
                self._write_file(table, part, chunk, content)
            self.rows[table] += len(rows)
            chunk += 1

    def _write_file(self, table: str, part: str, chunk: int, content: pa.Table) -> None:
        version = self.manifest.version + 1
        first, until = self.first_xid, self.source.until_xid
        name = f"{table}/part={part}/xid-{first:015d}-{until:015d}-v{version}-{chunk}.parquet"
        path, digest = files.write_rows(self.folder, name, content)
        self.written.append(
            LakeFile(path, table, part, first, until, content.num_rows, digest, version)
        )

    def _unknown_to_lake(self, table: str, given: Iterable[Any]) -> Iterator[Any]:
        """Yield the rows that the lake does not hold yet; the number (seq) is the key."""
        known = set(self._known(table).to_pylist())
        seen = 0
        for row in given:
            if row[0] in known:
                seen += 1
            else:
                yield row
        self._check_known(table, seen, len(known))

    def _known(self, table: str) -> pa.Array:
        """Return the numbers that the lake holds of a table."""
        held = [
            files.read_rows(self.folder / file.path, ["seq"])["seq"]
            for file in self.manifest.of(table)
        ]
        numbers = [chunk for column in held for chunk in column.chunks]
        return pa.compute.unique(pa.concat_arrays([pa.array([], pa.int64()), *numbers]))

    def _check_known(self, table: str, seen: int, known: int) -> None:
        """Raise LakeIsAhead where the database lacks what the lake knew of it."""
        if self.moved and seen != known:
            raise LakeIsAhead(table=table, only_in_lake=known - seen)


def _lift(row: tuple[int, str]) -> tuple[str, tuple[Any, ...]]:
    """Return the row of an activity whose grade was lifted."""
    seq, grade = row
    return _WHOLE, (seq, grade, evidence.is_verified(grade))


def _answer(row: WrittenAnswer) -> tuple[str, tuple[Any, ...]]:
    """Return the month of an answer and its row; the day itself stays with the activity."""
    return shaping.calendar(row.on)[0], (row[0], *row[2:])


def by_part(
    table: str, rows: Sequence[tuple[str, tuple[Any, ...]]]
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each month, ordered so that one region lies together."""
    shape = tables.SHAPES[table].to_pyarrow()
    parts: dict[str, list[tuple[Any, ...]]] = {}
    for part, row in rows:
        parts.setdefault(part, []).append(row)
    for part in sorted(parts):
        columns = zip(*parts[part], strict=True)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, shape, strict=True)
        ]
        content = pa.Table.from_arrays(arrays, schema=shape)
        yield part, content.sort_by([(name, "ascending") for name in tables.ORDER[table]])
