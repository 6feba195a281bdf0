"""List or set the account codes (勘定科目) of a region's journal."""

from __future__ import annotations

import argparse

from enishi.ledger.accounting import AccountClass
from enishi.programs import operations, queries
from enishi.programs.journal import Code
from enishi.regions import queries as regions

HELP = "List or set the account codes under which a region's journal is written"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the region, and one code to set."""
    parser.add_argument("region", metavar="CODE")
    parser.add_argument(
        "--set", nargs=3, metavar=("CLASS", "ACCOUNT_CODE", "NAME"),
        help=f"CLASS is one of {', '.join(AccountClass)}",
    )  # fmt: skip
    parser.add_argument("--kind", default="", help="for transfers of this kind only, as settle")


def run(args: argparse.Namespace) -> int:
    """Set a code if one is given, then list all."""
    regions.region(args.region)
    if args.set:
        operations.set_account_code(
            region_code=args.region, code=Code(args.set[0], args.kind, args.set[1], args.set[2])
        )
    for code in queries.account_codes(args.region):
        print(f"{code.account_class}\t{code.kind or '-'}\t{code.code}\t{code.name}")
    return 0
