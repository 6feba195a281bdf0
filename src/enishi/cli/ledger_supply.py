"""Say where the points of a region's assets are, on any date, and who owes them."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime

from enishi.kit.periods import JST, end_of_day, fiscal_year_end, parse_fiscal_year
from enishi.programs import queries
from enishi.programs.programme import Stock
from enishi.regions import queries as regions

HELP = "Say what was issued, spent and lapsed, what is outstanding, and who owes it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the region, and up to when."""
    parser.add_argument("region", metavar="CODE")
    moment = parser.add_mutually_exclusive_group()
    moment.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="at the end of a day")
    moment.add_argument(
        "--year", type=parse_fiscal_year, metavar="YYYY", help="on 31 March that ends the year"
    )
    moment.add_argument(
        "--at", type=datetime.fromisoformat, metavar="MOMENT",
        help="up to a moment; Japan's time unless it says another (reads that day one by one)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Print each asset's supply; all of the books unless a day is given."""
    regions.region(args.region)
    until = until_of(args)
    stocks = queries.supplies(args.region, until=until)
    if args.json:
        print(json.dumps([_told(stock, until) for stock in stocks], ensure_ascii=False, indent=1))
        return 0
    for stock in stocks:
        _print(stock, until)
    return 0


def until_of(args: argparse.Namespace) -> datetime | None:
    """Return the moment that the words name, exclusive; None: all that there is."""
    if args.on is not None:
        return end_of_day(args.on)
    if args.year is not None:
        return end_of_day(fiscal_year_end(args.year))
    at: datetime | None = args.at
    return at.replace(tzinfo=JST) if at is not None and at.tzinfo is None else at


def _told(stock: Stock, until: datetime | None) -> dict[str, object]:
    supply = stock.supply
    return {
        "asset": stock.asset.code,
        "name": stock.asset.name,
        "kind": stock.asset.kind,
        "issuer": stock.asset.issuer,
        "until": until.isoformat() if until else None,
        "movements": {
            line.movement.value: {"points": line.points, "transfers": line.transfers}
            for line in supply.lines
        },
        "holders": {name.value: points for name, points in supply.holders.items()},
        "outstanding": supply.outstanding,
        "owed": supply.owed,
        "owed_yen": supply.owed if stock.asset.kind == "point" else None,
    }


def _print(stock: Stock, until: datetime | None) -> None:
    supply, asset = stock.supply, stock.asset
    when = f"before {until.astimezone(JST):%Y-%m-%d %H:%M:%S}" if until else "all there is"
    print(f"{asset.name} ({asset.code}), {when}")
    for line in supply.lines:
        print(f"  {line.movement.value:<16}{line.points:>18,}  in {line.transfers:,} transfers")
    print(f"  {'outstanding':<16}{supply.outstanding:>18,}")
    for name, points in supply.holders.items():
        print(f"    held by {name.value:<12}{points:>14,}")
    if asset.kind == "point":
        print(f"  {asset.issuer} owes {supply.owed:,} yen (members, shops and funds)")
    else:
        print("  Coins are recognition and have no value in yen.")
