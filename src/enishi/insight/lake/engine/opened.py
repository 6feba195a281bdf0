"""A lake that an engine has opened: what each of them can do, and how facts come into force."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import ibis
import pyarrow as pa

from enishi.insight.lake import rolled, tables


class Engine(ABC):
    """One process's tables; threads take turns, an engine itself uses all cores for each answer."""

    def __init__(self) -> None:
        """Open an engine without tables."""
        self._turn = threading.Lock()

    def answer(self, expression: ibis.Table) -> pa.Table:
        """Compute an expression over the lake's tables."""
        with self._turn:
            return self._compute(expression)

    def show(
        self,
        name: str,
        paths: Sequence[Path],
        *,
        withdrawn: Sequence[Path] = (),
        lifted: Sequence[Path] = (),
    ) -> None:
        """Give a name to the rows of some files, without those withdrawn, in their last grade."""
        shape = tables.SHAPES.get(name) or rolled.SHAPES[name]
        if not paths:
            self._name_nothing(name, shape)
            return
        rows = self._read(name, paths)
        if withdrawn:
            rows = rows.anti_join(self._read("withdrawals", withdrawn), "seq")
        if lifted:
            rows = _in_last_grade(rows, self._read("lifts", lifted))
        self._name(name, rows.select(*shape.names))

    def keep(self, name: str, expression: ibis.Table) -> None:
        """Compute an expression once and keep the result in memory under a name."""
        with self._turn:
            self._keep(name, expression)

    def close(self) -> None:  # noqa: B027 - most engines end with their process
        """Let go of what the engine holds outside this process."""

    @abstractmethod
    def _compute(self, expression: ibis.Table) -> pa.Table:
        """Answer."""

    @abstractmethod
    def _read(self, table: str, paths: Sequence[Path]) -> ibis.Table:
        """Open the Parquet files of a table; their folders' names are not columns."""

    @abstractmethod
    def _name(self, name: str, rows: ibis.Table) -> None:
        """Give a name to what was read."""

    @abstractmethod
    def _name_nothing(self, name: str, shape: ibis.Schema) -> None:
        """Give a name to no rows."""

    @abstractmethod
    def _keep(self, name: str, expression: ibis.Table) -> None:
        """Compute, and keep."""


def _in_last_grade(rows: ibis.Table, lifted: ibis.Table) -> ibis.Table:
    """Put the grade that staff lifted an activity to in the place of its first one."""
    since = lifted.select("seq", since=lifted.evidence, sure=lifted.verified)
    beside = rows.left_join(since, "seq")
    return beside.mutate(
        evidence=ibis.coalesce(beside.since, beside.evidence),
        verified=ibis.coalesce(beside.sure, beside.verified),
    )
