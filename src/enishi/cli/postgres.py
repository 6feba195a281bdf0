"""Uses a PostgreSQL server: the embedded one of a data folder, or an external one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import psycopg

from enishi.cli import cluster, keeper
from enishi.kit.refusal import Refusal

START_SECONDS_MAX = 660
PATIENCE_SECONDS = 15
STOP_SECONDS_MAX = 120
OLDEST = 15
PER_MAJOR = 10_000


class ServerIsInUse(Refusal):
    """Somebody still uses the server that was to be removed."""

    code = "server_is_in_use"
    sentence = "The database in {folder} is in use by another enishi command; end it first."


class ServerDoesNotAnswer(Refusal):
    """The embedded server gave no sign in time."""

    code = "server_does_not_answer"
    sentence = "The embedded PostgreSQL did not start. {said}"


class DatabaseCannotBeReached(Refusal):
    """DATABASE_URL names a server that does not let us in."""

    code = "database_cannot_be_reached"
    sentence = "DATABASE_URL ({address}) cannot be used: {said}"


class DatabaseIsTooOld(Refusal):
    """DATABASE_URL names a server older than we support."""

    code = "database_is_too_old"
    sentence = "DATABASE_URL ({address}) is PostgreSQL {found}; enishi needs {needed} or later."


class DatabaseIsNotUnicode(Refusal):
    """DATABASE_URL names a database that cannot keep Japanese."""

    code = "database_is_not_unicode"
    sentence = (
        "DATABASE_URL ({address}) keeps text as {found}. Make the database with ENCODING 'UTF8'."
    )


@contextmanager
def running(data_folder: Path, *, careless: bool = False) -> Iterator[str]:
    """Use the embedded server of a data folder: attach to it, or start it for us.

    The last user stops it. However a user ends, kill -9 included, it counts as gone.

    Raises:
        ServerDoesNotAnswer: it could not be started.
    """
    visit = _Visit(data_folder, careless=careless)
    try:
        visit.attach()
        yield visit.place.url
    finally:
        visit.leave()


@contextmanager
def of(data_folder: Path, external: str | None) -> Iterator[None]:
    """Use the external server where one is named, else the embedded one.

    Raises:
        DatabaseCannotBeReached: the external one does not let us in.
        ServerDoesNotAnswer: the embedded one could not be started.
    """
    if external:
        check_external(external)
        yield
    else:
        with running(data_folder):
            yield


class _Visit:
    """One process' use of a server, from taking the users' lock to letting it go."""

    def __init__(self, data_folder: Path, *, careless: bool) -> None:
        """Hold the users' lock, waiting while a keeper is just stopping the server."""
        self.words = [str(data_folder.resolve())] + ["--careless"] * careless
        self.keeper: subprocess.Popen[bytes] | None = None
        while True:
            self.place = cluster.make(data_folder)
            self.users = self.place.users_lock.open("a+", encoding="ascii")
            fcntl.flock(self.users, fcntl.LOCK_SH)
            if _is_in_place(self.users, self.place.users_lock):
                return
            self.users.close()  # the folder was removed meanwhile

    def attach(self) -> None:
        """Wait until the server answers, starting a keeper when there is none."""
        place = self.place
        begun = time.monotonic()
        patience = PATIENCE_SECONDS
        while (why := _why_not(place)) is not None:
            if self.keeper is not None and self.keeper.poll():
                said = place.keeper_log.read_text(encoding="utf-8").strip()
                raise ServerDoesNotAnswer(said=said)
            if time.monotonic() - begun > START_SECONDS_MAX:
                raise ServerDoesNotAnswer(said=f"{why} See {place.log}.")
            if time.monotonic() - begun > patience:
                patience *= 2
                print(f"enishi: still waiting for the database. {why}", file=sys.stderr, flush=True)
            is_ours_gone = self.keeper is None or self.keeper.poll() is not None
            if is_ours_gone and not _keeper_of(place):
                self._start_keeper()
            time.sleep(0.05)

    def _start_keeper(self) -> None:
        """Start a keeper apart from our terminal, so that Ctrl-C reaches us and not it."""
        with self.place.keeper_log.open("wb") as log:
            self.keeper = subprocess.Popen(  # noqa: S603 - our own words only
                [sys.executable, "-P", "-m", "enishi.cli.keeper", *self.words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    def leave(self) -> None:
        """Let go; when nobody else uses the server, have it stopped and wait for that."""
        with self.users:
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self.keeper is not None and self.keeper.poll() is None:
                self.keeper.terminate()
                self.keeper.wait(STOP_SECONDS_MAX)
            until = time.monotonic() + STOP_SECONDS_MAX
            while (number := _keeper_of(self.place)) and time.monotonic() < until:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGTERM)
                time.sleep(0.05)


def _why_not(place: cluster.Cluster) -> str | None:
    """Say why the server cannot be used yet; None when it can."""
    if not _keeper_of(place):
        return "Its keeper is starting."
    return keeper.why_not(place.url) or None


def _is_in_place(file: IO[str], path: Path) -> bool:
    """Say whether an open file is still the one that the path names."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _keeper_of(place: cluster.Cluster) -> int:
    """Return the process number of the living keeper, 0 when there is none."""
    with place.keeper_lock.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            return int(lock.read() or "0")
    return 0


def remove(data_folder: Path) -> None:
    """Delete the embedded server of a data folder with everything in it.

    Raises:
        ServerIsInUse: a command still uses it.
    """
    place = cluster.place(data_folder)
    if not place.folder.exists():
        return
    with _unused(data_folder, place):
        shutil.rmtree(place.folder)
    shutil.rmtree(place.sockets, ignore_errors=True)


def set_aside(data_folder: Path, name: str) -> Path | None:
    """Give the embedded server's data another name, so that a new one can be made beside them.

    Returns the folder they lie in from now on; None when there were none.

    Raises:
        ServerIsInUse: a command still uses it.
    """
    place = cluster.place(data_folder)
    kept = place.folder / name
    if not place.data.exists():
        return kept if kept.exists() else None
    with _unused(data_folder, place):
        if kept.exists():  # what a restore that was cut short had made
            shutil.rmtree(place.data)
        else:
            place.data.rename(kept)
        (place.folder / "database.made").unlink(missing_ok=True)
    return kept


def has_data(data_folder: Path) -> bool:
    """Say whether the embedded server of a data folder was ever started."""
    return cluster.place(data_folder).data.exists()


@contextmanager
def _unused(data_folder: Path, place: cluster.Cluster) -> Iterator[None]:
    """Hold a server's place while nobody uses it and it does not run.

    Raises:
        ServerIsInUse: a command still uses it.
    """
    with place.users_lock.open("a+", encoding="ascii") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerIsInUse(folder=data_folder) from None
        until = time.monotonic() + STOP_SECONDS_MAX
        while _keeper_of(place) and time.monotonic() < until:
            time.sleep(0.05)
        yield


def check_external(url: str) -> None:
    """Refuse an external server that cannot serve us.

    Raises:
        DatabaseCannotBeReached: no connection.
        DatabaseIsTooOld: older than PostgreSQL 15.
        DatabaseIsNotUnicode: its text is not UTF-8.
    """
    address = without_password(url)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.info.server_version // PER_MAJOR
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.Error as error:
        raise DatabaseCannotBeReached(address=address, said=str(error).strip()) from None
    if found < OLDEST:
        raise DatabaseIsTooOld(address=address, found=found, needed=OLDEST)
    if encoding != "UTF8":
        raise DatabaseIsNotUnicode(address=address, found=encoding)


def without_password(url: str) -> str:
    """Return an address that may be shown."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=user.partition(":")[0] + at + host, query="").geturl()
