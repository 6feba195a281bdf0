"""Kills PostgreSQL and the poster under load, again and again, and counts what was lost or doubled.

    python benchmarks/crash.py --kills 50 [--json]

Killed with SIGKILL are, in turn, the server with all its backends and its keeper, and the process
whose clients post. It kills processes, not the machine: it does not test that a disk keeps what
it said it wrote. `--control` runs the same with synchronous_commit off: then acknowledged work
is usually lost, which shows that the count can see it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.core import management

import acknowledgements
from acknowledgements import Booked, Comparison, Request
from enishi.cli import cluster, keeper, postgres

KILL_SECONDS = (0.3, 2.0)
WAIT_SECONDS_MAX = 120
LOOK_SECONDS = 0.01
SERVER, POSTER = "server", "poster"
NAMED_MAX = 10


@dataclass(slots=True)
class Outcome:
    """Everything that was found."""

    kills: Counter[str] = field(default_factory=Counter)
    comparison: Comparison = field(default_factory=Comparison)
    in_doubt: dict[str, Counter[str]] = field(
        default_factory=lambda: {SERVER: Counter(), POSTER: Counter()}
    )
    retried_wrongly: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answers_after: list[float] = field(default_factory=list)
    acknowledges_after: list[float] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    leaves: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Say whether nothing at all was wrong."""
        return self.comparison.is_clean and not self.retried_wrongly and not self.faults


class Trial:
    """One server in a folder of its own, and what happens to it."""

    def __init__(self, folder: Path, *, kills: int, seed: int, only: str, is_control: bool) -> None:
        """Remember what to do; nothing starts yet."""
        self.folder = folder
        self.place = cluster.place(folder)
        self.kills = kills
        self.words = ["--only", only] * bool(only) + ["--control"] * is_control
        self.chance = random.Random(seed)  # noqa: S311 - moments of kills, nothing secret
        self.outcome = Outcome()
        self.server = ExitStack()
        self.expected: Counter[str] = Counter()
        self.books: Any = None
        self.reader: Any = None

    def run(self) -> Outcome:
        """Open the books, kill and compare as often as wanted, look at everything at the end."""
        begun = time.monotonic()
        with self.server:
            self.server.enter_context(postgres.running(self.folder))
            self._open_books()
            for number in range((self.kills + 1) // 2):
                self._round(number)
            self.outcome.faults += self.books.differences()
            self.outcome.leaves = self.books.leaves()
            self.books.hang_up()
        self.outcome.seconds = time.monotonic() - begun
        return self.outcome

    def _open_books(self) -> None:
        """Make tables, wallets and a fund, once the environment says where."""
        django.setup()
        self.books = importlib.import_module("books")
        management.call_command("migrate", verbosity=0, interactive=False)
        self.outcome.settings = self.books.settings()
        assert set(self.outcome.settings.values()) == {"on"}, "this server waits for its disk"
        self.books.open_accounts()
        self.reader = self.books.Reader()
        self.expected = acknowledgements.balances(self.reader.news().values())
        self.books.hang_up()

    def _round(self, number: int) -> None:
        """Kill the server under a poster, then the poster itself, and compare."""
        journal = self.folder / f"journal-{number}"
        poster = _Poster(journal, self.words)
        poster.wait_for_answer()
        time.sleep(self.chance.uniform(*KILL_SECONDS))
        self._kill_server(poster)
        if self._killed() < self.kills:
            time.sleep(self.chance.uniform(*KILL_SECONDS))
            poster.kill()
            self.outcome.kills[POSTER] += 1
        else:
            poster.end()
        self.outcome.faults += poster.complaints()
        self.books.wait_until_quiet()
        self._compare(journal)
        self._look(number)
        self.books.hang_up()

    def _killed(self) -> int:
        return self.outcome.kills.total()

    def _kill_server(self, poster: _Poster) -> None:
        """Kill the server and its keeper at once, start them again, and take the times."""
        number = int(self.place.keeper_lock.read_text(encoding="ascii"))
        # A stopped keeper can neither start the server again nor let it end in peace.
        os.kill(number, signal.SIGSTOP)
        begun = time.monotonic()
        postmaster = int((self.place.data / "postmaster.pid").read_text("ascii").split()[0])
        os.kill(postmaster, signal.SIGKILL)
        while living := keeper.working_in(self.place):
            for backend in living:
                _kill(backend)
        os.kill(number, signal.SIGKILL)
        size = poster.journal.stat().st_size
        self.outcome.kills[SERVER] += 1
        self.server.close()
        self.server.enter_context(postgres.running(self.folder))
        self.outcome.answers_after.append(time.monotonic() - begun)
        poster.wait_for_answer(since=size)
        self.outcome.acknowledges_after.append(time.monotonic() - begun)

    def _compare(self, journal: Path) -> None:
        """Hold a journal against the books, then ask for everything in doubt twice again."""
        requests = acknowledgements.read(journal)
        books = self.reader.news()
        self.outcome.comparison.add(acknowledgements.compare(requests, books))
        self._ask_again([request for request in requests if request.is_in_doubt], books)
        retried = self.reader.news()
        asked = {one.id for request in requests if request.is_in_doubt for one in request.transfers}
        self.outcome.comparison.doubled += retried.keys() - (asked - books.keys())
        self.expected.update(acknowledgements.balances([*books.values(), *retried.values()]))

    def _ask_again(self, requests: Sequence[Request], books: Mapping[UUID, Booked]) -> None:
        """Ask twice for each of these, and judge the answers."""
        for request in requests:
            was_booked = any(one.id in books for one in request.transfers)
            tally = self.outcome.in_doubt[SERVER if request.is_broken else POSTER]
            tally["requests"] += 1
            tally["booked"] += was_booked
            first, second = self.books.ask_again(request)
            if not acknowledgements.is_retried_well(request, first, second, was_booked=was_booked):
                self.outcome.retried_wrongly.append(f"{request.number}: {first}, then {second}")

    def _look(self, number: int) -> None:
        """Check every invariant, every balance, and that sealing goes on."""
        found = Counter(self.books.balances())
        faults = [
            f"{name} holds {found[name]}, not {self.expected[name]}"
            for name in sorted({*found, *self.expected})
            if found[name] != self.expected[name]
        ]
        faults += self.books.faults()
        self.books.follow()
        if unsealed := self.books.unsealed():
            faults.append(f"{unsealed} transfers without a leaf of their own")
        self.outcome.faults += [f"round {number}: {fault}" for fault in faults]


class _Poster:
    """The process whose clients post."""

    def __init__(self, journal: Path, words: Sequence[str]) -> None:
        """Start it; it is at work when it has written down its first answer."""
        self.journal = journal
        self.said = journal.with_suffix(".said")
        more = {"PGOPTIONS": "-c synchronous_commit=off"} if "--control" in words else {}
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 - our own words only
                [sys.executable, __file__, "--poster", journal, *words],
                stdin=subprocess.PIPE,
                stderr=said,
                env=os.environ | more,
            )

    def wait_for_answer(self, *, since: int = 0) -> None:
        """Wait until somebody was answered whose answer stands behind this place."""
        until = time.monotonic() + WAIT_SECONDS_MAX
        while not self._is_answered(since):
            assert self.process.poll() is None, f"the poster ended: {self.complaints()}"
            assert time.monotonic() < until, "nobody was answered"
            time.sleep(LOOK_SECONDS)

    def _is_answered(self, since: int) -> bool:
        if not self.journal.exists():
            return False
        with self.journal.open("rb") as journal:
            journal.seek(since)
            return f'["{acknowledgements.ANSWERED}"'.encode() in journal.read()

    def kill(self) -> None:
        """Kill it with all its clients."""
        self.process.kill()
        self._wait()

    def end(self) -> None:
        """Let every client hear its last answer."""
        self._wait()
        assert self.process.returncode == 0, "a poster that ends in peace ends well"

    def _wait(self) -> None:
        assert self.process.stdin is not None, "we asked for a pipe"
        self.process.stdin.close()
        self.process.wait(WAIT_SECONDS_MAX)

    def complaints(self) -> list[str]:
        """Tell what it wrote as an error: a server that went away is none."""
        return self.said.read_text(encoding="utf-8").splitlines()


def _kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def figures(outcome: Outcome) -> dict[str, Any]:
    """Tell an outcome as numbers, and name everything that was wrong."""
    compared = outcome.comparison
    names = ("lost", "doubled", "changed", "wrongly_refused", "booked_though_refused", "torn")
    wrong = {name: [str(one) for one in getattr(compared, name)] for name in names}
    wrong["retried_wrongly"] = outcome.retried_wrongly
    return {
        "is_clean": outcome.is_clean,
        "kills": dict(outcome.kills),
        "acknowledged": compared.acknowledged.total(),
        "acknowledged_by_door": dict(sorted(compared.acknowledged.items())),
        "refused": compared.refused,
        **{name: len(found) for name, found in wrong.items()},
        "in_doubt": compared.in_doubt,
        "in_doubt_booked": compared.in_doubt_booked,
        "in_doubt_requests": {name: dict(tally) for name, tally in outcome.in_doubt.items()},
        "leaves": outcome.leaves,
        "server_answers_after_seconds": _spread(outcome.answers_after),
        "acknowledges_after_seconds": _spread(outcome.acknowledges_after),
        "settings": outcome.settings,
        "seconds": round(outcome.seconds, 1),
        "faults": outcome.faults,
        "wrong": {name: found[:NAMED_MAX] for name, found in wrong.items() if found},
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """Give the least, the middle and the most."""
    three = (min(seconds), statistics.median(seconds), max(seconds))
    return dict(zip(("min", "median", "max"), (round(one, 2) for one in three), strict=True))


def main() -> int:
    """Run a trial, or be the poster of one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="when to kill")
    parser.add_argument("--only", metavar="DOOR", default="", help="all clients through one door")
    parser.add_argument("--control", action="store_true", help="synchronous_commit off")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--poster", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.poster:
        django.setup()
        poster = importlib.import_module("poster")
        poster.run(args.poster, only=args.only, is_following=not args.control)
        return 0
    return _try(args)


def _try(args: argparse.Namespace) -> int:
    """Run a trial in a folder of its own; 0 when nothing was wrong."""
    folder = Path(tempfile.mkdtemp(prefix="enishi-crash-")).resolve()
    os.environ |= {
        "ENISHI_DATA": str(folder),
        "DATABASE_URL": cluster.place(folder).url,
        "DJANGO_SETTINGS_MODULE": "enishi.config.settings",
    }
    trial = Trial(folder, kills=args.kills, seed=args.seed, only=args.only, is_control=args.control)
    try:
        outcome = trial.run()
    finally:
        postgres.remove(folder)
        shutil.rmtree(folder)
    told = {"is_control": args.control, "only": args.only} | figures(outcome)
    if args.json:
        print(json.dumps(told, indent=1))
    else:
        print("\n".join(f"{name}: {value}" for name, value in told.items()))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
