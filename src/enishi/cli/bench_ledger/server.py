"""A server for one run: the embedded PostgreSQL with its ordinary settings, fsync included."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from enishi.cli import cluster, keeper, postgres

# pgbench and the function by themselves need one connection for each of 256 clients.
CONNECTIONS_MAX = 300
_MOMENT = 0.02
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# Where proc(5) keeps them, counted after the name of the program.
_PARENT, _USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM = 1, 11, 12, 13, 14


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and how to reach it."""

    place: cluster.Cluster
    programs: Path
    process: int

    def connect(self) -> psycopg.Connection:
        """Open a connection that commits each statement."""
        return psycopg.connect(self.place.url, autocommit=True)

    def cpu_seconds(self) -> float:
        """Tell the CPU time of the server and all its processes, ended ones too.

        A process that ends while we add up is missed, and counted when we add up again.
        """
        found = self._cpu_ticks()
        for _ in range(2):
            time.sleep(_MOMENT)
            found = max(found, self._cpu_ticks())
        return found / _TICKS_PER_SECOND

    def _cpu_ticks(self) -> int:
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                told = (folder / "stat").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue  # it ended; the server has its time now
            fields = told.rpartition(")")[2].split()
            if int(folder.name) == self.process:
                ticks += int(fields[_CHILDREN_USER]) + int(fields[_CHILDREN_SYSTEM])
            elif int(fields[_PARENT]) != self.process:
                continue
            ticks += int(fields[_USER]) + int(fields[_SYSTEM])
        return ticks


def client_cpu_seconds() -> float:
    """Add up the CPU time of this process and of the programs it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """Start a server with a data folder of its own below `home`; leave nothing behind."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=home)).resolve()
    kept = keeper.Keeper(cluster.make(folder), careless=False)
    kept.settings["max_connections"] = str(CONNECTIONS_MAX)
    try:
        kept.make()
        kept.start()
        kept.make_database()
        assert kept.server is not None, "it has just started"
        with _as_ours(folder, kept.place):
            yield Server(kept.place, kept.programs, kept.server.pid)
    finally:
        kept.stop()
        postgres.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _as_ours(folder: Path, place: cluster.Cluster) -> Iterator[None]:
    """Let settings mean this server, whatever DATABASE_URL says outside."""
    wanted = {
        "ENISHI_DATA": str(folder),
        "DATABASE_URL": place.url,
        "DJANGO_SETTINGS_MODULE": "enishi.config.settings",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
