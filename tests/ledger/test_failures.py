"""What breaks under a posting, connection or disk: the books stay whole, the key answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from enishi.ledger import operations, queries
from enishi.ledger.transfers import NewTransfer, Result

pytestmark = pytest.mark.django_db(transaction=True)
COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
BATCH = range(100, 130)
DISK_FULL = "53100"


def grant(number, target="member:a"):
    return NewTransfer(UUID(int=number), ISSUE, target, COIN, 10, "grant", NOON)


def by_function(numbers=BATCH):
    return [operations.post(grant(number)) for number in numbers]


def by_batch(numbers=BATCH):
    return operations.post_many([grant(number) for number in numbers])


@pytest.fixture(params=[by_function, by_batch])
def write(request):
    return request.param


def durably(write):
    with transaction.atomic(durable=True):
        return write()


def run(sql, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall() if cursor.description else []


def test_a_connection_lost_under_a_posting_is_told_and_the_key_asked_again_answers(write):
    operations.post(grant(1))
    pid, told = [], []
    begun = threading.Event()

    def post():
        try:
            pid.extend(run("SELECT pg_backend_pid()"))
            begun.set()
            told.append(durably(write))
        except DatabaseError as error:
            told.append(error)
        finally:
            connection.close()

    # Holding the wallet makes the other wait in the middle of its posting.
    with transaction.atomic():
        operations.post(grant(2))
        poster = threading.Thread(target=post)
        poster.start()
        assert begun.wait(20)
        waiting = "SELECT pid FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
        while not run(waiting, pid[0][0]):
            pass
        run("SELECT pg_terminate_backend(%s)", pid[0][0])
        poster.join(20)
    assert isinstance(told[0], OperationalError)
    assert (queries.balance("member:a", COIN), queries.faults()) == (20, [])
    assert durably(write) == [Result.OK] * len(BATCH)
    assert durably(write) == [Result.EXISTS] * len(BATCH)
    assert queries.balance("member:a", COIN) == 20 + 10 * len(BATCH)


def test_a_connection_lost_before_the_commit_leaves_nothing(write):
    def write_and_break():
        write()
        run("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        durably(write_and_break)
    connections.close_all()
    assert queries.balance("member:a", COIN) == 0
    assert durably(write) == [Result.OK] * len(BATCH)
    assert queries.faults() == []


def test_an_answer_lost_after_the_commit_is_given_again(write):
    durably(write)
    connection.close()  # the caller never read the answer
    assert durably(write) == [Result.EXISTS] * len(BATCH)
    assert queries.balance("member:a", COIN) == 10 * len(BATCH)


def make_room():
    for table in ("ledger_transfer", "ledger_entry"):
        run(f"ALTER TABLE {table} SET TABLESPACE pg_default")


@pytest.fixture
def small_disk():
    """A tablespace on a disk of a megabyte, where the books lie for one test."""
    owner = run("SELECT current_setting('data_directory')")[0][0]
    if os.geteuid() != 0 or not Path(owner).exists():
        pytest.skip("a small disk must be mounted: needs root, and the server on this machine")
    # Not below the tests' folder: the server's user must be able to reach it.
    name = f"small_disk_{os.getpid()}"
    folder = Path(f"/var/tmp/enishi_{name}")  # noqa: S108 - made here, once
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    try:
        subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
    except (subprocess.CalledProcessError, TypeError):
        folder.rmdir()
        pytest.skip("mounting a small disk is not allowed here")
    try:
        shutil.chown(folder, Path(owner).stat().st_uid, Path(owner).stat().st_gid)
        run(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        try:
            for table in ("ledger_transfer", "ledger_entry"):
                run(f"ALTER TABLE {table} SET TABLESPACE {name}")
            yield
        finally:
            make_room()
            run(f"DROP TABLESPACE {name}")
    finally:
        subprocess.run([umount, folder], check=True)
        folder.rmdir()


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("way", [by_function, by_batch])
def test_a_full_disk_refuses_the_posting_and_leaves_the_books_whole(way):
    done, failed = [], None
    while failed is None and len(done) < 400:
        numbers = range(1_000 * len(done), 1_000 * len(done) + 200)
        try:
            assert set(durably(lambda: way(numbers))) == {Result.OK}  # noqa: B023 - called at once
            done.append(numbers)
        except DatabaseError as error:
            failed = error
    assert failed.__cause__.sqlstate == DISK_FULL
    assert "No space left on device" in str(failed)
    assert queries.balance("member:a", COIN) == 10 * 200 * len(done)
    assert queries.faults() == []
    # What was acknowledged is known; what failed can be asked again once there is room.
    assert set(durably(lambda: way(done[-1]))) == {Result.EXISTS}
    make_room()
    assert set(durably(lambda: way(numbers))) == {Result.OK}
    assert queries.faults() == []
