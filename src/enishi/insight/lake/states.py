"""Tables that the follower writes as a whole: the present state, and that of the last closing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import pyarrow as pa

from enishi.insight.lake import files, tables
from enishi.insight.lake.manifest import LakeFile, Manifest

Row = TypeVar("Row")


class Value(Protocol):
    """One value of an outside series, as the room that keeps them gives it."""

    @property
    def series(self) -> str:
        """The series' name."""
        ...

    @property
    def region_code(self) -> str:
        """The region it is about."""
        ...

    @property
    def year(self) -> int:
        """The year it is about, as the series counts years."""
        ...

    @property
    def value(self) -> float:
        """The value."""
        ...


@dataclass(frozen=True, slots=True)
class State(Generic[Row]):
    """A table as the database has it now: all its rows, and a mark that changes with them."""

    mark: str = ""
    rows: Callable[[], Iterable[Row]] = tuple


def empty(table: str) -> pa.Table:
    """Return a table without rows."""
    return tables.SHAPES[table].to_pyarrow().empty_table()


def forget(folder: Path, manifest: Manifest, closed: int) -> Manifest:
    """Take out of a closing's cards whoever holds none any more.

    A closing keeps its own state, so that its figures stay; but nobody who was forgotten, or
    became one with somebody else, is counted any longer, as with activities.
    """
    now, then = manifest.of("cards"), manifest.of("cards", closed)
    if not then or then == now:
        return manifest
    holders = files.read_rows(folder / now[0].path, ["person"])["person"]
    rows = files.read_rows(folder / then[0].path)
    kept = rows.filter(pa.compute.is_in(rows["person"], value_set=holders.combine_chunks()))
    if kept.num_rows == rows.num_rows:
        return manifest
    return manifest.with_changed(then, [_anew(folder, then[0], kept, manifest.changes + 1)])


def _anew(folder: Path, file: LakeFile, rows: pa.Table, change: int) -> LakeFile:
    name = f"{file.path.removesuffix('.parquet').partition('-change-')[0]}-change-{change}.parquet"
    path, digest = files.write_rows(folder, name, rows)
    return LakeFile(
        path, file.table, file.part, file.first_xid, file.until_xid, rows.num_rows, digest,
        file.version,
    )  # fmt: skip
