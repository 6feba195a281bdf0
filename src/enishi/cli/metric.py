"""List metrics, and compute one exactly for the operator (内部限り)."""

from __future__ import annotations

import argparse
import csv
import getpass
import json
import sys
from datetime import date

from django.utils import timezone

from enishi.insight.lake import engine
from enishi.insight.metrics import registry, scope
from enishi.insight.releases import operations
from enishi.insight.releases.released import Exact, ExactQuestion
from enishi.kit import codes

HELP = "List the metrics, or compute one exactly (内部限り; every view is recorded)"
NEEDS_DATABASE = True
_PURPOSE = "コマンドラインでの確認"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `list` and `run`."""
    verbs = parser.add_subparsers(dest="what", required=True)
    verbs.add_parser("list", help="name every metric and its question")
    run_one = verbs.add_parser("run", help="compute one metric on everything recorded so far")
    run_one.add_argument("name", metavar="NAME", help=", ".join(registry.METRICS))
    run_one.add_argument(
        "--region", default=codes.NATION, metavar="R",
        help="a region, a prefecture with all its regions, or JP for all real regions (default)",
    )  # fmt: skip
    run_one.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="D", help="first day (YYYY-MM-DD)"
    )
    run_one.add_argument(
        "--until", type=date.fromisoformat, metavar="D", help="the day after the last (YYYY-MM-DD)"
    )
    run_one.add_argument(
        "--by", action="append", nargs="+", default=[], metavar="DIMENSION",
        help=f"split by, repeated or with commas: {', '.join(scope.DIMENSIONS)}",
    )  # fmt: skip
    run_one.add_argument(
        "--where", action="append", nargs="+", default=[], metavar="DIMENSION=VALUE",
        help="keep only these activities: evidence=self_report, online=yes",
    )  # fmt: skip
    run_one.add_argument(
        "--engine", choices=engine.NAMES, default=engine.DUCKDB,
        help="what computes; all give the same numbers (default: %(default)s)",
    )  # fmt: skip
    run_one.add_argument(
        "--spark-master", default="", metavar="URL",
        help="of a Spark cluster, spark://host:port; without it Spark runs on this machine",
    )  # fmt: skip
    run_one.add_argument("--format", choices=("json", "csv"), default="json")
    run_one.add_argument("--purpose", default=_PURPOSE, metavar="TEXT", help="kept in the record")


def run(args: argparse.Namespace) -> int:
    """List, or compute."""
    if args.what == "list":
        for metric in registry.METRICS.values():
            print(f"{metric.name}\t{metric.sentence}\t{metric.sentence_en}")
        return 0
    named = [name for group in args.by for words in group for name in words.split(",")]
    question = ExactQuestion(
        metric=args.name,
        region=args.region,
        since=args.since,
        until=args.until,
        by=tuple(name.strip() for name in named if name.strip()),
        where=tuple(condition for group in args.where for condition in group),
    )
    operations.refresh_lake()
    found = operations.exact(
        question=question,
        actor=_user(),
        purpose=args.purpose,
        at=timezone.now(),
        is_operator=True,
        choice=engine.Choice(args.engine, args.spark_master),
    )
    print(f"{found.marking}: 公表しないでください / internal use only", file=sys.stderr)
    if args.format == "csv":
        _print_csv(found)
    else:
        _print_json(found)
    return 0


def _print_json(found: Exact) -> None:
    answer = {
        "metric": found.question.metric,
        "marking": found.marking,
        "question": found.question.as_json(),
        "unit": found.unit,
        "rows": found.rows,
        "n": found.n,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=1, default=str))


def _print_csv(found: Exact) -> None:
    writer = csv.writer(sys.stdout)
    if found.rows:
        writer.writerow(found.rows[0])
    writer.writerows(row.values() for row in found.rows)


def _user() -> str:
    """Name the user of the machine, for the record of views."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return "cli:unknown"
