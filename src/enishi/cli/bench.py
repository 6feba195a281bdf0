"""Measure how fast points move and questions are answered here, against what everybody knows."""

from __future__ import annotations

import argparse
import json
import os
import sys

import django

from enishi.cli import installation
from enishi.cli.bench_insight import command as insight
from enishi.cli.bench_ledger import figures
from enishi.cli.bench_ledger.figures import Case, Measured
from enishi.cli.bench_ledger.server import Server, running

HELP = "Measure how fast points move and questions to the lake are answered on this machine"
NEEDS_DATABASE = False
# Rounds, seconds a case, clients, batches, wallets.
_FULL = (3, 3, [1, 8, 32, 256], [10, 100, 1_000, 8_000], 10_000)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what to measure and for how long."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    ledger = what.add_parser("ledger", help="posting: function, group commit, batches")
    ledger.add_argument("--json", action="store_true", help="print JSON instead of a table")
    ledger.add_argument("--quick", action="store_true", help="one round of what has a floor")
    ledger.add_argument("--rounds", type=int, metavar="N", help="medians over N (3)")
    ledger.add_argument("--seconds", type=int, metavar="N", help="for each case (3)")
    ledger.add_argument("--clients", type=_numbers, metavar="N,N", help="1,8,32,256")
    ledger.add_argument("--batches", type=_numbers, metavar="N,N", help="10,100,1000,8000")
    ledger.add_argument("--scale", type=int, default=32, metavar="N", help="of TPC-B (32)")
    ledger.add_argument("--wallets", type=int, metavar="N", help="that pay (10000)")
    insight.configure(
        what.add_parser("insight", help="questions to the lake, next to Polars and chDB")
    )


def _numbers(told: str) -> list[int]:
    """Read numbers with commas between them."""
    return [int(word) for word in told.split(",")]


def run(args: argparse.Namespace) -> int:
    """Measure what was asked for; exit code 1 when a floor is not kept."""
    return insight.run(args) if args.what == "insight" else _run_ledger(args)


def _run_ledger(args: argparse.Namespace) -> int:
    """Measure on a server of our own, gone afterwards."""
    _fill_in(args)
    with running(args.folder.parent) as server:
        rounds, faults = _measure(server, args)
    medians = figures.summary(rounds)
    floors = figures.verdicts(medians)
    if args.json:
        settings = ("scale", "wallets", "rounds", "seconds", "clients", "batches")
        told = {name: getattr(args, name) for name in settings} | {
            "cores": os.cpu_count(),
            "rounds_measured": [figures.told(one) for one in rounds],
            "medians": medians,
            "floors": floors,
            "faults": faults,
        }
        print(json.dumps(told, indent=1))
    else:
        print("\n".join([*figures.table(medians, floors), *faults]))
    return 1 if faults or not all(one["is_kept"] for one in floors) else 0


def _fill_in(args: argparse.Namespace) -> None:
    """Fill in what was not said: --quick measures once what has a floor."""
    usual = (1, 2, [32, 256], [1_000], 1_000) if args.quick else _FULL
    names = ("rounds", "seconds", "clients", "batches", "wallets")
    for name, value in zip(names, usual, strict=True):
        if getattr(args, name) is None:
            setattr(args, name, value)


def _measure(
    server: Server, args: argparse.Namespace
) -> tuple[list[list[tuple[Case, Measured]]], list[str]]:
    """Fill the books and TPC-B's tables, measure round after round, and check the books."""
    installation.compile_translations()
    django.setup()
    # Only now do the settings mean this server.
    from django.db import connection  # noqa: PLC0415

    from enishi.cli.bench_ledger import doors, pgbench, world  # noqa: PLC0415
    from enishi.ledger import queries  # noqa: PLC0415
    from enishi.ledger.operations import queueing  # noqa: PLC0415

    by_python = (figures.BY_PSYCOPG, figures.QUEUE, figures.BATCH)
    _say("filling TPC-B's tables and the books ...")
    pgbench.fill(server, scale=args.scale)
    world.fill(server, wallets=args.wallets)
    rounds = []
    for number in range(args.rounds):
        found = []
        for case in figures.cases(args.clients, args.batches):
            door = doors if case.door in by_python else pgbench
            one = door.run(server, case, seconds=args.seconds, wallets=args.wallets)
            found.append((case, one))
            _say(f"round {number + 1}: {figures.line(case, one)}")
        rounds.append(found)
    queueing.close_queues()
    faults = [f"{fault.where}: {fault.what}" for fault in queries.faults()]
    connection.close()
    return rounds, faults


def _say(told: str) -> None:
    print(f"enishi: {told}", file=sys.stderr, flush=True)
