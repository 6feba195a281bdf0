"""Add every account of an asset up; the lines cancel out."""

from __future__ import annotations

import argparse
from datetime import date

from enishi.kit.periods import end_of_day
from enishi.ledger import queries
from enishi.programs import queries as programs

HELP = "Add every account up, all wallets in one line; the total is 0"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the asset and the day."""
    parser.add_argument("asset", metavar="ASSET", help="as 182010:point")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="at the end of a day")


def run(args: argparse.Namespace) -> int:
    """Print a line for each account, and the sum."""
    programs.asset(args.asset)
    until = end_of_day(args.on) if args.on else None
    lines = queries.trial_balance(args.asset, until=until)
    for line in lines:
        print(f"{line.account}\t{line.total}")
    total = sum(line.total for line in lines)
    print(f"total\t{total}")
    return 0 if total == 0 else 1
