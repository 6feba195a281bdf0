"""Keeps roll-ups beside the lake: what is named after its facts is never out of date.

A file's name is a digest of what it was made from. What changed has another name and is made
anew; what nothing asks for any more is removed. So a run can stop anywhere, and an erasure reaches
the roll-ups as it reaches the lake. Roll-ups are personal data and stay in the lake's folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from enishi.insight.lake import engine, files, rolled, tables
from enishi.insight.lake.engine import Engine
from enishi.insight.lake.manifest import LakeFile, Manifest

FOLDER = "rollups"
# Smaller lakes answer from their facts as quickly (speed.md).
KEPT_FROM = 2_000_000
_FORMAT = "enishi-rollups/1"
_STATE, _LOCK = "rollups.json", "lock"
_OF_MONTHS, _OF_PREFECTURES = ("person_months", "figures"), ("lives", "cohorts")
_DEEDS = "deeds"
_BY_PREFECTURE = b"enishi.prefectures"


@dataclass(frozen=True, slots=True)
class RollUps:
    """The files of each table, for one state of the lake."""

    folder: Path
    paths: Mapping[str, Sequence[str]]

    def of(self, table: str) -> list[Path]:
        """Return the files of a table."""
        return [self.folder / path for path in self.paths[table]]

    def rows(self, table: str) -> pa.Table:
        """Read a whole table into memory."""
        shape = rolled.SHAPES[table].to_pyarrow()
        read = [pq.read_table(path, partitioning=None).cast(shape) for path in self.of(table)]
        return pa.concat_tables(read) if read else shape.empty_table()


def current(folder: Path, manifest: Manifest) -> RollUps | None:
    """Return the roll-ups of this state of the lake; None while they are not made yet."""
    told = _state(folder / FOLDER)
    if not told or told["seen"] != _seen(manifest):
        return None
    return RollUps(folder / FOLDER, told["paths"])


def keep(folder: Path) -> int:
    """Roll up a large lake, and one that was rolled up before; return how many files were made."""
    rows = sum(file.rows for file in files.read_manifest(folder).of("activities"))
    is_due = rows >= KEPT_FROM or (folder / FOLDER).exists()
    return roll(folder) if is_due else 0


def roll(folder: Path, *, memory_gib: int | None = None) -> int:
    """Make what is missing for the lake as it is now; return how many files were made.

    Run again at any time: what is there is kept, and what a killed run left half is made anew.
    """
    manifest = files.read_manifest(folder)
    place = folder / FOLDER
    if _state(place).get("seen") == _seen(manifest):
        return 0
    with _rolling(place):
        run = _Run(folder, manifest, memory_gib)
        if run.months() and run.prefectures():
            _write_state(place, {"seen": _seen(manifest), "paths": run.paths})
            _remove_others(place, run.paths)
    return run.made


class _Run:
    """One run: months that changed, then the prefectures in which anything changed."""

    def __init__(self, folder: Path, manifest: Manifest, memory_gib: int | None) -> None:
        self.folder, self.manifest, self.memory_gib = folder, manifest, memory_gib
        self.place = folder / FOLDER
        self.paths: dict[str, list[str]] = {name: [] for name in rolled.SHAPES}
        self.made = 0

    def months(self) -> bool:
        """Roll up every month; False when its facts changed meanwhile and the next run is due."""
        withdrawn = self._withdrawn()
        for part, group in _by_part(self.manifest.of("activities")).items():
            gone = _hit(self.folder, group, withdrawn)
            digest = _digest([*sorted(file.sha256 for file in group), *map(str, gone)])
            made = dict.fromkeys(_OF_MONTHS, "")
            for table in _OF_MONTHS:
                made[table] = f"{table}/part={part}/{digest}.parquet"
                self.paths[table].append(made[table])
            if all((self.place / path).exists() for path in made.values()):
                continue
            with files.writing(self.folder):
                if not _stands(self.folder, group):
                    return False
                self._roll_month(group, made)
        return True

    def _withdrawn(self) -> pa.Array:
        read = [
            files.read_rows(self.folder / file.path, ["seq"])["seq"]
            for file in self.manifest.of("withdrawals")
        ]
        chunks = [chunk for column in read for chunk in column.chunks]
        return pa.chunked_array(chunks, pa.int64()).combine_chunks()

    def _roll_month(self, group: Sequence[LakeFile], made: Mapping[str, str]) -> None:
        """Make the files of one month."""
        facts = (*group, *self.manifest.of("withdrawals"))
        lake = engine.over(
            self.folder, replace(self.manifest, files=facts), memory_gib=self.memory_gib
        )
        months = lake.answer(rolled.person_months(tables.ACTIVITIES))
        told = json.dumps(_digests(months)).encode()
        self._write(made["person_months"], months.replace_schema_metadata({_BY_PREFECTURE: told}))
        deeds = rolled.deeds(tables.ACTIVITIES)
        lake.keep(_DEEDS, deeds)
        figures = rolled.figures(ibis.table(deeds.schema(), name=_DEEDS))
        self._write(made["figures"], lake.answer(figures))

    def prefectures(self) -> bool:
        """Roll up the lives of every prefecture in which a month changed."""
        of_prefecture: dict[str, list[str]] = {}
        held: dict[str, list[str]] = {}
        for path in self.paths["person_months"]:
            told = pq.read_schema(self.place / path).metadata[_BY_PREFECTURE]
            for code, digest in json.loads(told).items():
                of_prefecture.setdefault(code, []).append(digest)
                held.setdefault(code, []).append(path)
        for code, digests in sorted(of_prefecture.items()):
            name = f"part={code}/{_digest(digests)}.parquet"
            made = {table: f"{table}/{name}" for table in _OF_PREFECTURES}
            for table, path in made.items():
                self.paths[table].append(path)
            if not all((self.place / path).exists() for path in made.values()):
                self._roll_prefecture(code, held[code], made)
        return True

    def _roll_prefecture(self, code: str, held: Sequence[str], made: Mapping[str, str]) -> None:
        opened = self._open("person_months", held)
        months = rolled.PERSON_MONTHS.filter(rolled.PERSON_MONTHS.prefecture == code)
        self._write(made["lives"], opened.answer(rolled.lives(months)))
        opened.show("lives", [self.place / made["lives"]])
        self._write(made["cohorts"], opened.answer(rolled.cohorts(months, rolled.LIVES)))

    def _open(self, table: str, paths: Sequence[str]) -> Engine:
        opened = engine.over(self.folder, Manifest(), memory_gib=self.memory_gib)
        opened.show(table, [self.place / path for path in paths])
        return opened

    def _write(self, name: str, rows: pa.Table) -> None:
        """Write a file under its name in one step: a half file never has one."""
        path = self.place / name
        draft = path.with_suffix(".draft")
        files.write_rows(self.place, draft.relative_to(self.place).as_posix(), rows)
        draft.replace(path)
        self.made += 1


def show(opened: Engine, found: RollUps, *names: str) -> None:
    """Give roll-ups their names in an engine."""
    for name in names:
        opened.show(name, found.of(name))


def table(name: str) -> ibis.Table:
    """Return a roll-up's table for expressions."""
    return ibis.table(rolled.SHAPES[name], name=name)


def _by_part(found: Sequence[LakeFile]) -> dict[str, list[LakeFile]]:
    groups: dict[str, list[LakeFile]] = {}
    for file in sorted(found, key=lambda file: (file.part, file.path)):
        groups.setdefault(file.part, []).append(file)
    return groups


def _hit(folder: Path, group: Sequence[LakeFile], withdrawn: pa.Array) -> list[int]:
    """Return which withdrawn activities lie in these files; most files say so by their extent."""
    found: set[int] = set()
    if not len(withdrawn):
        return []
    for file in group:
        first, last = _extent(folder / file.path)
        inside = pa.compute.and_(
            pa.compute.greater_equal(withdrawn, first), pa.compute.less_equal(withdrawn, last)
        )
        asked = withdrawn.filter(inside)
        if len(asked):
            numbers = files.read_rows(folder / file.path, ["seq"])["seq"]
            hits = pa.compute.is_in(numbers, value_set=asked)
            found.update(numbers.filter(hits).to_pylist())
    return sorted(found)


def _extent(path: Path) -> tuple[int, int]:
    """Return the first and last number of a file, from what it says of itself."""
    told = pq.read_metadata(path)
    place = told.schema.names.index("seq")
    seen = [told.row_group(n).column(place).statistics for n in range(told.num_row_groups)]
    return min(one.min for one in seen), max(one.max for one in seen)


def _digests(months: pa.Table) -> dict[str, str]:
    """Return a digest of each prefecture's rows."""
    found = {}
    for code in sorted(pa.compute.unique(months["prefecture"]).to_pylist()):
        rows = months.filter(pa.compute.equal(months["prefecture"], code)).combine_chunks()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows)
        found[code] = hashlib.sha256(sink.getvalue()).hexdigest()
    return found


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([_FORMAT, *parts]).encode()).hexdigest()[:32]


def _seen(manifest: Manifest) -> str:
    """Return a digest of the facts that roll-ups are made from."""
    facts = [*manifest.of("activities"), *manifest.of("withdrawals")]
    return _digest(sorted(f"{file.path} {file.sha256}" for file in facts))


def _stands(folder: Path, group: Sequence[LakeFile]) -> bool:
    """Say whether the lake still consists of these files."""
    named = {file.path for file in files.read_manifest(folder).files}
    return all(file.path in named for file in group)


@contextmanager
def _rolling(place: Path) -> Iterator[None]:
    """Hold the only roller's place."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state(place: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((place / _STATE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _write_state(place: Path, told: Mapping[str, Any]) -> None:
    draft = place / f".{_STATE}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place / _STATE)


def _remove_others(place: Path, paths: Mapping[str, Sequence[str]]) -> None:
    """Remove what no table names: what was forgotten must not stay here."""
    named = {path for listed in paths.values() for path in listed}
    for path in place.glob("*/part=*/*"):
        if path.relative_to(place).as_posix() not in named:
            path.unlink()
