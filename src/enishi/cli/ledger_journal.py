"""Write the journal of an asset worth yen, for the accountants of its issuer."""

from __future__ import annotations

import argparse
from datetime import timedelta

from django.utils import timezone

from enishi.cli import tables
from enishi.kit.periods import fiscal_year_end, fiscal_year_of, jst_day
from enishi.merchants import queries as merchants
from enishi.programs import journal, queries

HELP = "Write the journal for accountants: day, debit, credit, yen; searchable"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the asset, the days, what to look for, and how to write it."""
    parser.add_argument(
        "asset", metavar="ASSET", help="points, as 182010:point; coins are no money"
    )
    tables.add_period(parser)
    parser.add_argument("--least", type=int, metavar="YEN", help="lines of this amount or more")
    parser.add_argument("--most", type=int, metavar="YEN", help="lines of this amount or less")
    parser.add_argument("--partner", default="", metavar="TEXT", help="part of a partner's name")
    tables.add_form(parser)


def run(args: argparse.Namespace) -> int:
    """Write the lines; this fiscal year's unless other days are given."""
    today = jst_day(timezone.now())
    first = fiscal_year_end(fiscal_year_of(today) - 1) + timedelta(days=1)
    since, until = tables.period(args, first, today + timedelta(days=1))
    lines = queries.journal(
        args.asset,
        since=since,
        until=until,
        partners=merchants.names_of_accounts(args.asset.partition(":")[0]),
        search=journal.Search(args.least, args.most, args.partner),
    )
    rows = [journal.row(line) for line in lines]
    form = tables.Form(args.format, args.encoding, args.out)
    tables.write(form, "仕訳", journal.HEADS, rows)
    return 0
