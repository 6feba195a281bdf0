"""Spend points of a fund on something, and keep what for."""

from __future__ import annotations

import argparse

from django.utils import timezone

from enishi.ledger import queries as books
from enishi.ledger.transfers import FUND
from enishi.programs import operations
from enishi.programs.programme import NewFundUse

HELP = "Book what a fund bought: ASSET --points N --purpose TEXT --key K"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read how much, what for, and the paper."""
    parser.add_argument("asset", metavar="ASSET", help="as 184420:point")
    parser.add_argument("--points", type=int, required=True, metavar="N", help="1 point is 1 yen")
    parser.add_argument("--purpose", required=True, metavar="TEXT", help="as the public reads it")
    parser.add_argument("--payee", default="", metavar="NAME")
    parser.add_argument(
        "--receipt", default="", metavar="TEXT", help="number or place of the paper"
    )
    parser.add_argument(
        "--key", required=True, metavar="K", help="the same key is booked once, as a voucher number"
    )


def run(args: argparse.Namespace) -> int:
    """Book it and say what is left."""
    use = NewFundUse(
        asset=args.asset,
        points=args.points,
        purpose=args.purpose,
        payee=args.payee,
        receipt=args.receipt,
    )
    transfer = operations.use_fund(use=use, key=args.key, at=timezone.now())
    left = books.balance(f"{FUND}{args.asset}", args.asset)
    print(f"{transfer}: {args.points:,} points used; {left:,} left in the fund")
    return 0
