"""Call the functions of the books, with arrays sent and answers read in PostgreSQL's own form.

Django's own call writes every value as text into the statement: for a batch that costs more
than deciding it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any
from weakref import WeakSet

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.adapt import Dumper
from psycopg.pq import Format

from enishi.ledger.packing import KINDS, Packed


class _PackedDumper(Dumper):
    """Sends what is packed as it is."""

    format = Format.BINARY

    def dump(self, obj: Packed) -> Packed:
        """Leave it."""
        return obj


_DUMPERS = [
    (kind, type(f"_{kind.__name__}Dumper", (_PackedDumper,), {"oid": kind.array_oid}))
    for kind in KINDS
]

# Connections that know how packed arrays are sent.
_TAUGHT: WeakSet[psycopg.Connection[Any]] = WeakSet()


@lru_cache
def _statement(function: str, arguments: int) -> sql.Composed:
    """Write the call of a function, once."""
    places = sql.SQL(",").join([sql.Placeholder()] * arguments)
    return sql.SQL(" ").join(
        [
            sql.SQL("SELECT *"),
            sql.SQL("FROM"),
            sql.Identifier(function),
            sql.SQL("("),
            places,
            sql.SQL(")"),
        ]
    )


class Call:
    """One call on its way; its rows can be read once it has been answered."""

    def __init__(self, function: str, arguments: Sequence[object]) -> None:
        """Send the call, in the caller's transaction."""
        connection.ensure_connection()
        link = connection.connection
        if link not in _TAUGHT:
            for kind, dumper in _DUMPERS:
                link.adapters.register_dumper(kind, dumper)
            _TAUGHT.add(link)
        self._cursor = psycopg.Cursor(link)
        with connection.wrap_database_errors:
            self._cursor.execute(_statement(function, len(arguments)), arguments, binary=True)

    def rows(self) -> list[tuple[Any, ...]]:
        """Read all rows of the answer."""
        with connection.wrap_database_errors, self._cursor:
            return self._cursor.fetchall()


def one_trip() -> AbstractContextManager[Any]:
    """Send several calls before waiting for the first answer."""
    connection.ensure_connection()
    return connection.connection.pipeline()  # type: ignore[no-any-return]
