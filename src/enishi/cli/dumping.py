"""PostgreSQL's own programs that write a database into a file and read it back."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg import conninfo

from enishi.kit.refusal import Refusal

# Two cores are enough to keep a disk busy, and every town has two.
JOBS = 2
# 180006 is PostgreSQL 18.6.
PER_MAJOR = 10_000
_VERSION = re.compile(r"(\d+)(?:\.\d+)?")


class ProgramsAreMissing(Refusal):
    """The folder does not hold PostgreSQL's client programs."""

    code = "programs_are_missing"
    sentence = "{folder} does not hold {program}. Name the folder of PostgreSQL's programs."


class ServerIsNewer(Refusal):
    """A dump can only be taken by programs at least as new as the server."""

    code = "server_is_newer"
    sentence = (
        "The server is PostgreSQL {server}, the programs here are {programs} and cannot read it. "
        "Install the client programs of version {server} and name their folder with --programs "
        "(Debian, Ubuntu: /usr/lib/postgresql/{server}/bin)."
    )


class DatabaseWasNotDumped(Refusal):
    """pg_dump or pg_restore ended with an error."""

    code = "database_was_not_dumped"
    sentence = (
        "{program} says: {said}\nIf the server demands TLS, name programs that can do it with "
        "--programs (Debian, Ubuntu: /usr/lib/postgresql/18/bin)."
    )


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's client programs and the database they speak to."""

    folder: Path
    url: str

    def version(self) -> str:
        """Return the version of the programs.

        Raises:
            ProgramsAreMissing: there are none.
        """
        said = self._run("pg_dump", ["--version"]).stdout
        found = _VERSION.search(said)
        assert found is not None, "pg_dump tells its version"
        return found[0]

    def refuse_newer(self, server_major: int) -> None:
        """Refuse a server that these programs cannot read.

        Raises:
            ServerIsNewer: it is newer than they are.
        """
        ours = self.version()
        if server_major > int(ours.split(".", maxsplit=1)[0]):
            raise ServerIsNewer(server=server_major, programs=ours)

    def dump(self, snapshot: str, path: Path) -> None:
        """Write the database as one snapshot shows it into a file.

        Raises:
            DatabaseWasNotDumped: it could not be read.
        """
        words = ["--format=custom", "--compress=gzip:3", f"--snapshot={snapshot}"]
        self._must("pg_dump", [*words, "--no-owner", "--no-privileges", f"--file={path}"])

    def count(self, path: Path) -> int:
        """Count what a dump says that it holds, reading its list.

        Raises:
            DatabaseWasNotDumped: the list cannot be read.
        """
        said = self._must("pg_restore", ["--list", str(path)], speaks=False)
        return sum(1 for line in said.splitlines() if line and not line.startswith(";"))

    def load(self, path: Path, section: str) -> None:
        """Read one section of a dump (pre-data, data, post-data) into the database.

        Raises:
            DatabaseWasNotDumped: something in it could not be made.
        """
        words = [f"--section={section}", "--exit-on-error", "--no-owner", "--no-privileges"]
        self._must("pg_restore", [*words, f"--jobs={JOBS}", str(path)])

    def _must(self, program: str, words: Sequence[str], *, speaks: bool = True) -> str:
        """Run a program and return what it said.

        Raises:
            DatabaseWasNotDumped: it ended with an error.
        """
        done = self._run(program, [*words, f"--dbname={self._address()}"] if speaks else words)
        if done.returncode:
            raise DatabaseWasNotDumped(program=program, said=done.stderr.strip())
        return done.stdout

    def _run(self, program: str, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program; the password travels where no list of processes shows it.

        Raises:
            ProgramsAreMissing: it is not there.
        """
        environment = dict(os.environ)
        environment.pop("DATABASE_URL", None)
        environment.pop("PGOPTIONS", None)
        password = conninfo.conninfo_to_dict(self.url).get("password")
        if password:
            environment["PGPASSWORD"] = str(password)
        try:
            return subprocess.run(  # noqa: S603 - our own words only
                [self.folder / program, *words],
                capture_output=True,
                text=True,
                check=False,
                env=environment,
                stdin=subprocess.DEVNULL,
            )
        except OSError:
            raise ProgramsAreMissing(folder=self.folder, program=program) from None

    def _address(self) -> str:
        """Return the address of the database without its password."""
        told = conninfo.conninfo_to_dict(self.url)
        told.pop("password", None)
        return conninfo.make_conninfo("", **told)
