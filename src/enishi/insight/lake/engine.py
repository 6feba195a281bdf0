"""Answers Ibis expressions over one version of the lake; the only file that knows DuckDB."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

from enishi.insight.lake import files, tables
from enishi.insight.lake.manifest import Manifest


class Engine:
    """One process's tables; threads take turns, DuckDB itself uses all cores for each answer."""

    def __init__(self, scratch: Path, *, memory_gib: int | None = None) -> None:
        """Open an engine without tables; `scratch` takes what does not fit the memory."""
        # Nothing is fetched or loaded from outside: the wheel holds all that is needed.
        limit = {"memory_limit": f"{memory_gib}GiB"} if memory_gib else {}
        connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "temp_directory": str(scratch / "scratch"),
                **limit,
            }
        )
        self._backend = ibis.duckdb.from_connection(connection)
        self._turn = threading.Lock()

    def answer(self, expression: ibis.Table) -> pa.Table:
        """Compute an expression over the lake's tables."""
        with self._turn:
            return self._backend.to_pyarrow(expression)

    def show(
        self,
        name: str,
        paths: Sequence[Path],
        *,
        withdrawn: Sequence[Path] = (),
        lifted: Sequence[Path] = (),
    ) -> None:
        """Give a name to the rows of some files, without those withdrawn, in their last grade."""
        shape = tables.SHAPES[name]
        if not paths:
            self._backend.create_table(name, schema=shape)
            return
        rows = self._backend.read_parquet([str(path) for path in paths], hive_partitioning=False)
        if withdrawn:
            gone = self._backend.read_parquet(
                [str(path) for path in withdrawn], hive_partitioning=False
            )
            rows = rows.anti_join(gone, "seq")
        if lifted:
            rows = _in_last_grade(rows, self._backend.read_parquet([str(path) for path in lifted]))
        self._backend.create_view(name, rows.select(*shape.names))

    def keep(self, name: str, expression: ibis.Table) -> None:
        """Compute an expression once and keep the result in memory under a name."""
        with self._turn:
            self._backend.create_table(name, expression)


def _in_last_grade(rows: ibis.Table, lifted: ibis.Table) -> ibis.Table:
    """Put the grade that staff lifted an activity to in the place of its first one."""
    since = lifted.select("seq", since=lifted.evidence, sure=lifted.verified)
    beside = rows.left_join(since, "seq")
    return beside.mutate(
        evidence=ibis.coalesce(beside.since, beside.evidence),
        verified=ibis.coalesce(beside.sure, beside.verified),
    )


def over(
    folder: Path,
    manifest: Manifest,
    *,
    version: int | None = None,
    memory_gib: int | None = None,
) -> Engine:
    """Open the lake as a manifest describes it, or as it was at an earlier version."""
    engine = Engine(folder, memory_gib=memory_gib)
    withdrawn = [folder / file.path for file in manifest.of("withdrawals", version)]
    lifted = [folder / file.path for file in manifest.of("lifts", version)]
    for name in ("activities", "answers", "cards", "series"):
        paths = [folder / file.path for file in manifest.of(name, version)]
        graded = lifted if name == "activities" else []
        gone = withdrawn if name in ("activities", "answers") else []
        engine.show(name, paths, withdrawn=gone, lifted=graded)
    return engine


@lru_cache(maxsize=2)
def _latest(folder: Path, manifest: Manifest) -> Engine:
    return over(folder, manifest)


def latest(folder: Path) -> Engine:
    """Open the lake as it is now; the same lake is opened once per process."""
    return _latest(folder, files.read_manifest(folder))
