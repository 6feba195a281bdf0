"""DuckDB: answers in this process, and is the one that pages use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

from enishi.insight.lake.engine.opened import Engine


class DuckDB(Engine):
    """Tables of one DuckDB in memory."""

    def __init__(self, scratch: Path, *, memory_gib: int | None = None) -> None:
        """Open an engine without tables; `scratch` takes what does not fit the memory."""
        super().__init__()
        # Nothing is fetched or loaded from outside: the wheel holds all that is needed.
        config: dict[str, str | bool] = {
            "autoinstall_known_extensions": False,
            "temp_directory": str(scratch / "scratch"),
        }
        if memory_gib is not None:
            config["memory_limit"] = f"{memory_gib}GiB"
        self._backend = ibis.duckdb.from_connection(duckdb.connect(config=config))

    def _compute(self, expression: ibis.Table) -> pa.Table:
        return self._backend.to_pyarrow(expression)

    def _read(self, table: str, paths: Sequence[Path]) -> ibis.Table:
        del table  # the files say themselves what their columns are
        return self._backend.read_parquet([str(path) for path in paths], hive_partitioning=False)

    def _name(self, name: str, rows: ibis.Table) -> None:
        self._backend.create_view(name, rows)

    def _name_nothing(self, name: str, shape: ibis.Schema) -> None:
        self._backend.create_table(name, schema=shape)

    def _keep(self, name: str, expression: ibis.Table) -> None:
        self._backend.create_table(name, expression)
