"""The embedded server: started by the first user, stopped by the last, whatever kills whom."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from enishi.cli import cluster, keeper, postgres

SECONDS_MAX = 20


@pytest.fixture
def folder():
    """Give a data folder at a path with a space, and remove its server afterwards."""
    made = Path(tempfile.mkdtemp(prefix="enishi test ")).resolve()
    yield made
    wait_until(lambda: not living(made))
    postgres.remove(made)
    shutil.rmtree(made)


def wait_until(happened, seconds=SECONDS_MAX):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def living(folder):
    """Return the server's living processes."""
    return keeper.working_in(cluster.place(folder))


def postmaster(folder):
    return int((cluster.place(folder).data / "postmaster.pid").read_text().split()[0])


def keeper_of(folder):
    return int(cluster.place(folder).keeper_lock.read_text())


def ask(url, question="SELECT 1"):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


USER = """
import sys, time
from pathlib import Path
from enishi.cli import postgres
with postgres.running(Path(sys.argv[1]), careless=True):
    print("in", flush=True)
    sys.stdin.read()
"""


def user(folder):
    """Start another process that uses the server until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_the_first_user_starts_the_server_and_the_last_one_stops_it(folder):
    with postgres.running(folder, careless=True) as url:
        first = postmaster(folder)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('縁')")
        with postgres.running(folder, careless=True) as again:
            assert again == url
        assert postmaster(folder) == first
        assert ask(url) == 1
    assert living(folder) == []
    with postgres.running(folder, careless=True) as url:
        assert ask(url, "SELECT word FROM kept") == "縁"


def test_nobody_reaches_the_server_but_through_a_folder_of_its_own(folder):
    with postgres.running(folder, careless=True) as url:
        assert ask(url, "SHOW listen_addresses") == ""
        assert ask(url, "SHOW server_encoding") == "UTF8"
        place = cluster.place(folder)
        assert place.sockets.stat().st_mode & 0o777 == 0o700
        assert place.data.stat().st_mode & 0o777 == 0o700
        assert (place.sockets / ".s.PGSQL.5432").is_socket()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_two_that_start_together_share_one_server(folder):
    starters = [user(folder) for _ in range(3)]
    try:
        assert [starter.stdout.readline() for starter in starters] == [b"in\n"] * 3
        assert ask(cluster.place(folder).url) == 1
        for starter in starters[:2]:
            starter.stdin.close()
            assert starter.wait(SECONDS_MAX) == 0
        assert ask(cluster.place(folder).url) == 1
    finally:
        for starter in starters:
            starter.stdin.close()
            starter.wait(SECONDS_MAX)
            starter.stdout.close()
    assert living(folder) == []


def test_a_user_killed_without_warning_leaves_no_server_behind(folder):
    killed = user(folder)
    assert killed.stdout.readline() == b"in\n"
    killed.kill()
    killed.communicate()
    wait_until(lambda: not living(folder))
    with postgres.running(folder, careless=True) as url:
        assert ask(url) == 1


def test_a_server_killed_without_warning_comes_back_with_what_was_committed(folder):
    with postgres.running(folder) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('縁')")
        os.kill(postmaster(folder), signal.SIGKILL)
        wait_until(lambda: keeper.answers(url))
        assert ask(url, "SELECT word FROM kept") == "縁"


def test_server_and_keeper_killed_together_start_again(folder):
    with postgres.running(folder, careless=True):
        os.kill(keeper_of(folder), signal.SIGKILL)
        os.kill(postmaster(folder), signal.SIGKILL)
    with postgres.running(folder, careless=True) as url:
        assert ask(url) == 1


def test_a_killed_keeper_takes_the_server_with_it(folder):
    with postgres.running(folder, careless=True):
        os.kill(keeper_of(folder), signal.SIGKILL)
        wait_until(lambda: not living(folder))


def test_a_lock_file_that_names_a_stranger_does_not_stop_the_start(folder):
    with postgres.running(folder, careless=True):
        pass
    place = cluster.place(folder)
    stranger = os.getpid()
    (place.data / "postmaster.pid").write_text(f"{stranger}\n{place.data}\n1\n5432\n\n\n")
    with postgres.running(folder, careless=True) as url:
        assert ask(url) == 1


def test_a_server_that_cannot_start_says_why(folder):
    with postgres.running(folder, careless=True):
        pass
    place = cluster.place(folder)
    (place.data / "postgresql.auto.conf").write_text("max_connections = many\n")
    (place.data / "postgresql.conf").write_text("nonsense = 1\n")
    with (
        pytest.raises(postgres.ServerDoesNotAnswer) as refused,
        postgres.running(folder, careless=True),
    ):
        pass
    assert "nonsense" in str(refused.value.facts["said"])


def test_data_of_another_major_version_are_left_alone(folder):
    with postgres.running(folder, careless=True):
        pass
    version = cluster.place(folder).data / "PG_VERSION"
    version.write_text("15\n")
    with (
        pytest.raises(postgres.ServerDoesNotAnswer, match="PostgreSQL 15"),
        postgres.running(folder, careless=True),
    ):
        pass


def test_a_server_in_use_is_not_removed(folder):
    with postgres.running(folder, careless=True) as url:
        with pytest.raises(postgres.ServerIsInUse):
            postgres.remove(folder)
        assert ask(url) == 1


def test_a_socket_path_too_long_for_the_kernel_moves_to_a_short_folder(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    home = Path("/srv/enishi")  # nothing is made here
    short = cluster.place(home / "a")
    assert short.sockets.parent == short.folder
    long = cluster.place(home / ("a" * 90))
    assert len(os.fsencode(long.sockets / ".s.PGSQL.5432")) <= cluster.SOCKET_PATH_MAX
    assert cluster.place(home / "a b").url.endswith("a%20b%2Fpostgres%2Frun&port=5432")
    assert long.folder == home / ("a" * 90) / "postgres"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers lie elsewhere")
def test_a_copied_data_folder_does_not_share_its_originals_server(folder, tmp_path):
    with postgres.running(folder, careless=True):
        pass
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    with pytest.raises(cluster.FolderIsACopy), postgres.running(copy, careless=True):
        pass


def test_a_moved_data_folder_keeps_its_server(folder, tmp_path):
    with (
        postgres.running(folder, careless=True) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE kept (word text)")
    moved = tmp_path / "moved"
    folder.rename(moved)
    with postgres.running(moved, careless=True) as url:
        assert ask(url, "SELECT count(*) FROM kept") == 0
    moved.rename(folder)


def test_an_external_server_is_used_as_it_is_and_its_password_never_shown(folder):
    with postgres.running(folder, careless=True) as url:
        postgres.check_external(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
            )
        with pytest.raises(postgres.DatabaseIsNotUnicode):
            postgres.check_external(url.replace("/enishi?", "/ascii?"))
        with pytest.raises(postgres.DatabaseCannotBeReached) as refused:
            postgres.check_external("postgresql://town:hush@127.0.0.1:9/enishi?connect_timeout=2")
    assert refused.value.facts["address"] == "postgresql://town@127.0.0.1:9/enishi"
    assert "hush" not in str(refused.value)


def test_an_old_external_server_is_refused(folder, monkeypatch):
    monkeypatch.setattr(postgres, "OLDEST", 99)
    with (
        postgres.running(folder, careless=True) as url,
        pytest.raises(postgres.DatabaseIsTooOld, match="needed=99"),
    ):
        postgres.check_external(url)
