"""Lines of COPY arrive whole, and a COPY that fails or is left leaves the connection free."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from django.db import connection, transaction

from enishi.activities import copying

pytestmark = pytest.mark.django_db


def told(asked: str, rows: int = 2) -> list[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv)"):
        return list(copying.blocks(connection.connection, rows=rows))


def is_free() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def test_lines_come_so_many_at_a_time():
    assert told("SELECT generate_series(1, 5)") == [b"1\n2\n", b"3\n4\n", b"5\n"]
    assert told("SELECT generate_series(1, 4)") == [b"1\n2\n", b"3\n4\n"]
    assert told("SELECT 1 WHERE false") == []
    assert is_free()


def test_a_line_holds_what_was_written():
    assert told("SELECT E'港,\\n\"縁\"', NULL, ''") == ['"港,\n""縁""",,""\n'.encode()]


def test_a_server_that_gives_up_in_the_middle_is_an_error():
    with pytest.raises(psycopg.errors.DivisionByZero), transaction.atomic():
        told("SELECT 1 / (3 - number) FROM generate_series(1, 5) number")
    assert is_free()


class _HasLeft(Exception):  # noqa: N818 - nothing is wrong
    pass


def leave_after_the_first(asked: str) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv)"),
        closing(copying.blocks(connection.connection, rows=2)) as lines,
    ):
        assert next(lines) == b"1\n2\n"
        raise _HasLeft


def test_whoever_leaves_early_leaves_the_connection_free():
    with pytest.raises(_HasLeft), transaction.atomic():
        leave_after_the_first("SELECT generate_series(1, 1000000)")
    assert is_free()
