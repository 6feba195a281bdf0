"""Takes what COPY … TO STDOUT tells, many lines at a time."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import repeat
from typing import Any

from psycopg import Connection, errors
from psycopg.pq import ExecStatus


def blocks(connection: Connection[Any], *, rows: int) -> Iterator[bytes]:
    """Yield the lines of a COPY that has begun on a connection, `rows` of them at a time.

    Lines are taken as libpq hands them over (libpq, "Functions Associated with the COPY Command"):
    psycopg's own way runs a generator for each of them, which costs more than the line.

    Raises:
        psycopg.Error: the server gave up before the last line.
    """
    take = connection.pgconn.get_copy_data
    size = 0
    while size >= 0:
        kept = BytesIO()  # a list of so many lines would keep the garbage collector busy
        write = kept.write
        for _ in repeat(None, rows):
            size, line = take(0)  # waits for the line
            if size < 0:
                _ended(connection)
                break
            write(line)
        if kept.tell():
            yield kept.getvalue()


def _ended(connection: Connection[Any]) -> None:
    """Read how the COPY ended, so that the connection is free again."""
    results = list(iter(connection.pgconn.get_result, None))
    for result in results:
        if result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result)
