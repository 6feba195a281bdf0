"""Facts that changed after the lake took them: a person was forgotten, or two became one."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from enishi.insight.lake import files, tables
from enishi.insight.lake.manifest import WHOLE, LakeFile, Manifest


@dataclass(frozen=True, slots=True)
class Changed:
    """The lake without what was forgotten, and which activities in it were told anew."""

    manifest: Manifest
    in_place: frozenset[int]


def change(
    folder: Path, manifest: Manifest, numbers: AbstractSet[int], living: pa.Table
) -> Changed:
    """Write the files anew that hold these activities: in their new words, or without them.

    Files keep their version, so that a closing counts nobody who was forgotten, and a person who
    had two members once. What goes with a forgotten activity goes too. The old files go with the
    follower's next run, and those of an earlier merge with them.
    """
    told_anew = frozenset(living["seq"].to_pylist())
    gone = frozenset(numbers - told_anew)
    old: list[LakeFile] = []
    new: list[LakeFile] = []
    held: set[int] = set()
    for file in manifest.files:
        if file.table in WHOLE:  # follows its members by itself (states.py)
            continue
        wanted = numbers if file.table == "activities" else gone
        found = _held(folder / file.path, wanted)
        if not found:
            continue
        old.append(file)
        told = None
        if file.table == "activities":
            held |= found
            told = living.filter(_is_one_of(living, found))
        new += _rewritten(folder, file, manifest.changes + 1, found, told)
    if not old:
        return Changed(manifest, frozenset())
    return Changed(manifest.with_changed(old, new), frozenset(held & told_anew))


def _held(path: Path, wanted: AbstractSet[int]) -> set[int]:
    """Return which of these numbers a file holds; most files are known by their extent."""
    if not wanted or not _may_hold(path, min(wanted), max(wanted)):
        return set()
    numbers = files.read_rows(path, ["seq"])["seq"]
    return set(numbers.to_pylist()).intersection(wanted)


def _is_one_of(rows: pa.Table, numbers: AbstractSet[int]) -> pa.ChunkedArray:
    return pa.compute.is_in(rows["seq"], value_set=pa.array(sorted(numbers), pa.int64()))


def _may_hold(path: Path, first: int, last: int) -> bool:
    """Ask the file's own statistics, without reading its rows."""
    told = pq.read_metadata(path)
    place = told.schema.names.index("seq")
    for number in range(told.num_row_groups):
        seen = told.row_group(number).column(place).statistics
        if seen is None or not seen.has_min_max or (seen.min <= last and seen.max >= first):
            return True
    return False


def _rewritten(
    folder: Path, file: LakeFile, change: int, found: AbstractSet[int], told: pa.Table | None
) -> Iterator[LakeFile]:
    """Write a file anew; nothing where nothing is left."""
    rows = files.read_rows(folder / file.path)
    shape = tables.SHAPES[file.table].to_pyarrow()
    kept = rows.filter(pa.compute.invert(_is_one_of(rows, found))).select(shape.names).cast(shape)
    if told is not None:
        kept = pa.concat_tables([kept, told])
    if not kept.num_rows:
        return
    content = kept.sort_by([(name, "ascending") for name in tables.ORDER[file.table]])
    name = f"{file.path.removesuffix('.parquet').partition('-change-')[0]}-change-{change}.parquet"
    path, digest = files.write_rows(folder, name, content)
    yield LakeFile(
        path=path,
        table=file.table,
        part=file.part,
        first_xid=file.first_xid,
        until_xid=file.until_xid,
        rows=content.num_rows,
        sha256=digest,
        version=file.version,
    )
