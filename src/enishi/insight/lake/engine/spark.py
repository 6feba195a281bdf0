"""Spark: the same questions to a lake that one machine does not hold, in this process or a cluster.

Every machine of a cluster reads the same files under the same path.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
from ibis.backends.pyspark.datatypes import PySparkSchema
from pyspark.sql import SparkSession
from pyspark.sql.types import StructType

from enishi.insight.lake import tables
from enishi.insight.lake.engine.opened import Engine

LOCAL = "local[*]"
_LOOPBACK = "127.0.0.1"
_NO_SIGN = "decimal(20, 0)"
_OPTIONS = {
    "spark.app.name": "enishi",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.log.level": "ERROR",
}


class Spark(Engine):
    """Temporary views of a Spark session of its own."""

    def __init__(self, master: str = LOCAL, **options: str) -> None:
        """Open an engine without tables, here or on a cluster (spark://host:port)."""
        super().__init__()
        if _is_here(master):
            os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK)
        builder = SparkSession.builder.master(master)
        for name, value in {**_OPTIONS, **_reached_from(master), **options}.items():
            builder = builder.config(name, value)
        # Names of views are the session's; what costs time, the context, is the process's.
        self._context = builder.getOrCreate()
        self._session = self._context.newSession()
        self._backend = ibis.pyspark.connect(self._session)
        self._files = 0

    def close(self) -> None:
        """Leave the cluster."""
        self._context.stop()

    def _compute(self, expression: ibis.Table) -> pa.Table:
        found = self._session.sql(self._backend.compile(expression)).toArrow()
        return found.cast(expression.schema().to_pyarrow())

    def _read(self, table: str, paths: Sequence[Path]) -> ibis.Table:
        self._files += 1
        name = f"files_{self._files}"
        # Each file by its own name: folders are read as partitions only when they are given.
        reader = self._session.read.schema(_shape_of(tables.SHAPES[table]))
        reader.parquet(*(f"file://{path}" for path in paths)).createTempView(name)
        return self._backend.table(name)

    def _name(self, name: str, rows: ibis.Table) -> None:
        self._session.sql(self._backend.compile(rows)).createTempView(name)

    def _name_nothing(self, name: str, shape: ibis.Schema) -> None:
        self._session.createDataFrame([], _shape_of(shape)).createTempView(name)

    def _keep(self, name: str, expression: ibis.Table) -> None:
        frame = self._session.sql(self._backend.compile(expression)).cache()
        frame.count()
        frame.createOrReplaceTempView(name)


def _shape_of(shape: ibis.Schema) -> StructType:
    """Write a shape in Spark's words; numbers without a sign are decimals there."""
    plain = {name: _NO_SIGN if kind.is_uint64() else kind for name, kind in shape.items()}
    return PySparkSchema.from_ibis(ibis.schema(plain))


def _reached_from(master: str) -> dict[str, str]:
    """Say where a cluster's machines reach this one: on one machine never from outside."""
    if not _is_here(master):
        return {}
    return {"spark.driver.host": _LOOPBACK, "spark.driver.bindAddress": _LOOPBACK}


def _is_here(master: str) -> bool:
    """Say whether the whole cluster is this machine."""
    return not master.startswith("spark://") or urlsplit(master).hostname in (
        _LOOPBACK,
        "localhost",
    )
