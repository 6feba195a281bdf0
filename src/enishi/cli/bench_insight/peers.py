"""The engines that answer the same expressions: ours, Polars and chDB."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import ibis
import pyarrow as pa

from enishi.cli.bench_insight.questions import Question
from enishi.insight.lake import engine, files, tables
from enishi.insight.lake.engine import ranges
from enishi.insight.lake.tables import Sources

DUCKDB, POLARS, CHDB = "duckdb", "polars", "chdb"
ENGINES = (DUCKDB, POLARS, CHDB)
_GIB = 1 << 30
Answer = Callable[[Question], pa.Table]
_Computes = Callable[[ibis.Table], pa.Table]


def is_there(name: str) -> bool:
    """Say whether an engine is installed."""
    return importlib.util.find_spec(name) is not None


def opened(name: str, folder: Path, memory_gib: int, region: str) -> Answer:
    """Open a lake with an engine; questions about one region are about this one."""
    if name == DUCKDB:
        return _duckdb(folder, memory_gib, region)
    answer = {POLARS: _polars, CHDB: _chdb}[name](folder, memory_gib)
    return lambda question: answer(question.rows(tables.SOURCES, region))


def _paths(folder: Path) -> list[str]:
    return [str(folder / file.path) for file in files.read_manifest(folder).of("activities")]


def _duckdb(folder: Path, memory_gib: int, region: str) -> Answer:
    """DuckDB answers as the product asks it: of a large lake, a few places at a time."""
    manifest = files.read_manifest(folder)
    lake = engine.over(folder, manifest, memory_gib=memory_gib)

    def answer(question: Question) -> pa.Table:
        def ask(sources: Sources) -> ibis.Table:
            return question.rows(sources, region)

        if not question.place:
            return lake.answer(ask(tables.SOURCES))
        return ranges.answer(lake, question.place, tables.ACTIVITIES, ask)

    return answer


def _polars(folder: Path, memory_gib: int) -> _Computes:
    """Polars knows no limit of memory; its streaming engine keeps less in it."""
    del memory_gib
    import polars as pl  # noqa: PLC0415 - only where it is measured

    lake = pl.scan_parquet(_paths(folder), hive_partitioning=False)
    backend = ibis.polars.connect({"activities": lake})
    return lambda expression: backend.to_pyarrow(expression, engine="streaming")


def _chdb(folder: Path, memory_gib: int) -> _Computes:
    """Answer by chDB in the words of ClickHouse, where Ibis would count people roughly.

    Ibis writes a count of distinct values as `uniq`, which estimates, and a minimum of nothing
    would be a date instead of none: both are put right before anything is compared.
    """
    from chdb import session  # noqa: PLC0415 - only where it is measured

    place = session.Session()
    place.query(f"SET max_memory_usage = {memory_gib * _GIB}")
    place.query("SET aggregate_functions_null_for_empty = 1")
    place.query("SET join_use_nulls = 1")
    pattern = f"{folder}/activities/part=*/*.parquet"
    place.query(
        f"CREATE VIEW activities AS SELECT * FROM file('{pattern}', 'Parquet') "  # noqa: S608 - ours
        "SETTINGS use_hive_partitioning = 0, schema_inference_make_columns_nullable = 'auto'"
    )

    def answer(expression: ibis.Table) -> pa.Table:
        words = str(ibis.to_sql(expression, dialect="clickhouse"))
        found = place.query(words.replace("uniq(", "uniqExact("), "ArrowStream")
        return pa.ipc.open_stream(found.bytes()).read_all()

    return answer
