"""Keeps one embedded PostgreSQL running for as long as any process uses it.

Users hold a shared lock; the kernel drops it however they end, kill -9 included. When no user is
left, the keeper stops the server and ends. When the keeper itself is killed, the kernel asks the
server to stop (PR_SET_PDEATHSIG). So no process is left behind.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypedDict

import psycopg

from enishi.cli import cluster
from enishi.kit.refusal import Refusal

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.2
START_SECONDS_MAX = 600
STOP_SECONDS_MAX = 60
LEFTOVER_SECONDS_MAX = 60
RESTARTS_MAX = 5
RESTARTS_WITHIN_SECONDS = 60
LOG_BYTES_MAX = 10_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(cluster.PORT),
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
}
# For tests only: their data may die with the machine.
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",  # tests come and go faster than what it learns of their tables
}


class Identity(TypedDict, total=False):
    """How subprocess names another user."""

    user: int
    group: int
    extra_groups: list[int]


class ServerDoesNotStart(Refusal):
    """PostgreSQL ended while starting."""

    code = "server_does_not_start"
    sentence = "The embedded PostgreSQL does not start. It says:\n{said}\nMore in {log}."


class OtherVersion(Refusal):
    """The data were written by another major version of PostgreSQL."""

    code = "other_version"
    sentence = (
        "{folder} was written by PostgreSQL {written}; the programs here are {present}. "
        "Dump it with the old version of enishi (pg_dump) and restore it with this one."
    )


def end_with_parent(wanted: signal.Signals, *, parent: int) -> Callable[[], None]:
    """Return what a child runs first, so that it ends when its parent is killed (Linux)."""
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(wanted), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), wanted)

    return ask


class Keeper:
    """One server and the locks around it."""

    def __init__(self, place: cluster.Cluster, *, careless: bool) -> None:
        """Remember the place; nothing starts yet."""
        self.place = place
        self.programs = cluster.binaries(place)
        self.settings = SETTINGS | (CARELESS if careless else {})
        self.server: subprocess.Popen[bytes] | None = None
        self.is_ending = False

    def run(self, program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user."""
        return subprocess.run(  # noqa: S603 - our own words only
            [self.programs / program, *words],
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
            cwd="/",
            **_stepping_down(self.place),
        )

    def make(self) -> None:
        """Make the data folder, whole or not at all.

        Raises:
            OtherVersion: it was written by another major version.
            ServerDoesNotStart: initdb failed.
        """
        version = self.place.data / "PG_VERSION"
        if version.exists():
            present = self.run("postgres", "--version").stdout.split()[-1].split(".")[0]
            written = version.read_text(encoding="ascii").strip()
            if written != present:
                raise OtherVersion(folder=self.place.data, written=written, present=present)
            return
        draft = self.place.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        # Trust is for the socket alone, and its folder lets in only its owner (and root).
        access = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--username={cluster.ROLE}"]
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8"]
        done = self.run("initdb", "--pgdata", draft, *access, *locale, "--no-instructions")
        if done.returncode:
            raise ServerDoesNotStart(said=done.stderr.strip(), log=self.place.keeper_log)
        draft.rename(self.place.data)

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            ServerDoesNotStart: it ended instead.
        """
        _clear_leftovers(self.place)
        if self.place.log.exists() and self.place.log.stat().st_size > LOG_BYTES_MAX:
            self.place.log.replace(self.place.log.with_suffix(".log.1"))
        options = [word for item in self.settings.items() for word in ("-c", "=".join(item))]
        options += ["-c", f"unix_socket_directories={_quoted(self.place.sockets)}"]
        with self.place.log.open("ab") as log:
            begin = log.tell()
            self.server = subprocess.Popen(  # noqa: S603 - our own words only
                [self.programs / "postgres", "-D", self.place.data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd="/",
                start_new_session=True,
                **_stepping_down(self.place),
                # No threads here, so running Python between fork and exec is safe.
                preexec_fn=end_with_parent(signal.SIGINT, parent=os.getpid()),  # noqa: PLW1509
            )
        until = time.monotonic() + START_SECONDS_MAX
        while not answers(self.place.url.replace(f"/{cluster.DATABASE}?", "/postgres?")):
            if self.server.poll() is not None or time.monotonic() > until:
                said = self.place.log.read_bytes()[begin:].decode(errors="replace").strip()
                raise ServerDoesNotStart(said=said, log=self.place.log)
            time.sleep(0.05)

    def make_database(self) -> None:
        """Make our database inside a new server, once."""
        done_once = self.place.folder / "database.made"
        if done_once.exists():
            return
        where = [f"--host={self.place.sockets}", f"--port={cluster.PORT}"]
        self.run("createdb", *where, f"--username={cluster.ROLE}", cluster.DATABASE)
        assert answers(self.place.url), "the database we made answers"
        done_once.touch()

    def keep(self, users: IO[str]) -> None:
        """Restart the server when it dies; return when nobody uses it any more."""
        restarts: list[float] = []
        while not self.is_ending and not _is_free(users):
            assert self.server is not None, "keep comes after start"
            if self.server.poll() is not None:
                now = time.monotonic()
                restarts = [at for at in restarts if now - at < RESTARTS_WITHIN_SECONDS] + [now]
                if len(restarts) > RESTARTS_MAX:
                    raise ServerDoesNotStart(said="It died again and again.", log=self.place.log)
                self.start()
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop the server: disconnect everybody, write everything, end."""
        if self.server is None:
            return
        for wanted in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.server.poll() is None:
                self.server.send_signal(wanted)
            try:
                self.server.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                continue
            return


def answers(url: str) -> bool:
    """Say whether a server lets us in at this address."""
    return not why_not(url)


def why_not(url: str) -> str:
    """Say why a server does not let us in; nothing when it does."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return str(error).strip()
    return ""


def _environment() -> dict[str, str]:
    """Return what the server sees: none of our PG* settings, libraries or secrets."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _stepping_down(place: cluster.Cluster) -> Identity:
    """Return how a child becomes the server's user; an ordinary user stays who it is."""
    if place.identity is None:
        return {}
    user, group = place.identity
    return {"user": user, "group": group, "extra_groups": []}


@contextmanager
def _acting_as_server(place: cluster.Cluster) -> Iterator[None]:
    """Look at the server's processes as its own user.

    A container's root may signal them but not always look at them (CAP_SYS_PTRACE).
    """
    if place.identity is None:
        yield
        return
    user, group = place.identity
    os.setegid(group)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _quoted(folder: Path) -> str:
    """Write a folder as one element of a list setting."""
    return '"' + str(folder).replace('"', '""') + '"'


def _is_free(users: IO[str]) -> bool:
    """Say whether no user holds the lock; when so, newcomers now wait for us to end."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def working_in(place: cluster.Cluster) -> list[int]:
    """Return the living processes whose working folder is the data folder (Linux).

    The server and all its children work there. A zombie has no folder: it is not living.
    """
    found = []
    with _acting_as_server(place):
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "cwd").readlink() == place.data:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _clear_leftovers(place: cluster.Cluster) -> None:
    """Wait for a server whose keeper was killed, then remove what a dead one left.

    The name of a dead server's process may stay for a second as a zombie, or belong to somebody
    else after a restart of the machine; PostgreSQL then refuses to start. Its files are removed
    only when no living process works in the data folder.
    """
    file = place.data / "postmaster.pid"
    until = time.monotonic() + LEFTOVER_SECONDS_MAX
    asked = False
    while living := working_in(place):
        if time.monotonic() > until:
            said = f"process {living[0]} still works in {place.data}"
            raise ServerDoesNotStart(said=said, log=place.log)
        number = _first_line(file)
        if number in living and not asked:
            os.kill(number, signal.SIGINT)
            asked = True
        time.sleep(0.1)
    number = _first_line(file)
    if number and sys.platform == "linux" and Path(f"/proc/{number}").exists():
        file.unlink(missing_ok=True)
        (place.sockets / f".s.PGSQL.{cluster.PORT}.lock").unlink(missing_ok=True)


def _first_line(file: Path) -> int:
    """Read the process number in a lock file, 0 when there is none."""
    try:
        first = file.read_text(encoding="ascii").split("\n", 1)[0].strip()
    except FileNotFoundError:
        return 0
    return int(first) if first.isdigit() else 0


def keep(data_folder: Path, *, careless: bool) -> int:
    """Keep the server of a data folder until nobody uses it; return an exit code."""
    place = cluster.place(data_folder)
    keeper = Keeper(place, careless=careless)

    def end(_number: int, _frame: object) -> None:
        keeper.is_ending = True

    signal.signal(signal.SIGTERM, end)
    with place.keeper_lock.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0  # another keeper was first
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        with place.users_lock.open("r", encoding="ascii") as users:
            try:
                keeper.make()
                keeper.start()
                keeper.make_database()
                keeper.keep(users)
            finally:
                keeper.stop()
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run as a process of its own; a refusal goes to the keeper's log as a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_folder", type=Path)
    parser.add_argument("--careless", action="store_true", help="for tests: do not wait for disks")
    args = parser.parse_args(argv)
    try:
        return keep(args.data_folder, careless=args.careless)
    except (ServerDoesNotStart, OtherVersion) as refusal:
        sys.stderr.write(refusal.sentence.format(**refusal.facts) + "\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
