"""Polars: a second engine in this process, so that a figure does not rest on one alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import polars as pl
import pyarrow as pa

from enishi.insight.lake.engine.opened import Engine


class Polars(Engine):
    """Lazy frames over the lake's files."""

    def __init__(self) -> None:
        """Open an engine without tables."""
        super().__init__()
        self._backend = ibis.polars.connect()
        self._files = 0

    def _compute(self, expression: ibis.Table) -> pa.Table:
        return self._backend.to_pyarrow(self._bound(expression), engine="streaming")

    def _bound(self, expression: ibis.Table) -> ibis.Table:
        """Put this engine's tables in, and say what Ibis and Polars understand differently."""
        return expression.op().replace(self._in_own_words).to_expr()

    def _in_own_words(self, node: Any, changed: Any) -> Any:
        """Write a part of an expression anew.

        Polars does not know which columns can never be missing, and where it takes joins apart
        one side of a union may forget it while the other does not: so none is known to be so.
        And it counts in numbers without a sign: one count less a greater one would be a huge
        number, not a negative one.
        """
        if isinstance(node, ops.UnboundTable):
            shape = {name: kind(nullable=True) for name, kind in node.schema.items()}
            return ops.DatabaseTable(node.name, ibis.schema(shape), self._backend, ops.Namespace())
        if isinstance(node, ops.Literal):
            return node.copy(dtype=node.dtype(nullable=True))
        given = changed or dict(zip(node.argnames, node.args, strict=True))
        if isinstance(node, ops.Cast):
            return ops.Cast(given["arg"], node.to(nullable=True))
        if isinstance(node, ops.WindowFunction) and isinstance(given["func"], ops.Cast):
            return ops.Cast(ops.WindowFunction(**{**given, "func": given["func"].arg}), "int64")
        found = node.__recreate__(changed) if changed else node
        return ops.Cast(found, "int64") if _is_counted(node) else found

    def _read(self, table: str, paths: Sequence[Path]) -> ibis.Table:
        del table  # the files say themselves what their columns are
        self._files += 1
        name = f"files_{self._files}"
        frame = pl.scan_parquet([str(path) for path in paths], hive_partitioning=False)
        return self._backend.create_table(name, frame)

    def _name(self, name: str, rows: ibis.Table) -> None:
        self._backend.create_view(name, rows)

    def _name_nothing(self, name: str, shape: ibis.Schema) -> None:
        self._backend.create_table(name, shape.to_pyarrow().empty_table())

    def _keep(self, name: str, expression: ibis.Table) -> None:
        self._backend.create_table(name, self._compute(expression))


def _is_counted(node: Any) -> bool:
    """Say whether a number is added up or counted from many rows."""
    return isinstance(node, ops.Reduction) and node.dtype.is_integer()
