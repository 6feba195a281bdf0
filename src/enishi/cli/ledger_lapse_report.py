"""Tell what lapsed of an asset year by year, what became of it and what it bought."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import IO

from django.utils import timezone

from enishi.kit.periods import JST, fiscal_year_end, parse_fiscal_year
from enishi.ledger import queries as books
from enishi.ledger.pockets import LAPSE
from enishi.programs import queries as programs
from enishi.programs.programme import LapseReport, YearOfLapses

HELP = "What lapsed, and what it bought: ASSET [--json|--csv] [--until DAY] [--donors YEAR]"
_COLUMNS = ("fiscal_year", "line", "points", "members", "on", "purpose", "payee", "receipt")


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the asset, the form and the day."""
    parser.add_argument("asset", metavar="ASSET", help="as 184420:point")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--csv", action="store_true")
    form.add_argument(
        "--donors",
        metavar="YEAR",
        type=parse_fiscal_year,
        help="who gave how much in a fiscal year, as CSV: for donation papers, not for others",
    )
    parser.add_argument(
        "--until", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the last day that counts"
    )


def run(args: argparse.Namespace) -> int:
    """Print the report."""
    until = timezone.now() if args.until is None else _after(args.until)
    if args.donors is not None:
        _donors(args.asset, args.donors, sys.stdout)
        return 0
    report = programs.lapse_report(args.asset, until=until)
    if args.json:
        print(json.dumps(_plain(report), ensure_ascii=False, indent=2, default=str))
    elif args.csv:
        writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        for year in report.years:
            writer.writerows(_rows(year))
    else:
        print("\n".join(_lines(report)))
    return 0


def _after(day: date) -> datetime:
    """Return the first moment after a day in Japan."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=JST)


def _plain(report: LapseReport) -> dict[str, object]:
    """Turn the report into what JSON can hold."""
    return {
        "asset": report.asset.code,
        "until": report.at.isoformat(),
        "lapsed_points_are": "donation" if report.is_donation else "unused",
        "fund": report.fund,
        "years": [asdict(year) | {"stayed": year.stayed} for year in report.years],
    }


def _rows(year: YearOfLapses) -> Iterator[dict[str, object]]:
    """Yield a year's lines: what lapsed, came back, was given, and each use."""
    members = "x" if year.members is None else year.members
    told = {"fiscal_year": year.fiscal_year}
    if year.lapsed:
        yield told | {"line": "lapsed", "points": year.lapsed, "members": members}
    if year.given_back:
        yield told | {"line": "given back", "points": -year.given_back}
    if year.donated:
        yield told | {"line": "donated", "points": year.donated}
    for use in year.uses:
        yield told | {
            "line": "used",
            "points": -use.points,
            "on": use.on,
            "purpose": use.purpose,
            "payee": use.payee,
            "receipt": use.receipt,
        }


def _lines(report: LapseReport) -> Iterator[str]:
    """Yield the report as a person reads it."""
    sign = "¥" if report.asset.kind == "point" else ""
    yield f"{report.asset.name} ({report.asset.code}), issued by {report.asset.issuer}"
    for year in report.years:
        yield f"FY{year.fiscal_year}"
        if year.lapsed:
            whose = "fewer than 10" if year.members is None else f"about {year.members:,}"
            yield f"  lapsed      {sign}{year.lapsed:,} of {whose} members"
        if year.given_back:
            yield f"  given back  {sign}{year.given_back:,}"
        if year.donated:
            yield f"  donated     {sign}{year.donated:,} by members' own choice"
        for use in year.uses:
            paper = f" ({use.receipt})" if use.receipt else ""
            yield f"  used        {sign}{use.points:,} on {use.on}: {use.purpose}{paper}"
    if report.is_donation:
        yield f"in the fund   {sign}{report.fund or 0:,}"
    else:
        yield "Lapsed points stay in the budget they were issued from: unused, no donation."


def _donors(asset: str, fiscal_year: int, out: IO[str]) -> None:
    """Write who gave how much to the fund in a year, by lapse and by choice."""
    programs.asset(asset)
    since = _after(fiscal_year_end(fiscal_year - 1))
    until = _after(fiscal_year_end(fiscal_year))
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for gift in books.donations(asset, since=since, until=until):
        sums[gift.account][gift.kind != LAPSE] += gift.points
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["account", "by lapse", "by choice", "together"])
    for account, (lapsed, given) in sorted(sums.items()):
        writer.writerow([account, lapsed, given, lapsed + given])
