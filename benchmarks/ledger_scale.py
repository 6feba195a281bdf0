"""Fills books of 10, 20 and 40 million entries and measures what must stay quick in them.

    python benchmarks/ledger_scale.py --millions 10,20,40 [--json]

Each size gets a server of its own (the embedded one as installed, fsync on), filled set by set
with books that are right to the last point, and removed afterwards. Measured: the audit; balance,
next lapse and balance as of a moment of one member; the supply report; a lapse run, and how long
single calls take before and meanwhile; the size on disk. From the sizes follow the figures for a
billion entries. 40 million need about 25 GB of disk while they are filled.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import psycopg
from django.core import management
from psycopg import sql

from enishi.cli.bench_ledger.server import Server, running

SCHEMA = Path(__file__).with_name("ledger_scale.sql")
TABLES = ("ledger_transfer", "ledger_entry", "ledger_pocket")
STEPS = 39
LOADERS = 2
# Where a wallet's life ends: late September 2025; from October on its early pocket has expired.
LAST_DAY, LAPSE_AT = date(2025, 9, 29), datetime(2025, 9, 30, 15, tzinfo=UTC)
SPEND_AT = datetime(2025, 10, 1, 3, tzinfo=UTC)
AS_OF = datetime(2024, 12, 31, 15, tzinfo=UTC)
ASSETS = {"town:coin": "fund:town:coin", "town:point": "unused:town:point"}
IDLE_SECONDS = 20.0
READS = 300
CALLS_MIN = 10
BILLION = 1_000_000_000
# What is promised: a member's questions, a lapse run, single calls meanwhile.
MEMBER_MS_MAX, LAPSE_SECONDS_MAX, LAPSED_POCKETS, SLOWER_MAX = 5.0, 60.0, 100_000, 3.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured at one size; times in seconds, a member's questions in milliseconds."""

    entries: int
    wallets: int
    load_seconds: float
    bytes_on_disk: int
    audit_seconds: float
    audit_checks: dict[str, float]
    audit_cpu_seconds: float
    audit_memory_mb: int
    faults: list[str]
    member_ms: dict[str, tuple[float, float]]
    supply_seconds: float
    lapse_pockets: int
    lapse_seconds: float
    idle_ms: tuple[float, float]
    meanwhile_ms: tuple[float, float]
    load_average: float

    @property
    def lapse_seconds_per_run(self) -> float:
        """What a run of the promised size took."""
        return self.lapse_seconds * LAPSED_POCKETS / self.lapse_pockets

    @property
    def slower(self) -> float:
        """How much the slowest hundredth of single calls suffers from the run."""
        return self.meanwhile_ms[1] / self.idle_ms[1]

    @property
    def broken(self) -> list[str]:
        """Name the promises that were not kept."""
        checks = {
            "the audit is clean": not self.faults,
            f"a member's questions take {MEMBER_MS_MAX} ms": all(
                median <= MEMBER_MS_MAX
                for said, (median, _) in self.member_ms.items()
                if said.startswith("balance") and said.endswith("again")
            ),
            f"{LAPSED_POCKETS:,} pockets lapse in {LAPSE_SECONDS_MAX:.0f} s": (
                self.lapse_seconds_per_run <= LAPSE_SECONDS_MAX
            ),
            f"single calls are {SLOWER_MAX} times slower at most": self.slower <= SLOWER_MAX,
        }
        return [promise for promise, is_kept in checks.items() if not is_kept]


def main() -> int:
    """Measure each size and say what a billion would take; exit code 1 for a broken promise."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave no server behind
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", default="10,20,40", help="sizes, in millions of entries")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--idle-seconds", type=float, default=IDLE_SECONDS, metavar="N")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "enishi-scale")
    args = parser.parse_args()
    sizes = [float(word) for word in args.millions.split(",")]
    found: list[Figures] = []
    for size in sizes:
        found.append(_measured(args.home, int(size * 1_000_000), args.idle_seconds))
        if not args.json:
            print("\n".join(_sentences(found[-1])), flush=True)
    billion = _extrapolated(found)
    if args.json:
        told = [asdict(one) | {"broken": one.broken} for one in found]
        print(json.dumps({"sizes": told, "billion": billion}, indent=1))
    else:
        print(
            f"A billion entries, by the line through these: audit {billion['audit_hours']} h,"
            f" {billion['gigabytes']:,.0f} GB."
        )
    return 1 if any(one.broken for one in found) else 0


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _measured(home: Path, entries: int, idle_seconds: float) -> Figures:
    """Measure one size on a server of its own."""
    # A process of its own for each: Django knows one database at a time, memory is measured too.
    context = multiprocessing.get_context("spawn")
    with running(home) as server, ProcessPoolExecutor(1, mp_context=context) as own:
        return own.submit(_measure, server, entries, idle_seconds).result()


def _measure(server: Server, entries: int, idle_seconds: float) -> Figures:
    """Fill the books and ask them everything."""
    django.setup()
    management.call_command("migrate", verbosity=0)
    wallets = round(entries / (2 * STEPS))
    begun = time.monotonic()
    _load(server, wallets)
    load_seconds = time.monotonic() - begun
    _say(f"loaded in {load_seconds:.0f} s")
    audit = _audit(server)
    _say(f"audited in {audit['audit_seconds']:.0f} s")
    member = _ask_members(wallets)
    supply = _timed(_supply)
    lapse = _lapse(server, wallets, idle_seconds)
    _say(f"lapsed {lapse['lapse_pockets']:,} pockets in {lapse['lapse_seconds']:.1f} s")
    with server.connect() as database:
        ((size,),) = database.execute("SELECT pg_database_size(current_database())").fetchall()
    return Figures(
        entries=2 * STEPS * wallets,
        wallets=wallets,
        load_seconds=round(load_seconds, 1),
        bytes_on_disk=size,
        member_ms=member,
        supply_seconds=round(supply, 4),
        load_average=round(os.getloadavg()[1], 1),
        **audit,
        **lapse,
    )


# --- filling ---------------------------------------------------------------------------------


def _load(server: Server, wallets: int) -> None:
    """Fill the books: rows first, indexes after, as a restore does."""
    with server.connect() as database:
        database.execute(SCHEMA.read_text(encoding="utf-8"))
        undone = list(_without_indexes(database))
        database.execute("SELECT scale_people(%s)", [wallets])
        database.execute("ANALYZE scale_wallet, ledger_account")

        def live(step: int) -> None:
            with server.connect() as own:
                own.execute("SET session_replication_role = replica")  # the guards look row by row
                own.execute("SET work_mem = '512MB'")
                own.execute("SELECT scale_live(%s, %s)", [step, wallets])
            _say(f"step {step} of {STEPS}")

        with ThreadPoolExecutor(LOADERS) as loaders:
            list(loaders.map(live, range(1, STEPS + 1)))
        database.execute("SET session_replication_role = replica")
        database.execute("SELECT scale_end(%s)", [wallets])
        _say("rows are written")
        with ThreadPoolExecutor(LOADERS) as loaders:
            list(loaders.map(lambda words: _index(server, words), undone))
        database.execute("DROP TABLE scale_wallet")
        database.execute("CHECKPOINT")


def _without_indexes(database: psycopg.Connection) -> Iterator[str]:
    """Take the indexes away and give back the words that make them again."""
    for table in TABLES:
        kept = database.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('p', 'u')",
            [table],
        ).fetchall()
        names = {"table": sql.Identifier(table)}
        database.execute(
            sql.SQL("ALTER TABLE {table} SET (autovacuum_enabled = off)").format(**names)
        )
        for name, words in kept:
            database.execute(
                sql.SQL("ALTER TABLE {table} DROP CONSTRAINT {name}").format(
                    name=sql.Identifier(name), **names
                )
            )
            yield f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}"
        indexes = database.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table]
        ).fetchall()
        for name, words in indexes:
            database.execute(sql.SQL("DROP INDEX {name}").format(name=sql.Identifier(name)))
            yield words
        yield f"ALTER TABLE {table} RESET (autovacuum_enabled)"
        yield f"VACUUM ANALYZE {table}"


def _index(server: Server, words: str) -> None:
    """Make one index again."""
    with server.connect() as own:
        own.execute("SET maintenance_work_mem = '1GB'")
        own.execute(words.encode())
    _say(words.split(" USING ", maxsplit=1)[0])


# --- measuring -------------------------------------------------------------------------------


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _audit(server: Server) -> dict[str, Any]:
    """Run every check of the audit as the command does."""
    from enishi.ledger import queries  # noqa: PLC0415 - tables need Django's settings first

    checks, faults = {}, []
    cpu = server.cpu_seconds() + time.process_time()
    with queries.one_moment():
        for check in queries.CHECKS:
            begun = time.monotonic()
            found = queries.audited(check)
            checks[check] = round(time.monotonic() - begun, 2)
            faults += [f"{fault.where}: {fault.what}" for fault in found.faults[:3]]
            _say(f"{check}: {checks[check]} s, {found.found} faults")
    memory = Path("/proc/self/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0]
    return {
        "audit_seconds": round(sum(checks.values()), 1),
        "audit_checks": checks,
        "audit_cpu_seconds": round(server.cpu_seconds() + time.process_time() - cpu, 1),
        "audit_memory_mb": int(memory) // 1024,
        "faults": faults,
    }


def _member(number: int) -> tuple[str, str]:
    """Name a wallet and its asset, as ledger_scale.sql made them."""
    import hashlib  # noqa: PLC0415 - here alone
    from uuid import UUID  # noqa: PLC0415 - as above

    name = UUID(bytes=hashlib.md5(f"wallet{number}".encode()).digest())  # noqa: S324 - a name
    return f"member:{name}", list(ASSETS)[number % 2]


def _ask_members(wallets: int) -> dict[str, tuple[float, float]]:
    """Ask for members in no order; median and 99th percentile in milliseconds.

    The first time their rows may have to come from the disk; `again` they are in memory.
    """
    from enishi.ledger import queries  # noqa: PLC0415 - tables need Django's settings first

    questions: dict[str, Callable[[str, str], object]] = {
        "balance and next lapse": lambda name, asset: (
            queries.balance(name, asset),
            queries.next_lapse(name, asset, on=LAST_DAY),
        ),
        "balance as of a moment": lambda name, asset: queries.balance_as_of(name, asset, AS_OF),
        "statement": queries.statement,
    }
    dice = random.Random(1)  # noqa: S311 - a sample
    found = {}
    for said, ask in questions.items():
        members = [_member(dice.randrange(wallets)) for _ in range(READS)]
        for when in ("", ", again"):
            times = [1000 * _timed(partial(ask, *member)) for member in members]
            found[said + when] = _spread(times)
    return found


def _spread(times: Sequence[float]) -> tuple[float, float]:
    """Give median and 99th percentile."""
    return round(statistics.median(times), 2), round(statistics.quantiles(times, n=100)[98], 2)


def _supply() -> None:
    """Tell the supply of every asset, now and at the end of a fiscal year."""
    from enishi.ledger import queries  # noqa: PLC0415 - tables need Django's settings first

    for asset in ASSETS:
        queries.supply(asset)
        queries.supply(asset, until=datetime(2025, 3, 31, 15, tzinfo=UTC))


def _lapse(server: Server, wallets: int, idle_seconds: float) -> dict[str, Any]:
    """Run the lapse while somebody else spends; before that, let them spend alone."""
    from enishi.ledger import operations  # noqa: PLC0415 - tables need Django's settings first
    from enishi.ledger.lapsing import START, Place  # noqa: PLC0415 - as above

    with _spending(server, wallets) as seen:
        seen()  # the first calls are slow
        time.sleep(idle_seconds)
        idle = seen()
        begun, pockets = time.monotonic(), 0
        for asset, target in ASSETS.items():
            place: Place | None = START
            while place is not None and pockets < LAPSED_POCKETS:
                step = operations.lapse(asset=asset, target=target, at=LAPSE_AT, after=place)
                pockets, place = pockets + step.accounts, step.place
        seconds = time.monotonic() - begun
        meanwhile = seen()
    return {
        "lapse_pockets": pockets,
        "lapse_seconds": round(seconds, 1),
        "idle_ms": _spread(idle),
        "meanwhile_ms": _spread(meanwhile),
    }


@contextmanager
def _spending(server: Server, wallets: int) -> Iterator[Callable[[], list[float]]]:
    """Let a process of its own spend in a closed loop; the call gives the times since the last."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    stop = context.Event()
    process = context.Process(target=_spend, args=(server.place.url, wallets, theirs, stop))
    times: list[float] = []

    def listen() -> None:
        while True:
            try:
                times.append(ours.recv())
            except EOFError:
                return

    def since_last() -> list[float]:
        while len(times) < CALLS_MIN:
            time.sleep(0.01)
        found = times[:]
        del times[: len(found)]
        return found

    process.start()
    theirs.close()
    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield since_last
    finally:
        stop.set()
        process.join()
        listener.join()


def _spend(url: str, wallets: int, tell: Any, stop: Event) -> None:
    """Spend a point of somebody, again and again, by the function; tell how long each took."""
    dice = random.Random(2)  # noqa: S311 - a sample
    with psycopg.connect(url, autocommit=True) as own:
        while not stop.is_set():
            number = dice.randrange(wallets)
            name, asset = _member(number)
            asked = [uuid4(), name, f"shop:{number % 1000}", asset, 1, "spend", SPEND_AT]
            begun = time.perf_counter()
            ((result,),) = own.execute(
                "SELECT ledger_post_transfer_v1"
                "(%s, %s, %s, %s, %s, %s, %s, NULL, NULL, NULL, NULL, '{}')",
                asked,
            ).fetchall()
            tell.send(1000 * (time.perf_counter() - begun))
            assert result in {"ok", "insufficient_balance"}, (result, asked)
    tell.close()


# --- telling ---------------------------------------------------------------------------------


def _extrapolated(found: Sequence[Figures]) -> dict[str, float]:
    """Say what a billion entries would take, by the straight line through the sizes."""
    sizes = [one.entries for one in found]
    lines = {
        "audit_hours": [one.audit_seconds / 3600 for one in found],
        "gigabytes": [one.bytes_on_disk / 1e9 for one in found],
    }
    return {name: round(_at_billion(sizes, values), 1) for name, values in lines.items()}


def _at_billion(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Follow the line through two or more points; through one and the origin otherwise."""
    if len(sizes) == 1:
        return values[0] * BILLION / sizes[0]
    slope, start = statistics.linear_regression(sizes, values)
    return slope * BILLION + start


def _sentences(one: Figures) -> Iterator[str]:
    """Write the figures of one size."""
    yield f"{one.entries / 1e6:.1f} million entries, {one.wallets:,} wallets"
    yield f"  filled in                {one.load_seconds:.0f} s"
    yield f"  on disk                  {one.bytes_on_disk / 1e9:.1f} GB"
    yield (
        f"  audit                    {one.audit_seconds:.1f} s ({one.audit_cpu_seconds:.1f} s CPU,"
        f" {one.audit_memory_mb} MB), {len(one.faults)} faults"
    )
    for said, (median, high) in one.member_ms.items():
        yield f"  {said:<29} {median:.2f} ms, p99 {high:.2f} ms"
    yield f"  supply                        {1000 * one.supply_seconds:.0f} ms for four reports"
    yield f"  lapse                    {one.lapse_pockets:,} pockets in {one.lapse_seconds} s"
    yield (
        f"  single calls             p50 {one.idle_ms[0]}, p99 {one.idle_ms[1]} ms alone;"
        f" p50 {one.meanwhile_ms[0]}, p99 {one.meanwhile_ms[1]} ms during the lapse"
    )
    yield f"  load of the machine      {one.load_average}"
    yield from (f"  NOT KEPT: {promise}" for promise in one.broken)


if __name__ == "__main__":
    sys.exit(main())
