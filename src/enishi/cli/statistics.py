"""Close months, so that statistics may speak of them."""

from __future__ import annotations

import argparse

from django.utils import timezone

from enishi.cli import work
from enishi.insight.releases import operations, queries

HELP = "Close months: from then on statistics read the lake as it was"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `close`."""
    verbs = parser.add_subparsers(dest="what", required=True)
    close = verbs.add_parser("close", help="close all months up to one, after running followers")
    close.add_argument(
        "--until", required=True, metavar="YYYY-MM", help="the last month to close, itself included"
    )


def run(args: argparse.Namespace) -> int:
    """Bring everything into the lake, close, say what is closed."""
    work.work_until_idle(args.folder)
    before = queries.latest_closing()
    closed = operations.close(until=args.until, at=timezone.now())
    if before is not None and before.number == closed.number:
        print(f"Already closed until {closed.until}; corrections enter with the next month.")
        return 0
    months = closed.catalogue.months
    print(
        f"Closed until {closed.until}: months {months[0]} to {months[-1]}, "
        f"{len(closed.catalogue.nodes)} regions (closing {closed.number})."
    )
    return 0
