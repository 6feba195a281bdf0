"""Print what left and reached one account, with its balance after each line."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from enishi.cli import tables
from enishi.kit.periods import JST, end_of_day, jst_day
from enishi.ledger import queries
from enishi.ledger.accounting import AccountClass, class_of
from enishi.programs import queries as programs

HELP = "List what left and reached an account, with its balance"
_ENTRY_HEADS = ("at", "kind", "counterpart", "amount", "balance", "expires_on", "transfer")
_DAY_HEADS = ("on", "kind", "counterpart", "amount", "balance", "transfers")
_FIRST = date(2000, 1, 1)
# These keep no balance and have one line for each of their days.
_BY_DAY = (
    AccountClass.ISSUE,
    AccountClass.EXCHANGE,
    AccountClass.MIGRATION,
    AccountClass.UNUSED,
    AccountClass.EXTERNAL,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the account, its asset, the time, and how to write it."""
    parser.add_argument(
        "account", metavar="ACCOUNT", help="as member:…, shop:7, issue:182010:point"
    )
    parser.add_argument("asset", metavar="ASSET", help="as 182010:point")
    tables.add_period(parser)
    parser.add_argument("--limit", type=int, default=1_000, help="of an account's own entries")
    tables.add_form(parser)


def run(args: argparse.Namespace) -> int:
    """Print entries, newest first; of an account that keeps no balance its days, oldest first."""
    programs.asset(args.asset)
    since, until = tables.period(args, _FIRST, jst_day(timezone.now()) + timedelta(days=1))
    if class_of(args.account) in _BY_DAY:
        days = queries.daily_statement(args.account, args.asset, since=since, until=until)
        rows: list[tuple[object, ...]] = [
            (day.on, day.kind, day.counterpart, day.amount, day.balance, day.transfers)
            for day in days
        ]
        return _write(args, _DAY_HEADS, rows)
    lines = queries.statement(
        args.account,
        args.asset,
        since=end_of_day(since - timedelta(days=1)),
        until=end_of_day(until - timedelta(days=1)),
        limit=args.limit,
    )
    rows = [
        (
            line.at.astimezone(JST).isoformat(timespec="seconds"), line.kind, line.counterpart,
            line.amount, line.balance, line.expires_on, str(line.transfer),
        )
        for line in lines
    ]  # fmt: skip
    return _write(args, _ENTRY_HEADS, rows)


def _write(args: argparse.Namespace, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> int:
    file: Path | None = args.out
    tables.write(tables.Form(args.format, args.encoding, file), args.account, heads, rows)
    return 0
