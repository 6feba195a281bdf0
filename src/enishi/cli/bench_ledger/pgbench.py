"""Cases that pgbench runs: its own TPC-B, and our function called by it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from enishi.cli import cluster
from enishi.cli.bench_ledger import figures, world
from enishi.cli.bench_ledger.server import Server, client_cpu_seconds
from enishi.kit.refusal import Refusal

THREADS_MAX = 2
_LATENCY = 2  # the place of the microseconds in a line of pgbench's log
# An answer that is not ok divides by nothing and ends the run.
_SCRIPT = r"""
\set member random(1, {members})
\set target random(1, {targets})
\set amount random(1, {amount_max})
\set key random(1, 9000000000000000000)
SELECT 1 / (ledger_post_transfer_v1({arguments}) = 'ok')::int;
"""


class PgbenchFailed(Refusal):
    """pgbench ended with an error."""

    code = "pgbench_failed"
    sentence = "pgbench failed: {said}"


def fill(server: Server, *, scale: int) -> None:
    """Make TPC-B's tables.

    Raises:
        PgbenchFailed: it could not.
    """
    _run(server, "--initialize", "--quiet", f"--scale={scale}")


def run(server: Server, case: figures.Case, *, seconds: int, wallets: int) -> figures.Measured:
    """Measure one case; preparing and connecting do not count.

    Raises:
        PgbenchFailed: an answer was not ok.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "transfer.sql"
        script.write_text(_script(case.accounts, wallets), encoding="utf-8")
        threads = min(THREADS_MAX, case.clients)
        what = ["--builtin=tpcb-like"] if case.door == figures.TPCB else [f"--file={script}"]
        before = server.cpu_seconds(), client_cpu_seconds()
        said = _run(
            server,
            *what,
            "--no-vacuum",
            "--protocol=prepared",
            f"--client={case.clients}",
            f"--jobs={threads}",
            f"--time={seconds}",
            "--log",
            f"--log-prefix={folder}/log",
        )
        client = client_cpu_seconds() - before[1]
        spent = server.cpu_seconds() - before[0], client
        moments = [
            int(line.split()[_LATENCY]) / 1e6
            for log in Path(folder).glob("log.*")
            for line in log.read_text(encoding="ascii").splitlines()
        ]
    return figures.measured(moments, _per_second(said), *spent)


def _script(accounts: str, wallets: int) -> str:
    """Write the transfer that pgbench repeats."""
    target = (
        _text(world.FUND) if accounts == figures.HOT else f"{_text(world.SHOP)} || (:target)::text"
    )
    arguments = {
        "p_id": "md5((:key)::text)::uuid",  # as a caller's key becomes an id; no /dev/urandom
        "p_source": f"{_text(world.MEMBER_PREFIX)} || lpad((:member)::text, 12, '0')",
        "p_target": target,
        "p_asset": _text(world.ASSET),
        "p_amount": "(:amount)::bigint",
        "p_kind": "'spend'",
        "p_at": "now()",
        "p_expires_on": "NULL",
        "p_chain": "NULL",
        "p_reverses": "NULL",
        "p_captures": "NULL",
        "p_budgets": "NULL",
    }
    return _SCRIPT.format(
        members=wallets,
        targets=world.SHOPS,
        amount_max=world.AMOUNT_MAX,
        arguments=", ".join(f"{name} => {value}" for name, value in arguments.items()),
    )


def _text(told: str) -> str:
    """Write a text; pgbench takes what follows a colon for a variable, even between quotes."""
    return "'" + told.replace(":", "' || chr(58) || '") + "'"


def _run(server: Server, *words: str) -> str:
    """Run pgbench against the server and return what it said."""
    where = [
        f"--host={server.place.sockets}",
        f"--port={cluster.PORT}",
        f"--username={cluster.ROLE}",
    ]
    done = subprocess.run(  # noqa: S603 - our own words only
        [server.programs / "pgbench", *where, *words, cluster.DATABASE],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PgbenchFailed(said=done.stderr.strip())
    return done.stdout


def _per_second(said: str) -> float:
    """Find the figure that counts from when all were connected."""
    line = next(line for line in said.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])
